"""Formulas of cells (ECMA-376 part 1, clause 18.3.1.40): plain, shared, array and data table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from operator import itemgetter

from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, CellRange, column_letters, column_number
from tr4ction_workbook.ooxml.text import decode_stored

# what must be passed over, then what can move: A1 references, whole columns, whole rows
_TOKEN = re.compile(
    r"""
    "(?:[^"]++|"")*+"                                # text
  | '(?:[^']++|'')*+'                                # quoted sheet name
  | \[(?:[^\[\]]++|\[[^\[\]]*+\])*+\]                 # structured reference or number of an external workbook
  | (?P<columns>(?<![\w.\\$])\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w.(!]))
  | (?P<rows>(?<![\w.\\$])\$?[0-9]{1,7}:\$?[0-9]{1,7}(?![\w.(!]))
  | (?P<cell>(?<![\w.\\$])\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w.(!]))
    """,
    re.VERBOSE,
)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_LOST = "#REF!"
# no program writes longer formulas than 8,192 characters
_MAX_SHARED_LENGTH = 8_192
# Ranges of array formulas do not overlap; sheets whose ranges are taller or more than these are not of this world.
_TALL_ROWS = 4_096
_MAX_TALL = 50
_MAX_INDEXED_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class StoredFormula:
    """The `f` element of a cell: its text and attributes. Members of a shared formula may have no text of their own,
    and are found by `si`."""

    text: str
    attributes: dict[str, str]

    @property
    def kind(self) -> str:
        """ST_CellFormulaType: `normal`, `shared`, `array` or `dataTable`."""
        return self.attributes.get("t", "normal")


def translate(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads after being copied that many rows down and columns right; absolute parts stay."""

    def move(match: re.Match[str]) -> str:
        kind = match.lastgroup
        if kind is None:
            return match[0]
        if kind == "cell":
            return _move_cell(match[0], rows, columns)
        first, _, second = match[0].partition(":")
        if kind == "columns":
            moved = _move_column(first, columns), _move_column(second, columns)
        else:
            moved = _move_row(first, rows), _move_row(second, rows)
        return _LOST if _LOST in moved else f"{moved[0]}:{moved[1]}"

    return _TOKEN.sub(move, formula)


def _move_cell(reference: str, rows: int, columns: int) -> str:
    match = _CELL.fullmatch(reference)
    if match is None or column_number(match[2]) > MAX_COLUMN or not 1 <= int(match[4]) <= MAX_ROW:
        return reference  # a name such as `XYZ2024` or `A0`, which no column or row has
    column = _move_column(match[1] + match[2], columns)
    row = _move_row(match[3] + match[4], rows)
    return _LOST if _LOST in (column, row) else column + row


def _move_column(reference: str, amount: int) -> str:
    """Absolute ones stay; so do those that are beyond any sheet, and so are no references."""
    column = column_number(reference.removeprefix("$"))
    if reference.startswith("$") or column > MAX_COLUMN:
        return reference
    return column_letters(column + amount) if 1 <= column + amount <= MAX_COLUMN else _LOST


def _move_row(reference: str, amount: int) -> str:
    row = int(reference.removeprefix("$"))
    if reference.startswith("$") or not 1 <= row <= MAX_ROW:
        return reference
    return str(row + amount) if 1 <= row + amount <= MAX_ROW else _LOST


@dataclass(slots=True)
class SharedMaster:
    text: str
    row: int
    column: int


class FormulaReader:
    """Formulas of one sheet as a person reads them. They are added in document order; `read` expands one.

    `stored`: by position of the cell in its table; plain formulas as stored bytes, others as `StoredFormula`.
    `ranges`: the areas of array formulas and data tables, and the text each of their cells shows.
    """

    def __init__(self, budget: Budget) -> None:
        self.stored: dict[int, bytes | StoredFormula] = {}
        self.ranges: list[tuple[CellRange, str]] = []
        self._budget = budget
        self._masters: dict[str, SharedMaster] = {}
        self._early: Counter[str] = Counter()
        self._rows: dict[int, list[tuple[int, int, str]]] | None = None
        self._tall: list[tuple[CellRange, str]] = []

    def __len__(self) -> int:
        return len(self.stored)

    def add(self, index: int, row: int, column: int, formula: StoredFormula) -> None:
        """Raises WorkbookTooLargeError where the shared formulas of the workbook are too long when written out."""
        self.stored[index] = formula
        kind, attributes = formula.kind, formula.attributes
        if kind == "shared" and "si" in attributes:
            self._add_shared(attributes["si"], row, column, formula.text)
        elif kind in ("array", "dataTable") and "ref" in attributes:
            try:
                area = CellRange.parse(attributes["ref"])
            except ValueError:
                return
            self.ranges.append((area, _text(formula)))
            self._rows = None

    def _add_shared(self, key: str, row: int, column: int, text: str) -> None:
        """Every member is as long as its master, whether it comes before or after it."""
        if text:
            master = self._masters.setdefault(key, SharedMaster(text, row, column))
            self._budget.take_formula(len(master.text) * (1 + self._early.pop(key, 0)))
        elif key in self._masters:
            self._budget.take_formula(len(self._masters[key].text))
        else:
            self._early[key] += 1

    def read(self, index: int, row: int, column: int) -> str | None:
        """Text of the formula that gives the cell its value, None where it has none."""
        formula = self.stored.get(index)
        if isinstance(formula, bytes):
            return decode_stored(formula)
        if formula is None:
            return self._covering(row, column) if self.ranges else None
        if formula.text or formula.kind != "shared":
            return _text(formula)
        master = self._masters.get(formula.attributes.get("si", ""))
        if master is None or len(master.text) > _MAX_SHARED_LENGTH:
            return ""
        return translate(master.text, row - master.row, column - master.column)

    def _covering(self, row: int, column: int) -> str | None:
        if self._rows is None:
            self._rows = self._index_ranges()
        spans = self._rows.get(row, ())
        place = bisect_right(spans, column, key=itemgetter(0)) - 1
        if place >= 0 and spans[place][1] >= column:
            return spans[place][2]
        return next((text for area, text in self._tall if area.contains(row, column)), None)

    def _index_ranges(self) -> dict[int, list[tuple[int, int, str]]]:
        """First column, last column and text by row, from left to right: a sheet may have thousands of ranges."""
        rows: dict[int, list[tuple[int, int, str]]] = {}
        self._tall = [item for item in self.ranges if item[0].height > _TALL_ROWS][:_MAX_TALL]
        left = _MAX_INDEXED_ROWS
        for area, text in self.ranges:
            if area.area == 1 or area.height > min(_TALL_ROWS, left):
                continue
            left -= area.height
            for row in range(area.top, area.bottom + 1):
                rows.setdefault(row, []).append((area.left, area.right, text))
        for spans in rows.values():
            spans.sort(key=itemgetter(0))
        return rows


def _text(formula: StoredFormula) -> str:
    if formula.kind == "dataTable":
        return f"TABLE({formula.attributes.get('r1', '')},{formula.attributes.get('r2', '')})"
    return formula.text
