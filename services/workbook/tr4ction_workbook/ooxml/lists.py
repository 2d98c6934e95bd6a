"""What a formula of a list validation refers to (ECMA-376 part 1, clause 18.3.1.32): written items, a range, a name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Protocol

from tr4ction_workbook.ooxml.model import Cell, CellRange, CellValue, DefinedName, Sheet
from tr4ction_workbook.ooxml.references import NamedAreas

_Column = tuple[list[int], list[Cell]]


class SheetsAndNames(Protocol):
    """What references are looked up in: a `Workbook`, or something that reads its sheets when asked."""

    @property
    def defined_names(self) -> Sequence[DefinedName]: ...

    def sheet(self, name: str) -> Sheet | None: ...


class SheetPlace(Protocol):
    """Which sheet a formula stands on."""

    @property
    def index(self) -> int: ...

    @property
    def name(self) -> str: ...


class ListValues:
    """Resolves the formulas of one workbook. `most`: how many cells of a range are looked at in each column."""

    def __init__(self, book: SheetsAndNames, most: int | None = None) -> None:
        self._book = book
        self._most = most
        self._names = NamedAreas(book.defined_names)
        self._columns: dict[int, dict[int, _Column]] = {}

    def values(self, formula: str, sheet: SheetPlace) -> list[CellValue] | None:
        """The items in order, written ones as texts; None where they need calculating."""
        formula = self._names.behind(formula, sheet.index)
        if formula.startswith('"') and formula.endswith('"'):
            return list(formula[1:-1].replace('""', '"').split(","))
        cells = self.cells(formula, sheet)
        return None if cells is None else [cell.value for cell in cells]

    def cells(self, formula: str, sheet: SheetPlace) -> list[Cell] | None:
        """The cells with values of the row or column that a formula refers to; None where it refers to none."""
        area = self._names.resolve(formula, sheet.index)
        if area is None or (area[1].width > 1 and area[1].height > 1):  # Excel takes one row or one column
            return None
        target = self._book.sheet(area[0] or sheet.name)
        return None if target is None else self._range(target, area[1])

    def _range(self, sheet: Sheet, box: CellRange) -> list[Cell]:
        columns = self._columns_of(sheet)
        found: list[Cell] = []
        for column in sorted(number for number in columns if box.left <= number <= box.right):
            rows, cells = columns[column]
            first = bisect_left(rows, box.top)
            end = bisect_right(rows, box.bottom)
            found += cells[first : end if self._most is None else min(end, first + self._most)]
        return found

    def _columns_of(self, sheet: Sheet) -> dict[int, _Column]:
        """The cells with values in each column, from top to bottom, and their rows."""
        if sheet.index not in self._columns:
            columns: dict[int, _Column] = {}
            for cell in sorted(sheet.cells, key=attrgetter("row")):
                if cell.value is not None:
                    rows, cells = columns.setdefault(cell.column, ([], []))
                    rows.append(cell.row)
                    cells.append(cell)
            self._columns[sheet.index] = columns
        return self._columns[sheet.index]
