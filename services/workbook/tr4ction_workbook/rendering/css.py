"""The page's one style sheet: the static part, and a class for each look that the sheet needs.

Nothing has a style attribute, so that a Content-Security-Policy need not allow any; and what is alike is said once.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_SAFE_FAMILY = re.compile(r"[\w .&+-]{1,60}", re.UNICODE)
_SPACE = re.compile(r"/\*.*?\*/|\s*\n\s*", re.DOTALL)


@cache
def static_css() -> str:
    """`page.css` without comments and line ends."""
    return _SPACE.sub("", files("tr4ction_workbook.rendering").joinpath("page.css").read_text("utf-8"))


class Rules:
    """Classes by what they declare."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._text: list[str] = []

    def named(self, prefix: str, declarations: str, inner: str = "") -> str:
        """Name of the class with these declarations; `inner` are those of the `div` right inside. Empty for none."""
        if not declarations and not inner:
            return ""
        key = (declarations, inner)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"{prefix}{len(self._names)}"
            if declarations:
                self._text.append(f".{name}{{{declarations}}}")
            if inner:
                self._text.append(f".{name}>div{{{inner}}}")
        return name

    def add(self, rule: str) -> None:
        """A whole rule. For selectors other than one class."""
        self._text.append(rule)

    @property
    def text(self) -> str:
        return "".join(self._text)


def font_family(name: str) -> str:
    """A family name as CSS, empty where it holds characters that names of fonts do not have."""
    return f'"{name}"' if _SAFE_FAMILY.fullmatch(name) else ""


def pixels(value: float) -> str:
    """`12px`, `12.5px`, `0`."""
    rounded = round(value, 2)
    if not rounded:
        return "0"
    return f"{int(rounded)}px" if rounded == int(rounded) else f"{rounded}px"
