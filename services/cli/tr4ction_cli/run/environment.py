"""The environment of the stack's processes: one for all, as there is one `.env`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tr4ction_cli.run.data_dir import DataDir
from tr4ction_cli.run.keys import Keys
from tr4ction_cli.run.processes import MARK
from tr4ction_cli.run.services import Stack
from tr4ction_cli.run.settings import given_variables


def stack_environment(data_dir: DataDir, keys: Keys, stack: Stack) -> dict[str, str]:
    """Ours, with what only we know: keys, addresses, absolute paths, and this virtual environment's programs first."""
    programs = Path(sys.executable).parent
    return {
        **os.environ,
        **keys.environment(given_variables()),
        **stack.environment(),
        "DATA_DIR": str(data_dir.root),
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        MARK: str(data_dir.root),
    }
