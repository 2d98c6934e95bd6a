"""A sheet as a person sees it: areas instead of cells.

An area is a merged range, a cell, or a rectangle of unmerged cells that one line encloses. Lines are looked for on both
sides of an edge, since either neighbour may draw it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from tr4ction_workbook.fields.text import is_placeholder
from tr4ction_workbook.ooxml.model import Border, Cell, CellFormat, CellRange, DataValidation, Sheet, StyleSheet

_EDGE_SHARE = 0.5  # of the cells along an edge must have a line for the edge to count as drawn
_PAINT_CHANGE = 0.03  # in darkness
# What a sheet may cost: merges, traced boxes and validations that real sheets never have are passed over.
_MERGE_BUDGET = 500_000  # cells
_TRACE_BUDGET = 2_000_000  # cells looked at
_VALIDATION_BUDGET = 3_000_000  # areas validated
_WHITE = "FFFFFF"
_DEFAULT_WIDTH = 8.43  # characters, clause 18.3.1.81

Position = tuple[int, int]


@dataclass(slots=True, eq=False)
class Area:
    """`darkness` is 0 for white or unpainted and 1 for black; `width` is in characters."""

    range: CellRange
    cell: Cell
    format: CellFormat
    fill: str | None
    darkness: float
    is_boxed: bool
    width: float
    text: str
    is_blank: bool
    validation: DataValidation | None = None
    is_pictured: bool = False
    outline_level: int = 0

    @property
    def has_text(self) -> bool:
        return bool(self.text)

    @property
    def is_formula(self) -> bool:
        return self.cell.formula is not None

    @property
    def awaits_text(self) -> bool:
        """Blank, or only a hint of where to write."""
        return self.is_blank or is_placeholder(self.text)


@dataclass(slots=True)
class _Lines:
    """Where lines run: `vertical` holds (row, column) with a line on the left edge, `horizontal` on the top edge."""

    vertical: set[Position] = field(default_factory=set)
    horizontal: set[Position] = field(default_factory=set)

    def encloses(self, box: CellRange) -> bool:
        return all(self._is_drawn(lines, edge) for lines, edge, _ in self._edges(box))

    def make_visible(self, box: CellRange, is_painted: bool, changes_paint: Callable[[Position], bool]) -> bool:
        """Whether `box` is seen as one: by lines on all edges, one of which may be a change of paint instead.

        Paint shows where a box ends: a painted one is seen by any three edges.
        """
        if box.area == 1:  # most areas are decided here
            drawn = self.drawn_around(box.top, box.left)
            if drawn == 4 or (drawn < 3 and not is_painted):
                return drawn == 4
        drawn = changed = 0
        for lines, edge, beyond in self._edges(box):
            if self._is_drawn(lines, edge):
                drawn += 1
            elif changes_paint(beyond):
                changed += 1
        return drawn + changed >= 3 if is_painted else drawn >= 3 and drawn + changed == 4

    @staticmethod
    def _is_drawn(lines: set[Position], edge: list[Position]) -> bool:
        return sum(place in lines for place in edge) >= _EDGE_SHARE * len(edge)

    def drawn_around(self, row: int, column: int) -> int:
        return (
            ((row, column) in self.horizontal)
            + ((row, column) in self.vertical)
            + ((row, column + 1) in self.vertical)
            + ((row + 1, column) in self.horizontal)
        )

    def _edges(self, box: CellRange) -> Iterator[tuple[set[Position], list[Position], Position]]:
        """Lines to look among, the edge's places, and a place beyond it, for each of the four edges."""
        rows = range(box.top, box.bottom + 1)
        columns = range(box.left, box.right + 1)
        yield self.horizontal, [(box.top, column) for column in columns], (box.top - 1, box.left)
        yield self.vertical, [(row, box.left) for row in rows], (box.top, box.left - 1)
        yield self.vertical, [(row, box.right + 1) for row in rows], (box.top, box.right + 1)
        yield self.horizontal, [(box.bottom + 1, column) for column in columns], (box.bottom + 1, box.left)


class AreaMap:
    """The areas of one sheet in reading order, and which area holds a cell."""

    def __init__(self, sheet: Sheet, styles: StyleSheet) -> None:
        self.sheet = sheet
        self._styles = styles
        self._darkness: dict[int, float] = {}
        self._cells = {(cell.row, cell.column): cell for cell in sheet.cells}
        self._widths = _column_widths(sheet)
        self._lines = self._drawn_lines()
        self._owner: dict[Position, Area] = {}
        self._trace_budget = _TRACE_BUDGET
        self._add_merges()
        self._add_traced_boxes()
        self._add_single_cells()
        self._find_boxes()
        self._add_validations()
        self._add_pictures()
        self.last_row = max((row for row, _ in self._owner), default=0)
        self.last_column = max((column for _, column in self._owner), default=0)

    def __iter__(self) -> Iterator[Area]:
        return iter(self.areas)

    def at(self, row: int, column: int) -> Area | None:
        return self._owner.get((row, column))

    def column_width(self, column: int) -> float:
        """Width in characters; 0 for a hidden column."""
        return self._widths.get(column, _DEFAULT_WIDTH)

    def _drawn_lines(self) -> _Lines:
        """Lines that can be seen: a white one shows beside paint only."""
        lines, white = _Lines(), _Lines()
        edges: dict[int, list[tuple[bool, bool, int]]] = {}
        for (row, column), cell in self._cells.items():
            drawn = edges.get(cell.style_id)
            if drawn is None:
                drawn = edges[cell.style_id] = self._edges_of(self._styles[cell.style_id].border)
            for is_vertical, is_white, offset in drawn:
                kind = white if is_white else lines
                if is_vertical:
                    kind.vertical.add((row, column + offset))
                else:
                    kind.horizontal.add((row + offset, column))
        lines.vertical |= {(row, col) for row, col in white.vertical if self._is_painted((row, col), (row, col - 1))}
        lines.horizontal |= {
            (row, col) for row, col in white.horizontal if self._is_painted((row, col), (row - 1, col))
        }
        return lines

    def _edges_of(self, border: Border) -> list[tuple[bool, bool, int]]:
        """Each line of a border: vertical or not, white or not, 0 for the near and 1 for the far edge."""
        edges = (
            (border.left, border.left_color, True, 0),
            (border.right, border.right_color, True, 1),
            (border.top, border.top_color, False, 0),
            (border.bottom, border.bottom_color, False, 1),
        )
        return [
            (vertical, self._styles.rgb(color) == _WHITE, offset) for line, color, vertical, offset in edges if line
        ]

    def _is_painted(self, *places: Position) -> bool:
        found = (self._cells.get(place) for place in places)
        return any(cell is not None and self._darkness_of(cell.style_id) > 0 for cell in found)

    def _add_merges(self) -> None:
        budget = _MERGE_BUDGET
        for merged in self.sheet.merges:
            cell = self._cells.get((merged.top, merged.left))
            if cell is None or merged.area > budget:
                continue
            budget -= merged.area
            self._spread_anchor_border(merged, self._styles[cell.style_id])
            self._own(self._make_area(merged, cell))

    def _spread_anchor_border(self, merged: CellRange, style: CellFormat) -> None:
        """Some writers give the border of a merged range to its first cell only."""
        start = (merged.top, merged.left)
        if any(place in self._cells for place in _places(merged) if place != start):
            return
        border = style.border
        for row in range(merged.top, merged.bottom + 1):
            if border.left:
                self._lines.vertical.add((row, merged.left))
            if border.right:
                self._lines.vertical.add((row, merged.right + 1))
        for column in range(merged.left, merged.right + 1):
            if border.top:
                self._lines.horizontal.add((merged.top, column))
            if border.bottom:
                self._lines.horizontal.add((merged.bottom + 1, column))

    def _add_traced_boxes(self) -> None:
        seen: set[Position] = set()
        for place, cell in self._cells.items():
            if place in seen or place in self._owner or not self._starts_a_box(place):
                continue
            traced = self._trace(place, cell.style_id)
            if traced is None or traced.area == 1:
                continue
            seen.update(_places(traced))
            texts = [inner for inner in _places(traced) if _text_of(self._cells[inner])]
            if texts in ([], [place]):
                self._own(self._make_area(traced, cell))

    def _starts_a_box(self, place: Position) -> bool:
        """Whether lines meet at its upper left corner, and do not enclose this one cell."""
        starts = place in self._lines.vertical and place in self._lines.horizontal
        return starts and self._lines.drawn_around(*place) < 4

    def _trace(self, place: Position, style_id: int) -> CellRange | None:
        """The rectangle from `place` to the next lines right and below, if a line encloses it and none crosses it."""
        fill = self._styles.fill_rgb(style_id)
        row, left = place
        right = left
        while (row, right + 1) not in self._lines.vertical:
            right += 1
            if not self._continues((row, right), fill):
                return None
        bottom = row
        while (bottom + 1, left) not in self._lines.horizontal:
            bottom += 1
            if not all(self._continues((bottom, column), fill) for column in range(left, right + 1)):
                return None
        traced = CellRange(row, left, bottom, right)
        self._trace_budget -= traced.area
        crossed = any(
            (column > left and (line, column) in self._lines.vertical)
            or (line > row and (line, column) in self._lines.horizontal)
            for line, column in _places(traced)
        )
        return traced if not crossed and self._lines.encloses(traced) else None

    def _continues(self, place: Position, fill: str | None) -> bool:
        self._trace_budget -= 1
        cell = self._cells.get(place)
        return (
            self._trace_budget > 0
            and cell is not None
            and place not in self._owner
            and self._styles.fill_rgb(cell.style_id) == fill
        )

    def _add_single_cells(self) -> None:
        for place, cell in self._cells.items():
            if place not in self._owner:
                self._own(self._make_area(CellRange(*place, *place), cell))

    def _find_boxes(self) -> None:
        self.areas = sorted(set(self._owner.values()), key=lambda area: (area.range.top, area.range.left))
        for area in self.areas:
            is_painted = area.darkness > _PAINT_CHANGE
            area.is_boxed = self._lines.make_visible(area.range, is_painted, self._paint_changes(area))

    def _paint_changes(self, area: Area) -> Callable[[Position], bool]:
        """Whether what stands at a place has other paint than `area`: that edge is seen without a line."""

        def changes(place: Position) -> bool:
            other = self._owner.get(place)
            return other is not None and abs(other.darkness - area.darkness) > _PAINT_CHANGE

        return changes

    def _own(self, area: Area) -> None:
        if area.range.area == 1:
            self._owner.setdefault((area.range.top, area.range.left), area)
            return
        for place in _places(area.range):
            self._owner.setdefault(place, area)

    def _make_area(self, box: CellRange, cell: Cell) -> Area:
        text = _text_of(cell)
        row = self.sheet.rows.get(box.top)
        return Area(
            range=box,
            cell=cell,
            format=self._styles[cell.style_id],
            fill=self._styles.fill_rgb(cell.style_id),
            darkness=self._darkness_of(cell.style_id),
            is_boxed=False,
            width=self._width_of(box),
            text=text,
            is_blank=not text,
            outline_level=row.outline_level if row else 0,
        )

    def _width_of(self, box: CellRange) -> float:
        if box.left == box.right:
            return self.column_width(box.left)
        return sum(self.column_width(column) for column in range(box.left, box.right + 1))

    def _darkness_of(self, style_id: int) -> float:
        if style_id not in self._darkness:
            self._darkness[style_id] = _darkness(self._styles.fill_rgb(style_id))
        return self._darkness[style_id]

    def _add_validations(self) -> None:
        budget = _VALIDATION_BUDGET
        validated = {box: validation for validation in self.sheet.validations for box in validation.ranges}
        for box, validation in validated.items():
            for area in self.areas_in(box):
                area.validation = validation
                budget -= 1
                if budget == 0:
                    return

    def _add_pictures(self) -> None:
        for drawing in self.sheet.drawings:
            if drawing.kind in ("picture", "chart", "group") and drawing.anchor:
                for area in self.areas_in(drawing.anchor):
                    area.is_pictured = area.is_pictured or area.is_blank

    def areas_in(self, box: CellRange) -> Iterator[Area]:
        """Areas that begin inside `box`, column by column."""
        columns = self._columns
        first, last = bisect_left(columns.numbers, box.left), bisect_right(columns.numbers, box.right)
        for column in columns.numbers[first:last]:
            tops = columns.tops[column]
            yield from columns.areas[column][bisect_left(tops, box.top) : bisect_right(tops, box.bottom)]

    @cached_property
    def _columns(self) -> _Columns:
        columns = _Columns()
        for area in self.areas:
            columns.tops.setdefault(area.range.left, []).append(area.range.top)
            columns.areas.setdefault(area.range.left, []).append(area)
        columns.numbers = sorted(columns.areas)
        return columns


@dataclass(slots=True)
class _Columns:
    """The areas of each column in which one begins, from top to bottom, and where they begin."""

    numbers: list[int] = field(default_factory=list)
    tops: dict[int, list[int]] = field(default_factory=dict)
    areas: dict[int, list[Area]] = field(default_factory=dict)


def _places(box: CellRange) -> Iterator[Position]:
    return product(range(box.top, box.bottom + 1), range(box.left, box.right + 1))


def _text_of(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value).strip()


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


def _darkness(rgb: str | None) -> float:
    """1 minus relative luminance (ITU-R BT.601 weights)."""
    if rgb is None:
        return 0.0
    red, green, blue = (int(rgb[place : place + 2], 16) for place in (0, 2, 4))
    return 1 - (0.299 * red + 0.587 * green + 0.114 * blue) / 255
