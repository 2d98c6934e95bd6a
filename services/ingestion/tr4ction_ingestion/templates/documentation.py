"""What the API document says of the registry's routes beyond what their functions say."""

from __future__ import annotations

from typing import Any

from tr4ction_ingestion.templates.filenames import WORKBOOK_TYPES
from tr4ction_ingestion.templates.reception import FILE_PART

_BINARY = {"type": "string", "format": "binary"}
_SNAPSHOT = {"type": "object", "examples": [{"format": "tr4ction.snapshot", "version": 1}]}
_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "What `If-None-Match` names is still current"}}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "Entity tags that the client has (RFC 9110, 13.1.2).",
    "schema": {"type": "string"},
    "example": '"8d2c1f"',
}
_HEADERS = {
    "ETag": {"description": "Names these very bytes.", "required": True, "schema": {"type": "string"}},
    "Content-Disposition": {"description": "The file's name.", "schema": {"type": "string"}},
}


def file_body(description: str) -> dict[str, Any]:
    """A multipart body with one file: what no function's signature says, since it is read as it comes."""
    properties = {FILE_PART: {**_BINARY, "description": description}}
    schema = {"type": "object", "required": [FILE_PART], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


UPLOAD_BODY = file_body("An .xlsx, .xlsm, .xltx or .xltm workbook.")
DOWNLOAD: dict[str, Any] = {"parameters": [_IF_NONE_MATCH]}

SNAPSHOT_ANSWERS = {
    200: {
        "description": "All that the workbook says, gzipped for clients that take it",
        "content": {"application/json": {"schema": _SNAPSHOT}},
        "headers": _HEADERS,
    },
    **_NOT_MODIFIED,
}
ORIGINAL_ANSWERS = {
    200: {
        "description": "The bytes that were uploaded",
        "content": {media_type: {"schema": _BINARY} for media_type in WORKBOOK_TYPES.values()},
        "headers": _HEADERS,
    },
    **_NOT_MODIFIED,
}
ASSET_ANSWERS = {
    200: {
        "description": "A picture, or what else of sound and film the workbook holds",
        "content": {
            media_type: {"schema": _BINARY}
            for media_type in ("image/*", "audio/*", "video/*", "application/octet-stream")
        },
        "headers": _HEADERS,
    },
    **_NOT_MODIFIED,
}
PAGE_ANSWERS = {
    200: {
        "description": "An HTML document that needs nothing else and can do nothing",
        "content": {"text/html": {"schema": {"type": "string", "examples": ["<!DOCTYPE html>"]}}},
        "headers": {"ETag": _HEADERS["ETag"]},
    },
    **_NOT_MODIFIED,
}
