"""The stored cells of a sheet by place, and the lines that can be seen between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from tr4ction_workbook.fields.looks import Look, Looks
from tr4ction_workbook.ooxml.model import Cell, CellRange, Sheet

_EDGE_SHARE = 0.5  # of the cells along an edge must have a line for the edge to count as drawn
_PAINT_CHANGE = 0.03  # in darkness
_UNLOCKED_SHARE = 0.5
_LOWEST_ROW = 8.0  # points
_DEFAULT_WIDTH = 8.43  # characters, clause 18.3.1.81


def place(row: int, column: int) -> int:
    """One number for a cell's place; the place below is `BELOW` more, the place to the right 1 more."""
    return row << 15 | column


BELOW = 1 << 15


class Grid:
    """Looks by place, and the cells that hold something. A line between two cells may be drawn by either of them."""

    def __init__(self, sheet: Sheet, looks: Looks) -> None:
        self.sheet = sheet
        self.looks = looks
        self.look_at: dict[int, Look] = {}
        self.filled: dict[int, Cell] = {}
        for cell in sheet.cells:
            where = cell.row << 15 | cell.column
            self.look_at[where] = looks[cell.style_id]
            if cell.value is not None or cell.formula is not None:
                self.filled[where] = cell
        self._vertical: set[int] = set()  # lines that no stored cell draws, on the left of a place
        self._horizontal: set[int] = set()  # and on top of a place
        self._covered: dict[int, int] = {}  # places in merged ranges, and where these begin
        self._widths = _column_widths(sheet)
        self._hidden_columns = {column for column, width in self._widths.items() if width == 0}
        self._outline_levels = {row: facts.outline_level for row, facts in sheet.rows.items() if facts.outline_level}
        self._hidden_rows = {
            row
            for row, facts in sheet.rows.items()
            if facts.hidden or (facts.height is not None and facts.height < _LOWEST_ROW)
        }

    @property
    def is_partly_unlocked(self) -> bool:
        """Whether some cells are unlocked, but not most: on purpose, though the protection may be off."""
        unlocked = sum(not look.format.locked for look in self.look_at.values())
        return 0 < unlocked <= _UNLOCKED_SHARE * len(self.look_at)

    def cell(self, where: int) -> Cell:
        """The cell of a place; a blank one is made up."""
        return self.filled.get(where) or Cell(where >> 15, where & BELOW - 1, 0, "blank", None)

    def _paint(self, where: int) -> float | None:
        """Darkness of what is seen at a place: of a merged range, its first cell."""
        look = self.look_at.get(self._covered.get(where, where))
        return None if look is None else look.darkness

    def cover(self, merged: CellRange) -> None:
        """Take note that only the first cell of `merged` is seen."""
        self._covered.update(dict.fromkeys(places(merged), place(merged.top, merged.left)))

    def is_hidden(self, top: int, left: int, bottom: int, right: int) -> bool:
        """Whether nothing typed there could be read: a hidden column or row, or a row too low for a line of text."""
        return (top in self._hidden_rows and top == bottom) or (left in self._hidden_columns and left == right)

    def outline_level(self, row: int) -> int:
        return self._outline_levels.get(row, 0)

    def column_width(self, column: int) -> float:
        """Width in characters; 0 for a hidden column."""
        return self._widths.get(column, _DEFAULT_WIDTH)

    def width_of(self, left: int, right: int) -> float:
        if left == right:
            return self._widths.get(left, _DEFAULT_WIDTH)
        return sum(self.column_width(column) for column in range(left, right + 1))

    def line_left(self, where: int) -> bool:
        """Whether a line can be seen on the left of a place."""
        here, there = self.look_at.get(where), self.look_at.get(where - 1)
        if here is not None and here.left and _shows(here, "left", there):
            return True
        if there is not None and there.right and _shows(there, "right", here):
            return True
        return where in self._vertical

    def line_above(self, where: int) -> bool:
        here, there = self.look_at.get(where), self.look_at.get(where - BELOW)
        if here is not None and here.top and _shows(here, "top", there):
            return True
        if there is not None and there.bottom and _shows(there, "bottom", here):
            return True
        return where in self._horizontal

    def is_box(self, box: CellRange) -> bool:
        """Whether `box` is seen as one: by lines on all edges, or where paint ends instead of some of them."""
        corner = box.top << 15 | box.left
        look = self.look_at.get(corner)
        if look is not None and look.is_enclosed and box.area == 1:
            return True
        return self._is_seen(corner, look, self._edges(box))

    def is_single_box(self, where: int, look: Look) -> bool:
        """`is_box` for a cell that is not merged."""
        if look.is_enclosed:
            return True
        if look.darkness <= _PAINT_CHANGE and not self.line_above(where):  # most cells end here
            above = self._paint(where - BELOW)
            if above is None or abs(above - look.darkness) <= _PAINT_CHANGE:
                return False
        return self._is_seen(where, look, self._edges_of_cell(where))

    def _is_seen(self, corner: int, look: Look | None, edges: Iterator[tuple[bool, int]]) -> bool:
        """Painted, any three edges are enough. Not painted, all must show, some of them by lines."""
        dark = look.darkness if look else 0.0
        spare = 1 if dark > _PAINT_CHANGE else 0
        drawn = 0
        for edge_is_drawn, beyond in edges:
            if edge_is_drawn:
                drawn += 1
                continue
            other = self._paint(beyond)
            if other is None or abs(other - dark) <= _PAINT_CHANGE:
                spare -= 1
                if spare < 0:
                    return False
        if dark > _PAINT_CHANGE:
            return True
        on_margin = corner & BELOW - 1 == 1
        if on_margin and corner not in self.filled and not self.line_left(corner):
            return drawn == 4
        lines = 1 if look is not None and look.fill is not None else 2  # white is paint on a coloured sheet
        return drawn >= lines + on_margin

    def encloses(self, box: CellRange) -> bool:
        """Whether lines run on all four edges."""
        return all(drawn for drawn, _ in self._edges(box))

    def _edges(self, box: CellRange) -> Iterator[tuple[bool, int]]:
        """Whether there is a line, or the sheet ends, and a place beyond it, for each of the four edges."""
        corner = box.top << 15 | box.left
        if box.area == 1:
            yield from self._edges_of_cell(corner)
            return
        across = range(corner, corner + box.width)
        down = range(corner, corner + box.height * BELOW, BELOW)
        below, right = box.height * BELOW, box.width
        yield _mostly([self.line_above(where) for where in across]), corner - BELOW
        yield box.left == 1 or _mostly([self.line_left(where) for where in down]), corner - 1
        yield _mostly([self.line_left(where + right) for where in down]), corner + right
        yield _mostly([self.line_above(where + below) for where in across]), corner + below

    def _edges_of_cell(self, where: int) -> Iterator[tuple[bool, int]]:
        yield self.line_above(where), where - BELOW
        yield self.line_left(where) or where & BELOW - 1 == 1, where - 1
        yield self.line_left(where + 1), where + 1
        yield self.line_above(where + BELOW), where + BELOW

    def spread_border(self, merged: CellRange, look: Look) -> None:
        """Some writers give the border of a merged range to its first cell only."""
        corner = place(merged.top, merged.left)
        if not look.draws or any(where in self.look_at for where in places(merged) if where != corner):
            return
        for where in range(corner, corner + merged.height * BELOW, BELOW):
            self._vertical.update([where] * look.left + [where + merged.width] * look.right)
        for where in range(corner, corner + merged.width):
            self._horizontal.update([where] * look.top + [where + merged.height * BELOW] * look.bottom)

    def stored_in(self, box: CellRange) -> Iterator[int]:
        """Places of stored cells inside `box`, column by column."""
        columns = self._rows_by_column
        for column in range(box.left, min(box.right, self._last_column) + 1):
            rows = columns.get(column, ())
            for row in rows[bisect_left(rows, box.top) : bisect_right(rows, box.bottom)]:
                yield row << 15 | column

    @cached_property
    def _rows_by_column(self) -> dict[int, list[int]]:
        columns: dict[int, list[int]] = {}
        for where in sorted(self.look_at):
            columns.setdefault(where & BELOW - 1, []).append(where >> 15)
        return columns

    @cached_property
    def _last_column(self) -> int:
        return max(self._rows_by_column, default=0)


def places(box: CellRange) -> Iterator[int]:
    """All places of a box in reading order."""
    for row in range(box.top, box.bottom + 1):
        yield from range(row << 15 | box.left, (row << 15 | box.right) + 1)


def _shows(drawing: Look, edge: str, beside: Look | None) -> bool:
    """A white line shows beside paint only."""
    if not drawing.white_edges or edge not in drawing.white_edges:
        return True
    return drawing.darkness > 0 or (beside is not None and beside.darkness > 0)


def _mostly(lines: list[bool]) -> bool:
    return sum(lines) >= _EDGE_SHARE * len(lines)


def _column_widths(sheet: Sheet) -> dict[int, float]:
    """Of the columns that are not of the default width. Entries do not overlap; where they do, the first one counts."""
    widths: dict[int, float] = {}
    done = 0
    for column in sorted(sheet.columns, key=lambda column: column.first):
        width = 0.0 if column.hidden else (_DEFAULT_WIDTH if column.width is None else column.width)
        if width != _DEFAULT_WIDTH:
            widths.update(dict.fromkeys(range(max(column.first, done + 1), column.last + 1), width))
        done = max(done, column.last)
    return widths
