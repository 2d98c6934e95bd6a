"""Which cells formulas read: a constant or a blank that a formula depends on was left for somebody to type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tr4ction_workbook.fields.grid import place
from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.model import MAX_COLUMN, Sheet, Workbook, column_number

_CELL = r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(:[$A-Z0-9]++)?(?![\w(!.])"
# Text is passed over, and so is what is no reference: each character is looked at a few times only, whatever it says.
_REFERENCE = re.compile(
    rf"""
    "[^"]*+"
  | '((?:[^']++|'')*+)'(?:!{_CELL})?
  | (?<![\w.$!])(?:([\w.]++)!)?{_CELL}
    """,
    re.VERBOSE,
)
_NAME = re.compile(r"(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_BUDGET = 4_000_000  # characters of formulas looked at


class Precedents:
    """By sheet index, the places that formulas read one by one. What is read as part of a range may be any data."""

    def __init__(self, workbook: Workbook) -> None:
        self._read: dict[int, set[int]] = {}
        self._indices = {sheet.name.casefold(): sheet.index for sheet in workbook.sheets}
        self._budget = _BUDGET
        for sheet in workbook.sheets:
            for formula in _formulas(sheet):
                self._note(formula, sheet.index)
        self._note_names(workbook)

    def of(self, sheet: Sheet) -> set[int]:
        return self._read.get(sheet.index, set())

    def _note(self, formula: str, index: int) -> None:
        self._budget -= len(formula)
        if self._budget < 0:
            return
        for match in _REFERENCE.finditer(formula):
            quoted, column, row, to, plain, own_column, own_row, own_to = match.groups()
            if (column or own_column) and not (to or own_to):
                name = quoted if column else plain
                target = self._indices.get(name.replace("''", "'").casefold()) if name else index
                self._add(target, column or own_column, row or own_row)

    def _add(self, target: int | None, column: str, row: str) -> None:
        number = column_number(column)
        if target is not None and number <= MAX_COLUMN:
            self._read.setdefault(target, set()).add(place(int(row), number))

    def _note_names(self, workbook: Workbook) -> None:
        """A name for one cell is given to what formulas shall read."""
        for name in workbook.defined_names:
            match = _NAME.fullmatch(name.formula.strip().removeprefix("="))
            if match is None or name.hidden or name.name.startswith("_xlnm"):
                continue
            sheet = (match[1] or match[2] or "").replace("''", "'").casefold()
            self._add(self._indices.get(sheet), match[3], match[4])


def _formulas(sheet: Sheet) -> Iterator[str]:
    """Each text once. What the reader made knows at once where there are none."""
    if isinstance(sheet.cells, StoredCells) and len(sheet.cells.formulas) == 0:
        return
    yield from dict.fromkeys(cell.formula for cell in sheet.cells if cell.formula is not None)
