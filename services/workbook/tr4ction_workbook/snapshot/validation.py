"""Proof that nothing was lost: counts made in independent ways, and every reference followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.celltable import Kind, StoredCells, number
from tr4ction_workbook.ooxml.model import Sheet, Workbook
from tr4ction_workbook.ooxml.named_styles import base_elements
from tr4ction_workbook.ooxml.reader import Source
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.ooxml.styles import Styles
from tr4ction_workbook.snapshot.document import Finding, ValidationReport
from tr4ction_workbook.snapshot.parts import PartLister

# relationships whose target holds what a person sees
_VISIBLE = frozenset(("drawing", "image", "comments", "threadedComment", "table", "sharedStrings", "styles", "chart"))


def validate_workbook(workbook: Workbook) -> ValidationReport:
    """Errors mean that something in the file is not in the snapshot, or that a reference leads nowhere.

    Cells are counted as read and by the start tags in the XML; string indices, style ids and what formats are made of
    are looked up in their tables; relationships are resolved. Takes a few milliseconds for a large workbook, and reads
    no part again.
    """
    errors: list[Finding] = []
    warnings: list[Finding] = []
    for sheet in workbook.sheets:
        table = cast("StoredCells", sheet.cells)
        errors += _check_cells(sheet, table)
        errors += _check_style_ids(sheet, table, len(workbook.styles))
        warnings += [Finding("odd_cell", sheet.name, message) for message in table.faults]
    source = cast("Source", workbook.source)
    for finding, is_error in _check_relationships(source.package):
        (errors if is_error else warnings).append(finding)
    for sheet in workbook.sheets:
        warnings += _check_relationship_ids(sheet, source.package)
    warnings += _check_formats(cast("Styles", workbook.styles))
    warnings += _check_names(workbook)
    return ValidationReport(not errors, errors, warnings)


def with_parts(report: ValidationReport, lister: PartLister) -> ValidationReport:
    """The report with what was found while the parts were put into generic form."""
    lost = [
        Finding("element_count", part, f"{abs(count)} elements {'fewer' if count > 0 else 'more'} than its markup has")
        for part, count in lister.lost.items()
    ]
    errors = report.errors + lost
    return ValidationReport(not errors, errors, report.warnings + lister.findings)


def _check_cells(sheet: Sheet, table: StoredCells) -> Iterator[Finding]:
    if len(table) != table.element_count:
        message = f"{len(table)} cells were read, but the sheet has {table.element_count}"
        yield Finding("cell_count", sheet.name, message)
    lost = _lost_strings(table)
    if lost:
        yield Finding("string_index", sheet.name, f"indices of texts that the workbook does not have: {_some(lost)}")


def _check_style_ids(sheet: Sheet, table: StoredCells, num_styles: int) -> Iterator[Finding]:
    """Of cells, rows and columns."""
    used = set(table.styles.tolist())
    used |= {row.style_id for row in set(sheet.rows.values()) if row.style_id is not None}
    used |= {column.style_id for column in sheet.columns if column.style_id is not None}
    unknown = sorted(style for style in used if not 0 <= style < max(num_styles, 1))
    if unknown:
        yield Finding("style_id", sheet.name, f"style ids that the workbook does not define: {_some(unknown)}")


def _check_formats(styles: Styles) -> Iterator[Finding]:
    """Formats point to fonts, fills, borders and named styles; what is not there shows as the default."""
    sizes = {
        "fontId": len(styles.fonts),
        "fillId": len(styles.fills),
        "borderId": len(styles.borders),
        "xfId": len(base_elements(styles)),
    }
    for name, size in sizes.items():
        used = {xf.get(name) for xf in styles.xfs}
        unknown = sorted(text for text in used if text is not None and not 0 <= xml.integer(text, -1) < max(size, 1))
        if unknown:
            yield Finding("format", name, f"formats refer to what the workbook does not define: {_some(unknown)}")


def _check_relationship_ids(sheet: Sheet, package: Package) -> Iterator[Finding]:
    """Every `r:id` of a sheet is that of a relationship."""
    relationships = package.relationships(sheet.part or "")
    used = {link.relationship_id for link in sheet.hyperlinks if link.relationship_id}
    used |= sheet.remainder.relationship_ids() if sheet.remainder else set()
    unknown = sorted(name for name in used if relationships.get(name) is None)
    if unknown:
        yield Finding("relationship_id", sheet.name, f"relationships that the sheet does not have: {_some(unknown)}")


def _lost_strings(table: StoredCells) -> list[str]:
    count = len(table.strings)
    indices = table.values_of(Kind.SHARED)
    if b"".join(indices).isdigit() and max(map(len, indices)) < 10 and max(map(int, indices)) < count:
        return []
    lost = []
    for raw in set(indices):
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
