"""Names of files as people give them: kept for people, never used as a path."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote

MAX_LENGTH = 200

WORKBOOK_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "xltm": "application/vnd.ms-excel.template.macroEnabled.12",
}


def clean_filename(given: str) -> str:
    """The last segment of what a client sent, without control characters, at most 200 characters; may be empty.

    Formatting characters go too: a right-to-left override makes `exe.xlsx` look like another kind of file.
    """
    name = re.split(r"[/\\]", given)[-1]
    name = "".join(letter for letter in unicodedata.normalize("NFC", name) if unicodedata.category(letter)[0] != "C")
    name = name.strip()
    if len(name) <= MAX_LENGTH:
        return name
    suffix = PurePath(name).suffix[:10]
    return name[: MAX_LENGTH - len(suffix)] + suffix


def with_extension(filename: str, extension: str, fallback: str) -> str:
    """`filename` ending in the extension its content has; `fallback` is the stem where there is none."""
    stem = PurePath(filename).stem or fallback
    return f"{stem}.{extension}"


def content_type(extension: str) -> str:
    """Media type of `xlsx`, `xlsm`, `xltx` or `xltm`, as registered with IANA."""
    return WORKBOOK_TYPES[extension]


def content_disposition(filename: str, kind: str = "attachment") -> str:
    """A `Content-Disposition` that says the name twice: in ASCII, and whole (RFC 6266, 4.3; RFC 8187)."""
    decomposed = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", decomposed)
    if not PurePath(plain).suffix:  # nothing but the extension is left of a name in another script
        plain = f"file{plain}"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
