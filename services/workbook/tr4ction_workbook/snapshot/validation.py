"""Proof that nothing was lost: counts made in independent ways, and every reference followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from tr4ction_workbook.ooxml.celltable import Kind, StoredCells, number
from tr4ction_workbook.ooxml.model import Sheet, Workbook
from tr4ction_workbook.ooxml.reader import Source
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.snapshot.document import Finding, ValidationReport

# relationships whose target holds what a person sees
_VISIBLE = frozenset(("drawing", "image", "comments", "threadedComment", "table", "sharedStrings", "styles", "chart"))


def validate_workbook(workbook: Workbook) -> ValidationReport:
    """Errors mean that something in the file is not in the snapshot, or that a reference leads nowhere.

    Cells are counted as read and by the start tags in the XML; string indices and style ids are looked up in their
    tables; relationships are resolved. Takes a few milliseconds for a large workbook, and reads no part again.
    """
    errors: list[Finding] = []
    warnings: list[Finding] = []
    for sheet in workbook.sheets:
        table = cast("StoredCells", sheet.cells)
        errors += _check_cells(sheet, table, len(workbook.styles))
        warnings += [Finding("odd_cell", sheet.name, message) for message in table.faults]
    source = cast("Source", workbook.source)
    for finding, is_error in _check_relationships(source.package):
        (errors if is_error else warnings).append(finding)
    warnings += _check_names(workbook)
    return ValidationReport(not errors, errors, warnings)


def _check_cells(sheet: Sheet, table: StoredCells, num_styles: int) -> Iterator[Finding]:
    if len(table) != table.element_count:
        message = f"{len(table)} cells were read, but the sheet has {table.element_count}"
        yield Finding("cell_count", sheet.name, message)
    if not len(table):
        return
    if max(table.styles) >= max(num_styles, 1):
        unknown = sorted({style for style in table.styles if style >= max(num_styles, 1)})
        yield Finding("style_id", sheet.name, f"style ids that the workbook does not define: {_some(unknown)}")
    lost = _lost_strings(table)
    if lost:
        yield Finding("string_index", sheet.name, f"indices of texts that the workbook does not have: {_some(lost)}")


def _lost_strings(table: StoredCells) -> list[str]:
    count = len(table.strings)
    used = {raw for kind, raw in zip(table.kinds, table.raws, strict=True) if raw and kind == Kind.SHARED}
    lost = []
    for raw in used:
        index = number(raw)
        if not isinstance(index, int) or not 0 <= index < count:
            lost.append(raw.decode("utf-8", "replace"))
    return sorted(lost)


def _some(items: list[str] | list[int]) -> str:
    shown = ", ".join(str(item)[:40] for item in items[:5])
    return f"{shown} and {len(items) - 5} more" if len(items) > 5 else shown


def _check_relationships(package: Package) -> Iterator[tuple[Finding, bool]]:
    for source in ("", *(entry.name for entry in package.archive)):
        for item in package.relationships(source):
            # links to places (`#Sheet1!A1`) and Excel's own `NULL` are no parts
            if item.part or item.external or item.kind == "hyperlink" or item.target in ("", "NULL"):
                continue
            message = f"{item.kind} {item.target[:100]!r} is not in the workbook"
            yield Finding("relationship", source or "_rels/.rels", message), item.kind in _VISIBLE


def _check_names(workbook: Workbook) -> Iterator[Finding]:
    for name in workbook.defined_names:
        if name.sheet_index is not None and not 0 <= name.sheet_index < len(workbook.sheets):
            yield Finding("defined_name", name.name[:100], f"belongs to sheet {name.sheet_index}, which is not there")
