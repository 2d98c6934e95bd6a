"""Places on a sheet: rows and columns count from 1, as in `A1`."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ROW = re.compile(r"[0-9]{1,7}")
_COLUMN = re.compile(r"[A-Za-z]{1,3}")


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(column: int) -> str:
    """1 → `A`, 28 → `AB`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """`A` → 1, `ab` → 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class CellRange(Struct, frozen=True, order=True):
    """A rectangle of cells, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, reference: str) -> CellRange:
        """`B4`, `$B$4:C6`, whole columns `B:C` and whole rows `3:4`. Raises ValueError for anything else."""
        return _parse_range(reference)

    @classmethod
    def _span(cls, first: str, second: str) -> CellRange:
        start, end = _CELL.fullmatch(first), _CELL.fullmatch(second)
        if start and end:
            rows = [int(start[2]), int(end[2])]
            columns = [column_number(start[1]), column_number(end[1])]
            if rows[0] > rows[1] or columns[0] > columns[1]:
                rows, columns = sorted(rows), sorted(columns)
        else:
            first, second = first.replace("$", ""), second.replace("$", "")
            if _ROW.fullmatch(first) and _ROW.fullmatch(second):
                rows, columns = sorted((int(first), int(second))), [1, MAX_COLUMN]
            elif _COLUMN.fullmatch(first) and _COLUMN.fullmatch(second):
                rows, columns = [1, MAX_ROW], sorted((column_number(first), column_number(second)))
            else:
                raise ValueError(f"not a cell range: {first}:{second}")
        if rows[0] < 1 or rows[1] > MAX_ROW or columns[0] < 1 or columns[1] > MAX_COLUMN:
            raise ValueError(f"outside the sheet: {first}:{second}")
        return cls(rows[0], columns[0], rows[1], columns[1])

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def area(self) -> int:
        return self.height * self.width

    def contains(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def overlaps(self, other: CellRange) -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def __str__(self) -> str:
        start = f"{column_letters(self.left)}{self.top}"
        if self.top == self.bottom and self.left == self.right:
            return start
        return f"{start}:{column_letters(self.right)}{self.bottom}"


@lru_cache(maxsize=16_384)
def _parse_range(reference: str) -> CellRange:
    """Remembered, for the sheets of a workbook repeat the ranges of each other."""
    first, _, second = reference.strip().partition(":")
    return CellRange._span(first, second or first)
