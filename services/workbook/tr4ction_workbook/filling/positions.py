"""Cells that hold which item of a control's list was chosen, counted from 1, and not the item itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from tr4ction_workbook.fields.controls import Linked, linked_controls
from tr4ction_workbook.fields.grid import place
from tr4ction_workbook.filling.book import Book
from tr4ction_workbook.filling.model import Target
from tr4ction_workbook.filling.sheet_part import SheetPart
from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import CellValue
from tr4ction_workbook.ooxml.references import NamedAreas
from tr4ction_workbook.ooxml.sheet import SheetSource


class Positions:
    """The controls of one sheet, which is read when a choice without a list of its own asks for them."""

    def __init__(self, book: Book, source: SheetSource, part: SheetPart) -> None:
        self._book = book
        self._source = source
        self._may_have_any = any(xml.child(part.root, name) is not None for name in ("controls", "legacyDrawing"))

    def items(self, target: Target) -> Sequence[CellValue] | None:
        """What stands at each position, blanks too; None where the cell holds no position."""
        linked = self._linked.get(place(target.row, target.column))
        if linked is None or linked.holds != "position":
            return None
        return self._listed(linked.list_range) if linked.list_range else (linked.captions or None)

    @cached_property
    def _linked(self) -> Mapping[int, Linked]:
        return linked_controls(self._book.read(self._source)) if self._may_have_any else {}

    def _listed(self, formula: str) -> Sequence[CellValue] | None:
        found = NamedAreas(self._book.defined_names).resolve(formula, self._source.index)
        cells = self._book.lists.cells(formula, self._source)
        if found is None or cells is None:
            return None
        area = found[1]
        values = {(cell.row, cell.column): cell.value for cell in cells}
        last = max((max(row - area.top, column - area.left) for row, column in values), default=-1)
        down, right = (1, 0) if area.width == 1 else (0, 1)
        return [values.get((area.top + step * down, area.left + step * right)) for step in range(last + 1)]
