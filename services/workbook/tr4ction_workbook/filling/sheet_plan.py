"""What the answers of one sheet come to: the cell each one goes to, and the value it becomes there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from functools import cached_property

from tr4ction_workbook.filling.book import Book
from tr4ction_workbook.filling.conversion import Converter
from tr4ction_workbook.filling.errors import Findings, shown
from tr4ction_workbook.filling.formulas import formula_text, rehome_shared_formulas
from tr4ction_workbook.filling.kept_words import blank_of
from tr4ction_workbook.filling.markup import Edits, attributes_of
from tr4ction_workbook.filling.model import Target
from tr4ction_workbook.filling.sheet_edits import Position, SheetWriter
from tr4ction_workbook.filling.sheet_part import SheetPart, StoredCell, style_of
from tr4ction_workbook.filling.tables import read_table_parts
from tr4ction_workbook.filling.values import BLANK, Stored, is_blank
from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import CellRange, DataValidation
from tr4ction_workbook.ooxml.relationships import Relationships
from tr4ction_workbook.ooxml.validations import parse_ranges, read_validations

_FORMULA_SHOWN = 40


class TargetIndex:
    """Targets by where they are, to find those within an area without looking at all."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._by_row: dict[int, list[Target]] = {}
        for target in targets:
            self._by_row.setdefault(target.row, []).append(target)
        self._rows = sorted(self._by_row)

    def within(self, area: CellRange) -> Iterator[Target]:
        for row in self._rows[bisect_left(self._rows, area.top) : bisect_right(self._rows, area.bottom)]:
            yield from (target for target in self._by_row[row] if area.left <= target.column <= area.right)


class SheetPlan:
    """The plan for one sheet; what is wrong with its answers goes to `findings`."""

    def __init__(
        self, book: Book, part: SheetPart, targets: Sequence[Target], converter: Converter, *, overwrite_formulas: bool
    ) -> None:
        self.values: dict[Position, Stored] = {}
        self.overwritten: set[Position] = set()  # cells that had a formula
        self._book = book
        self._part = part
        self._relationships: Relationships = book.package.relationships(part.part)
        self._converter = converter
        self._findings: Findings = converter.findings
        self._may_overwrite = overwrite_formulas
        self._redirect(targets)
        self._targets = self._one_for_each_cell(targets)
        self._search = part.rows(self._rows_needed())
        self._refused = self._refuse_ranges()
        self.tables = read_table_parts(book, self._relationships)
        self._convert()
        for table in self.tables:
            table.check(book, self._findings)

    def edits(self) -> Edits:
        """The changes of the part's bytes."""
        writer = SheetWriter(self._part, self._search, self._style_of_new)
        writer.write(self.values)
        if self.overwritten:
            rehome_shared_formulas(self._part, self.overwritten, writer.edits)
        return writer.edits

    def _redirect(self, targets: Sequence[Target]) -> None:
        """What is written into a covered cell of a merged range nobody sees: it goes to the range's first cell."""
        index = TargetIndex(targets)
        for item in xml.children(xml.child(self._part.root, "mergeCells"), "mergeCell"):
            for area in parse_ranges(item.get("ref")):
                for target in index.within(area):
                    target.row, target.column = area.top, area.left

    def _one_for_each_cell(self, targets: Sequence[Target]) -> list[Target]:
        found: dict[Position, Target] = {}
        for target in targets:
            first = found.setdefault((target.row, target.column), target)
            if first is not target and (type(first.answer), first.answer) != (type(target.answer), target.answer):
                self._findings.refuse(target, "answered_twice", other=shown(first.key))
        return list(found.values())

    def _rows_needed(self) -> set[int]:
        rows = {target.row for target in self._targets}
        for target in self._targets:
            if is_blank(target.answer):
                rows.update(range(target.area.top, target.area.bottom + 1))
        return rows

    @cached_property
    def _formula_ranges(self) -> list[tuple[str, CellRange]]:
        """What is calculated as one, by the code of its refusal: array formulas, data tables, pivot tables."""
        codes = {"array": "array_formula", "dataTable": "data_table"}
        found = [(codes[item.kind], item.area) for item in self._part.formula_ranges()]
        for relationship in self._relationships.of_kind("pivotTable"):
            root = self._book.package.optional_xml(relationship.part)
            location = xml.child(root, "location")
            if location is not None:
                found += [("pivot_table", area) for area in parse_ranges(location.get("ref"))]
        return found

    def _refuse_ranges(self) -> set[int]:
        """Orders of the answers that are refused; a formula of one cell may be overwritten where that is allowed."""
        index = TargetIndex(self._targets)
        refused: set[int] = set()
        for code, area in self._formula_ranges:
            if code == "array_formula" and area.area == 1 and self._may_overwrite:
                continue
            for target in index.within(area):
                if target.order not in refused:
                    refused.add(target.order)
                    self._findings.refuse(target, code, range=str(area))
        return refused

    def _convert(self) -> None:
        validations = self._validations()
        for target in self._targets:
            cell = self._search.cell(target.row, target.column)
            if target.order in self._refused or not self._gives_way(target, cell):
                continue
            style = self._style_of_new(target.row, target.column) if cell is None else cell.style_id
            rules = validations.get(target.order, ())
            blank = blank_of(target, cell, rules, self._part, self._book)
            stored = self._converter.convert(target, style, rules, blank)
            for table in self.tables:
                stored = table.rename(target, stored, self._findings) if stored else None
            is_as_before = stored is BLANK and (blank is not None or _is_empty(cell))
            if stored is not None and not is_as_before:
                self.values[target.row, target.column] = stored
        answered = {(target.row, target.column) for target in self._targets}
        for target in self._targets:
            if is_blank(target.answer) and target.area.area > 1:
                self._empty_rest(target, answered)

    def _gives_way(self, target: Target, cell: StoredCell | None) -> bool:
        """Whether the cell has no formula, or one that may be overwritten."""
        text = formula_text(self._part, cell) if cell else None
        if text is None:
            return True
        if self._may_overwrite:
            self.overwritten.add((target.row, target.column))
            return True
        shown_formula = shown(f"={text[:_FORMULA_SHOWN]}") if text else "a shared one"
        self._findings.refuse(target, "formula_cell", formula=shown_formula)
        return False

    def _empty_rest(self, target: Target, answered: Container[Position]) -> None:
        """A field of several cells is empty when all of them are, but for what is calculated or answered by itself."""
        area = target.area
        for number in range(area.top, area.bottom + 1):
            for row in self._search.found.get(number, ()):
                for column, cell in row.cells.items():
                    is_inside = area.left <= column <= area.right and (number, column) not in answered
                    if is_inside and not _is_empty(cell) and not self._is_kept(cell):
                        self.values[number, column] = BLANK

    def _is_kept(self, cell: StoredCell) -> bool:
        if self._part.formula_of(cell) is not None:
            return True
        areas = [area for _, area in self._formula_ranges] + [table.header for table in self.tables if table.header]
        return any(area.contains(cell.row, cell.column) for area in areas)

    def _validations(self) -> dict[int, list[DataValidation]]:
        """The validations of each answer's cell, by the answer's order."""
        index = TargetIndex(self._targets)
        found: dict[int, list[DataValidation]] = {}
        for validation in read_validations(self._part.root):
            for area in validation.ranges:
                for target in index.within(area):
                    found.setdefault(target.order, []).append(validation)
        return found

    def _style_of_new(self, row: int, column: int) -> int:
        """A new cell looks as its row says, else as its column says (clauses 18.3.1.73, 18.3.1.13)."""
        for item in self._search.found.get(row, ()):
            attributes = attributes_of(item.raw_attributes)
            if xml.is_true(attributes.get("customFormat")):
                return style_of(item.raw_attributes)
        return next((style for first, last, style in self._column_styles if first <= column <= last), 0)

    @cached_property
    def _column_styles(self) -> list[tuple[int, int, int]]:
        columns = xml.children(xml.child(self._part.root, "cols"), "col")
        return [
            (xml.integer(item.get("min")), xml.integer(item.get("max")), xml.integer(item.get("style")))
            for item in columns
        ]


def _is_empty(cell: StoredCell | None) -> bool:
    return cell is None or cell.inner_start == cell.inner_end
