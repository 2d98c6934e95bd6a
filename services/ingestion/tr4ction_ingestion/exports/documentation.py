"""What the API document says of exports beyond what their functions say."""

from __future__ import annotations

from typing import Any

from tr4ction_ingestion.templates.filenames import WORKBOOK_TYPES

_BINARY = {"type": "string", "format": "binary"}
_FILE_NAME = {
    "Content-Disposition": {"description": "The file's name.", "required": True, "schema": {"type": "string"}}
}
_LEFT_OUT = {
    "X-Left-Out": {
        "description": "How many answers the workbook itself refuses, such as where a formula stands.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    }
}


def _answers(description: str, content: dict[str, Any], headers: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": content, "headers": headers}}


WORKBOOK_ANSWERS = _answers(
    "The filled workbook",
    {media_type: {"schema": _BINARY} for media_type in WORKBOOK_TYPES.values()},
    _FILE_NAME | _LEFT_OUT,
)
TABLE_ANSWERS = _answers("A table, one row a question", {"text/csv": {"schema": {"type": "string"}}}, _FILE_NAME)
ARCHIVE_ANSWERS = _answers(
    "Filled workbooks, one an organization", {"application/zip": {"schema": _BINARY}}, _FILE_NAME
)
