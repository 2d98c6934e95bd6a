"""The JSON Schema of the snapshot document, made from its types.

`python -m tr4ction_workbook.snapshot.schema` writes `schema.json` beside this module after a change of the types.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from tr4ction_workbook.snapshot.document import FORMAT, VERSION, Snapshot

SCHEMA_FILE = Path(__file__).with_name("schema.json")


def make_schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12."""
    schema = msgspec.json.schema(Snapshot)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT} version {VERSION}",
        **schema,
    }


def schema_text() -> str:
    return json.dumps(make_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
