"""Formulas of cells (ECMA-376 part 1, clause 18.3.1.40): plain, shared, array and data table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from tr4ction_workbook.ooxml.errors import WorkbookTooLargeError
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
# no program writes longer formulas than 8,192 characters; shared ones are not multiplied beyond a bound
_MAX_SHARED_LENGTH = 8_192
_MAX_EXPANDED = 32 * 1024 * 1024
_BLOCK_ROWS = 64
_TALL_ROWS = 4_096
_MAX_TALL = 500


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
        step = _move_column if kind == "columns" else _move_row
        amount = columns if kind == "columns" else rows
        moved = step(first, amount), step(second, amount)
        return _LOST if _LOST in moved else f"{moved[0]}:{moved[1]}"

    return _TOKEN.sub(move, formula)


def _move_cell(reference: str, rows: int, columns: int) -> str:
    match = _CELL.fullmatch(reference)
    if match is None or column_number(match[2]) > MAX_COLUMN:
        return reference  # a name such as `XYZ2024`, which no column has
    column = _move_column(match[1] + match[2], columns)
    row = _move_row(match[3] + match[4], rows)
    return _LOST if _LOST in (column, row) else column + row


def _move_column(reference: str, amount: int) -> str:
    if reference.startswith("$"):
        return reference
    column = column_number(reference) + amount
    return column_letters(column) if 1 <= column <= MAX_COLUMN else _LOST


def _move_row(reference: str, amount: int) -> str:
    if reference.startswith("$"):
        return reference
    row = int(reference) + amount
    return str(row) if 1 <= row <= MAX_ROW else _LOST


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

    def __init__(self) -> None:
        self.stored: dict[int, bytes | StoredFormula] = {}
        self.ranges: list[tuple[CellRange, str]] = []
        self._masters: dict[str, SharedMaster] = {}
        self._expanded = 0
        self._blocks: dict[int, list[tuple[CellRange, str]]] = {}
        self._tall: list[tuple[CellRange, str]] = []

    def __len__(self) -> int:
        return len(self.stored)

    def add(self, index: int, row: int, column: int, formula: StoredFormula) -> None:
        self.stored[index] = formula
        kind, attributes = formula.kind, formula.attributes
        if kind == "shared" and formula.text and "si" in attributes:
            self._masters.setdefault(attributes["si"], SharedMaster(formula.text, row, column))
        elif kind in ("array", "dataTable") and "ref" in attributes:
            try:
                self._add_range(CellRange.parse(attributes["ref"]), _text(formula))
            except ValueError:
                return

    def _add_range(self, area: CellRange, text: str) -> None:
        """Ranges of more than one cell are found by blocks of rows: a sheet may have thousands of array formulas."""
        self.ranges.append((area, text))
        if area.area == 1:
            return
        if area.height > _TALL_ROWS:
            if len(self._tall) < _MAX_TALL:
                self._tall.append((area, text))
            return
        for block in range(area.top // _BLOCK_ROWS, area.bottom // _BLOCK_ROWS + 1):
            self._blocks.setdefault(block, []).append((area, text))

    def read(self, index: int, row: int, column: int) -> str | None:
        """Text of the formula that gives the cell its value, None where it has none.

        Raises WorkbookTooLargeError when the shared formulas of the sheet grow beyond a bound.
        """
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
        text = translate(master.text, row - master.row, column - master.column)
        self._expanded += len(text)
        if self._expanded > _MAX_EXPANDED:
            raise WorkbookTooLargeError(limit="expanded formulas", allowed=_MAX_EXPANDED)
        return text

    def _covering(self, row: int, column: int) -> str | None:
        for area, text in chain(self._blocks.get(row // _BLOCK_ROWS, ()), self._tall):
            if area.contains(row, column):
                return text
        return None


def _text(formula: StoredFormula) -> str:
    if formula.kind == "dataTable":
        return f"TABLE({formula.attributes.get('r1', '')},{formula.attributes.get('r2', '')})"
    return formula.text
