"""Boxes drawn around unmerged cells."""

from __future__ import annotations

from collections.abc import Container, Iterator

from tr4ction_workbook.fields.grid import BELOW, Grid, places
from tr4ction_workbook.ooxml.model import CellRange

_BUDGET = 2_000_000  # cells looked at; drawings that need more are passed over


def trace_boxes(grid: Grid, taken: Container[int]) -> Iterator[CellRange]:
    """Rectangles of several cells of one paint that a line encloses and none crosses."""
    tracer = _Tracer(grid, taken)
    seen: set[int] = set()
    for where, look in grid.look_at.items():
        if look.is_enclosed or where in seen or where in taken:
            continue
        if not (grid.line_left(where) and grid.line_above(where)):
            continue
        if grid.line_left(where + 1) and grid.line_above(where + BELOW):
            continue
        box = tracer.trace(where)
        if box is not None and box.area > 1:
            seen.update(places(box))
            yield box


class _Tracer:
    def __init__(self, grid: Grid, taken: Container[int]) -> None:
        self._grid = grid
        self._taken = taken
        self._budget = _BUDGET

    def trace(self, start: int) -> CellRange | None:
        """The rectangle from `start` to the next lines right and below."""
        grid = self._grid
        look = grid.look_at.get(start)
        fill = look.fill if look else None
        right = start
        while not grid.line_left(right + 1):
            right += 1
            if not self._continues(right, fill):
                return None
        height = 1
        while not grid.line_above(start + height * BELOW):
            down = height * BELOW
            height += 1
            if not all(self._continues(where + down, fill) for where in range(start, right + 1)):
                return None
        row, column = start >> 15, start & BELOW - 1
        box = CellRange(row, column, row + height - 1, column + right - start)
        self._budget -= box.area
        return box if not self._is_crossed(box) and grid.encloses(box) else None

    def _is_crossed(self, box: CellRange) -> bool:
        for where in places(box):
            row, column = where >> 15, where & BELOW - 1
            if column > box.left and self._grid.line_left(where):
                return True
            if row > box.top and self._grid.line_above(where):
                return True
        return False

    def _continues(self, where: int, fill: str | None) -> bool:
        self._budget -= 1
        look = self._grid.look_at.get(where)
        return self._budget > 0 and look is not None and where not in self._taken and look.fill == fill
