"""A sheet as a person sees it: areas instead of cells.

An area is a merged range, a cell, or a rectangle of unmerged cells that one line encloses.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tr4ction_workbook.fields.blanks import Blank, find_blank
from tr4ction_workbook.fields.controls import Linked
from tr4ction_workbook.fields.grid import BELOW, Grid, places
from tr4ction_workbook.fields.looks import WHITE, Look, Looks
from tr4ction_workbook.fields.marks import read_marks
from tr4ction_workbook.fields.printing import PrintedPart
from tr4ction_workbook.fields.text import ends_asking, is_placeholder
from tr4ction_workbook.fields.tracing import trace_boxes
from tr4ction_workbook.ooxml.model import Cell, CellRange, DataValidation, Sheet

_UNSTORED_BUDGET = 5_000  # cells of tables that are not stored
_MERGE_BUDGET = 500_000  # cells; merges that real sheets never have are passed over


@dataclass(slots=True, eq=False)
class Area:
    """Rows and columns are inclusive and count from 1; `width` is in characters.

    `is_read`: a formula reads this very cell. `awaits_text`: it is blank, or only hints at where to write.
    `control`: the form control that is set by this cell. `stands_for`: what an example in a label's place is one of.
    `is_unlocked`: its lock is open, while most of the sheet's are not; that holds with the protection on or off.
    `is_candidate`: it could take an answer. `blank`: the one among its own words.
    `is_unprinted`: the sheet has print areas, and they leave it out.
    """

    top: int
    left: int
    bottom: int
    right: int
    cell: Cell
    look: Look
    is_boxed: bool
    width: float
    text: str
    is_hidden: bool = False
    validation: DataValidation | None = None
    is_pictured: bool = False
    outline_level: int = 0
    is_read: bool = False
    awaits_text: bool = False
    control: Linked | None = None
    is_table_header: bool = False
    stands_for: str = ""
    is_unlocked: bool = False
    is_candidate: bool = False
    blank: Blank | None = None
    is_unprinted: bool = False

    @property
    def range(self) -> CellRange:
        return CellRange(self.top, self.left, self.bottom, self.right)

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def has_text(self) -> bool:
        return self.text != ""

    @property
    def is_blank(self) -> bool:
        return self.text == ""

    @property
    def is_formula(self) -> bool:
        return self.cell.formula is not None

    @property
    def is_number(self) -> bool:
        return self.cell.type in ("number", "date", "boolean")

    @property
    def is_choice(self) -> bool:
        """Whether a rule says what may be typed; a mere input message says nothing."""
        rule = self.validation
        return rule is not None and rule.type is not None and "#REF!" not in (rule.formula1 or "")


class AreaMap:
    """The areas of one sheet in reading order, and which area holds a cell.

    A blank cell is an area where something sets it apart: a box, paint, a validation, a formula that reads it, a label
    that asks beside it, or (on a protected sheet) that it is unlocked. `read` are the places that formulas read.
    """

    def __init__(
        self,
        sheet: Sheet,
        looks: Looks,
        read: frozenset[int] | set[int] = frozenset(),
        print_areas: Sequence[CellRange] = (),
    ) -> None:
        self.sheet = sheet
        self.grid = Grid(sheet, looks)
        self._printed = PrintedPart(print_areas, self.grid.filled)
        self._read = read
        self._owner: dict[int, Area] = {}
        self._marks = read_marks(sheet, self.grid)
        self._marked = self._read | self._marks.validations.keys() | self._marks.controls.keys()
        self._has_locks = sheet.is_protected or self.grid.is_partly_unlocked
        self.blank_white = 0
        """How many blank cells in white paint are no areas, for they stand beside no words."""
        self._add_merges()
        if not sheet.is_protected:  # there the author has unlocked cells, not boxes
            self._add_traced_boxes()
        self._add_single_cells()
        self._add_asked_for()
        self._sort()
        self._add_pictures()

    def __iter__(self) -> Iterator[Area]:
        return iter(self.areas)

    def at(self, row: int, column: int) -> Area | None:
        return self._owner.get(row << 15 | column)

    def take(self, wanted: Iterable[int]) -> set[Area]:
        """The areas at places, made where there were none."""
        wanted = list(wanted)
        for where in wanted:
            if where not in self._owner:
                self._own_cell(where, is_boxed=False)
        if wanted:
            self._sort()
        return {self._owner[where] for where in wanted}

    def _sort(self) -> None:
        self.areas = sorted(set(self._owner.values()), key=lambda area: area.top << 15 | area.left)

    def is_ruled(self, area: Area) -> bool:
        """Whether it has a line below, as to write on, that is not the top of something else."""
        below = self.at(area.bottom + 1, area.left)
        return area.look.bottom and not area.look.top and (below is None or not below.is_boxed)

    @property
    def by_place(self) -> Mapping[int, Area]:
        """The area that holds a place; see `grid.place`."""
        return self._owner

    def column_width(self, column: int) -> float:
        return self.grid.column_width(column)

    def _add_merges(self) -> None:
        budget = _MERGE_BUDGET
        kept: list[CellRange] = []
        for merged in self.sheet.merges:
            look = self.grid.look_at.get(merged.top << 15 | merged.left)
            if look is None or merged.area > budget:
                continue
            budget -= merged.area
            kept.append(merged)
            self.grid.cover(merged)
            self.grid.spread_border(merged, look)
        for merged in kept:
            self._own(merged.top, merged.left, merged.bottom, merged.right, self.grid.is_box(merged))

    def _add_traced_boxes(self) -> None:
        for box in trace_boxes(self.grid, self._owner):
            start = box.top << 15 | box.left
            filled = [where for where in places(box) if where in self.grid.filled]
            if filled in ([], [start]) and self._is_one(box):
                self._own(box.top, box.left, box.bottom, box.right, self.grid.is_box(box))

    def _is_one(self, box: CellRange) -> bool:
        """What formulas read cell by cell was meant to be filled cell by cell."""
        return sum(where in self._read for where in places(box)) <= 1

    def _add_single_cells(self) -> None:
        owner, grid, filled, marked = self._owner, self.grid, self.grid.filled, self._marked
        bodies = self._marks.table_bodies  # a table style draws lines, or stripes instead
        for where, look in grid.look_at.items():
            if where in owner:
                continue
            is_boxed = look.is_enclosed or where in bodies or grid.is_single_box(where, look)
            if is_boxed or where in filled or where in marked or (self._has_locks and not look.format.locked):
                self._own_cell(where, is_boxed)
            elif look.fill is not None:
                if look.fill != WHITE or where - 1 in filled or where - BELOW in filled:
                    self._own_cell(where, is_boxed)
                else:
                    self.blank_white += 1

    def _add_asked_for(self) -> None:
        """Places that are not stored, or have no look, but that a validation, a table or a label points at."""
        asked = [area for area in self._owner.values() if ends_asking(area.text)]
        bodies = self._marks.table_bodies
        wanted = dict.fromkeys(
            [*self._marks.validations, *self._marks.controls, *(area.top << 15 | area.right + 1 for area in asked)]
        )
        wanted.update(dict.fromkeys(sorted(bodies)[:_UNSTORED_BUDGET]))
        for where in wanted:
            if where not in self._owner:
                self._own_cell(where, is_boxed=where in bodies)

    def _own_cell(self, where: int, is_boxed: bool) -> None:
        row, column = where >> 15, where & BELOW - 1
        self._own(row, column, row, column, is_boxed)

    def _own(self, top: int, left: int, bottom: int, right: int, is_boxed: bool) -> None:
        where = top << 15 | left
        grid = self.grid
        cell = grid.cell(where)
        look = grid.look_at.get(where) or grid.looks[0]
        text = "" if cell.value is None else str(cell.value).strip()
        is_text = cell.type == "text"
        area = Area(
            top,
            left,
            bottom,
            right,
            cell,
            look,
            is_boxed,
            grid.width_of(left, right),
            text,
            grid.is_hidden(top, left, bottom, right),
            self._marks.validations.get(where),
            False,
            grid.outline_level(top),
            where in self._read,
            text == "" or (is_text and is_placeholder(text)),
            self._marks.controls.get(where),
            where in self._marks.table_headers,
            "",
            self._has_locks and not look.format.locked,
        )
        if self._printed.areas:
            area.is_unprinted = self._printed.leaves_out(top, left)
        if is_text and cell.formula is None and not area.is_choice:
            area.blank = find_blank(text)
            area.awaits_text = area.awaits_text or area.blank is not None
        if top == bottom and left == right:
            self._owner.setdefault(where, area)
            return
        for inner in places(CellRange(top, left, bottom, right)):
            self._owner.setdefault(inner, area)

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
            columns.tops.setdefault(area.left, []).append(area.top)
            columns.areas.setdefault(area.left, []).append(area)
        columns.numbers = sorted(columns.areas)
        return columns


@dataclass(slots=True)
class _Columns:
    """The areas of each column in which one begins, from top to bottom, and where they begin."""

    numbers: list[int] = field(default_factory=list)
    tops: dict[int, list[int]] = field(default_factory=dict)
    areas: dict[int, list[Area]] = field(default_factory=dict)
