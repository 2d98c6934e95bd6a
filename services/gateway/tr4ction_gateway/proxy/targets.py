"""Request targets: passed on byte for byte, but never out of the folder they were let into."""

from __future__ import annotations

import re
from urllib.parse import unquote

_VISIBLE_ASCII = re.compile(rb"/[!-~]*")
_MAX_DECODINGS = 3


def is_safe(raw_path: bytes) -> bool:
    """Whether every reader of the path, however often it decodes it, stays where the first one is.

    Refused are segments `.` and `..`, also percent-encoded (once or more) and with a backslash for a slash; and a zero,
    which databases take for no text.
    """
    if _VISIBLE_ASCII.fullmatch(raw_path) is None:
        return False
    path = raw_path.decode("ascii")
    for _ in range(_MAX_DECODINGS):
        if "\0" in path or any(segment in (".", "..") for segment in re.split(r"[/\\]", path)):
            return False
        path = unquote(path)
    return True


def target_of(raw_path: bytes, query: bytes) -> bytes:
    """Path and query as they came."""
    return raw_path + b"?" + query if query else raw_path
