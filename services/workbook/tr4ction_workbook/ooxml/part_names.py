"""Names of parts (ECMA-376 part 2, clause 6.2.2): which are safe, and when two mean the same part."""

from __future__ import annotations

import re
import unicodedata

from tr4ction_workbook.ooxml.errors import UnsafePartNameError

_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_SHOWN = 200


def part_name(stored: str) -> str:
    """The part that the name of a ZIP entry stands for. Raises UnsafePartNameError for names that would leave a folder
    they are unpacked into, in whatever way they are decoded.

    Some programs separate folders by `\\`, which Excel takes for `/`; so it is here, and looked at after that.
    """
    name = stored.replace("\\", "/")
    if not all(map(_is_safe, {name, _plain(name), _decoded(name)})):
        raise UnsafePartNameError(part=shown(stored))
    return name


def equivalence_key(name: str) -> str:
    """Equal for names that some reader could take for each other: by case, by escapes, by Unicode form."""
    return _decoded(name).casefold()


def unquoted(name: str) -> str:
    """The name with its `%HH` resolved, as UTF-8."""
    if "%" not in name:
        return name
    raw = _PERCENT.sub(lambda match: bytes((int(match[1], 16),)), name.encode("utf-8", "replace"))
    return raw.decode("utf-8", "replace")


def shown(name: str) -> str:
    """Of a name that may hold anything, what a message can."""
    return name.encode("ascii", "backslashreplace").decode()[:_SHOWN]


def _plain(name: str) -> str:
    """Full-width points and slashes are points and slashes to some file systems."""
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def _decoded(name: str) -> str:
    return _plain(unquoted(_plain(name)))


def _is_safe(name: str) -> bool:
    segments = name.split("/")
    return not (
        name.startswith("/")
        or "\\" in name
        or ".." in segments
        or "." in segments
        or ":" in segments[0]
        or any(ord(letter) < 32 for letter in name)
    )
