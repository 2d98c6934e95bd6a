"""Starts the ChromaDB server with the configuration file that the environment names.

The server is one compiled module of the package `chromadb`. `make setup` puts that module alone into a folder of its
own: the rest of the package weighs 400 MB with what it needs and would overwrite `chromadb-client`, which has the same
import name.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

CONFIG_VARIABLE = "TR4CTION_CHROMA_CONFIG"
FOLDER = Path(sys.prefix) / "chroma"


def main() -> None:
    sys.path.insert(0, str(FOLDER))
    try:
        bindings = importlib.import_module("chromadb_rust_bindings")
    except ImportError as error:
        sys.exit(f"error: chroma_missing: {FOLDER}: {error}. Run 'make setup'.")
    bindings.cli(["chroma", "run", os.environ[CONFIG_VARIABLE]])


if __name__ == "__main__":
    main()
