"""Answers into a workbook: everything is checked first, then the original's bytes are changed where it must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tr4ction_workbook.fields import FillableField
from tr4ction_workbook.filling.book import Book, has_formula
from tr4ction_workbook.filling.changes import Changes
from tr4ction_workbook.filling.conversion import Converter
from tr4ction_workbook.filling.errors import FillError, Findings
from tr4ction_workbook.filling.markup import open_text
from tr4ction_workbook.filling.model import Answer, Filled, Target, WholeWorkbook
from tr4ction_workbook.filling.positions import Positions
from tr4ction_workbook.filling.properties import check_properties, set_properties
from tr4ction_workbook.filling.recalculation import ask_for_calculation, drop_calculation_chain, has_formulas
from tr4ction_workbook.filling.rules import Rules
from tr4ction_workbook.filling.sheet_part import SheetPart
from tr4ction_workbook.filling.sheet_plan import SheetPlan
from tr4ction_workbook.filling.targets import find_targets
from tr4ction_workbook.ooxml import Limits, Workbook
from tr4ction_workbook.ooxml.model import column_letters


def fill_workbook(
    source: bytes | Path | Workbook,
    answers: Mapping[str, Answer],
    *,
    fields: Sequence[FillableField] = (),
    allow_signed: bool = False,
    overwrite_formulas: bool = False,
    properties: Mapping[str, str] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it is immutable
) -> Filled:
    """Write answers into a workbook. The same answers give the same bytes.

    `answers`: by the id of one of `fields`, or by `Sheet!B4`; None empties a cell. `allow_signed` fills a signed
    package, whose signature stays in it and is no longer valid. `overwrite_formulas` lets an answer take the place of a
    formula, unless that belongs to several cells. `properties` are set as custom document properties.

    Raises FillError with every answer that cannot be written, WorkbookError for bytes that are no workbook, and OSError
    where a path cannot be read.
    """
    filling = _Filling(Book(_bytes_of(source), limits), overwrite_formulas)
    return filling.run(answers, fields, allow_signed, properties or {})


def _bytes_of(source: bytes | Path | Workbook) -> bytes:
    if isinstance(source, Path):
        return source.read_bytes()
    if isinstance(source, bytes):
        return source
    data: bytes = source.source.data
    return data


class _Filling:
    """One fill of one workbook."""

    def __init__(self, book: Book, overwrite_formulas: bool) -> None:
        self._book = book
        self._overwrite_formulas = overwrite_formulas
        self._findings = Findings()
        self._changes = Changes(book)
        self._written: list[Target] = []
        self._searched: set[str] = set()
        self._has_formulas = False
        self._overwrites = False

    def run(
        self,
        answers: Mapping[str, Answer],
        fields: Sequence[FillableField],
        allow_signed: bool,
        properties: Mapping[str, str],
    ) -> Filled:
        if self._book.is_signed and not allow_signed:
            self._findings.refuse(WholeWorkbook(), "workbook_signed")
        check_properties(properties, self._findings)
        targets = find_targets(self._book, answers, fields, self._findings)
        answered = {f"{column_letters(item.column)}{item.row}" for items in targets.values() for item in items}
        for items in targets.values():
            self._fill_sheet(items, answered)
        if self._findings.refusals:
            raise FillError(self._findings.refusals)
        if properties:
            set_properties(self._book, properties, self._changes)
        recalculates = self._settle_formulas()
        if self._book.is_signed and self._changes.parts:
            self._findings.warn(WholeWorkbook(), "signature_broken")
        return Filled(
            data=self._changes.apply(),
            cells=tuple(target.where for target in sorted(self._written, key=lambda target: target.order)),
            parts=self._changes.parts,
            recalculates=recalculates,
            warnings=self._findings.warnings,
        )

    def _fill_sheet(self, targets: Sequence[Target], answered: set[str]) -> None:
        source = targets[0].sheet
        if source.kind != "worksheet" or source.part is None:
            for target in targets:
                self._findings.refuse(target, "sheet_not_fillable", reason=f"it is a {source.kind}")
            return
        book = self._book
        raw = book.package.read(source.part)
        data, encode = open_text(raw, source.part)
        part = SheetPart(data, source.part, book.budget)
        rules = Rules(source, book.lists, book.date_1904, answered)
        converter = Converter(
            rules,
            book.date_1904,
            lambda style: book.styles[style].number_format,
            Positions(book, source, part),
            self._findings,
        )
        plan = SheetPlan(book, part, targets, converter, overwrite_formulas=self._overwrite_formulas)
        self._written += targets
        if self._findings.refusals or not plan.values:
            return
        self._searched.add(source.part)
        self._has_formulas |= has_formula(data, part.prefix)
        self._overwrites |= bool(plan.overwritten)
        self._changes.replace(source.part, encode(plan.edits().pieces()), len(data))
        for table in plan.tables:
            if table.renamed:
                self._changes.edit(table.part, table.change)

    def _settle_formulas(self) -> bool:
        """Whether there are formulas, whose stored results are now old."""
        if not self._searched:  # no sheet was changed
            return False
        if self._overwrites:
            drop_calculation_chain(self._book, self._changes)
        if not self._has_formulas and not has_formulas(self._book, self._searched):
            return False
        ask_for_calculation(self._book, self._changes)
        return True
