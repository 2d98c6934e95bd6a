"""Ranges of a sheet as people write them: `B4`, `B4:D6` (ECMA-376, 18.18.62 ST_Ref)."""

from __future__ import annotations

import re
from typing import NamedTuple

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MAX_COLUMN, _MAX_ROW = 16_384, 1_048_576


class Rectangle(NamedTuple):
    """All inclusive, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, cell_range: str) -> Rectangle:
        """Raises ValueError for what is no range of a sheet."""
        first, _, second = cell_range.partition(":")
        start, end = _CELL.fullmatch(first), _CELL.fullmatch(second or first)
        if start is None or end is None:
            raise ValueError(f"no range: {cell_range!r}")
        found = cls(int(start[2]), _column(start[1]), int(end[2]), _column(end[1]))
        if not found.is_on_a_sheet:
            raise ValueError(f"no range: {cell_range!r}")
        return found

    @property
    def is_on_a_sheet(self) -> bool:
        return 1 <= self.top <= self.bottom <= _MAX_ROW and 1 <= self.left <= self.right <= _MAX_COLUMN

    def overlaps(self, other: Rectangle) -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def shifted(self, rows: int, columns: int) -> Rectangle:
        return Rectangle(self.top + rows, self.left + columns, self.bottom + rows, self.right + columns)

    def __str__(self) -> str:
        start, end = f"{_letters(self.left)}{self.top}", f"{_letters(self.right)}{self.bottom}"
        return start if start == end else f"{start}:{end}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
