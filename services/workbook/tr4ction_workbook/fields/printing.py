"""What of a sheet is printed: what its author left out of the print area is seldom meant to be filled."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tr4ction_workbook.fields.grid import BELOW
from tr4ction_workbook.ooxml.model import CellRange

_MAX_AREAS = 20
_SHARE = 0.5  # of the filled cells; a print area with fewer of them was set for another sheet than this


class PrintedPart:
    """The print areas of a sheet; all of it where it has none, or where they say little of it.

    `filled`: places of cells that hold something.
    """

    def __init__(self, areas: Sequence[CellRange], filled: Collection[int]) -> None:
        self.areas = areas if len(areas) <= _MAX_AREAS else ()
        left_out = sum(self.leaves_out(where >> 15, where & BELOW - 1) for where in filled) if self.areas else 0
        if left_out > _SHARE * len(filled):
            self.areas = ()

    def leaves_out(self, row: int, column: int) -> bool:
        return bool(self.areas) and not any(area.contains(row, column) for area in self.areas)
