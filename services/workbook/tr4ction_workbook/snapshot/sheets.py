"""A sheet as a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.generic import Names
from tr4ction_workbook.ooxml.model import CellRange, Sheet
from tr4ction_workbook.snapshot.cells import cell_columns
from tr4ction_workbook.snapshot.document import (
    ColumnRecord,
    CommentRecord,
    ConditionalFormatRecord,
    ControlRecord,
    DrawingRecord,
    FreezeRecord,
    HyperlinkRecord,
    RowRecord,
    SheetRecord,
    TableRecord,
    ValidationRecord,
)
from tr4ction_workbook.snapshot.styles import Colors

_PAGE = frozenset(("printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"))


def sheet_record(sheet: Sheet, colors: Colors, names: Names, assets: Mapping[str, str]) -> SheetRecord:
    """`assets`: names of assets by part."""
    remainder = sheet.remainder.generic(names) if sheet.remainder else None
    outside = _Outside(remainder)
    return SheetRecord(
        index=sheet.index,
        name=sheet.name,
        state=sheet.state,
        kind=sheet.kind,
        cells=cell_columns(cast("StoredCells", sheet.cells), colors),
        part=sheet.part,
        merges=list(map(str, sheet.merges)),
        rows=_rows(sheet),
        columns=_columns(sheet),
        default_row_height=sheet.default_row_height,
        default_column_width=sheet.default_column_width,
        show_grid_lines=sheet.show_grid_lines,
        freeze=None if sheet.freeze is None else FreezeRecord(sheet.freeze.rows, sheet.freeze.columns),
        auto_filter=_reference(sheet.auto_filter),
        tab_color=colors.color(sheet.tab_color),
        protected=sheet.is_protected,
        protection=outside.protection,
        validations=_validations(sheet),
        conditional_formats=outside.conditional_formats,
        tables=[
            TableRecord(table.name, str(table.range), list(table.columns), table.header_rows, table.totals_rows)
            for table in sheet.tables
        ],
        hyperlinks=[
            HyperlinkRecord(str(link.range), link.target, link.location, link.display, link.tooltip)
            for link in sheet.hyperlinks
        ],
        comments=[
            CommentRecord(note.reference, note.author, note.text, note.threaded, note.id, note.parent_id, note.date)
            for note in sheet.notes
        ],
        drawings=_drawings(sheet, assets),
        controls=[
            ControlRecord(
                item.kind, item.name, item.linked_cell, item.list_range, item.checked, _reference(item.anchor)
            )
            for item in sheet.controls
        ],
        page=outside.page,
        remainder=outside.remainder,
    )


class _Outside:
    """Takes the parts of a sheet's generic root that have fields of their own out of it."""

    def __init__(self, root: list[Any] | None) -> None:
        self.protection: dict[str, str] = {}
        self.conditional_formats: list[ConditionalFormatRecord] = []
        self.page: dict[str, list[Any]] = {}
        self.remainder: list[Any] | None = None
        if root is not None:
            tag, attributes, content = root
            self.remainder = [tag, attributes, [item for item in content if not self._take(item)]]
            self._read_extensions(self.remainder)

    def _take(self, item: list[Any] | str) -> bool:
        if isinstance(item, str):
            return False
        tag, attributes, content = item
        if tag == "sheetProtection":
            self.protection = attributes
        elif tag == "conditionalFormatting":
            self.conditional_formats.append(ConditionalFormatRecord(attributes.get("sqref", "").split(), content))
        elif tag in _PAGE and tag not in self.page:
            self.page[tag] = item
        else:
            return False
        return True

    def _read_extensions(self, root: list[Any]) -> None:
        """Conditional formats of the x14 extension list, which stay where they are as well."""
        for element in _find(root, "x14:conditionalFormatting"):
            ranges = " ".join(str(part) for holder in _find(element, "xm:sqref") for part in holder[2])
            rules = [item for item in element[2] if isinstance(item, list) and item[0] != "xm:sqref"]
            self.conditional_formats.append(ConditionalFormatRecord(ranges.split(), rules, extension=True))


def _find(element: list[Any], tag: str) -> list[list[Any]]:
    found = []
    for item in element[2]:
        if isinstance(item, list):
            found += [item] if item[0] == tag else _find(item, tag)
    return found


def _reference(area: CellRange | None) -> str | None:
    return None if area is None else str(area)


def _rows(sheet: Sheet) -> list[RowRecord]:
    return [
        RowRecord(row, item.height, item.custom_height, item.hidden, item.outline_level, item.collapsed, item.style_id)
        for row, item in sheet.rows.items()
    ]


def _columns(sheet: Sheet) -> list[ColumnRecord]:
    return [
        ColumnRecord(item.first, item.last, item.width, item.hidden, item.outline_level, item.collapsed, item.style_id)
        for item in sheet.columns
    ]


def _validations(sheet: Sheet) -> list[ValidationRecord]:
    return [
        ValidationRecord(
            ranges=list(map(str, item.ranges)),
            type=item.type,
            operator=item.operator,
            formula1=item.formula1,
            formula2=item.formula2,
            allow_blank=item.allow_blank,
            show_dropdown=item.show_dropdown,
            show_input=item.show_input,
            show_error=item.show_error,
            prompt_title=item.prompt_title,
            prompt=item.prompt,
            error_title=item.error_title,
            error=item.error,
            error_style=item.error_style,
            extension=item.is_extension,
        )
        for item in sheet.validations
    ]


def _drawings(sheet: Sheet, assets: Mapping[str, str]) -> list[DrawingRecord]:
    return [
        DrawingRecord(
            kind=item.kind,
            name=item.name,
            anchor=_reference(item.anchor),
            text=item.text,
            description=item.description,
            hidden=item.hidden,
            asset=assets.get(item.media_part) if item.media_part else None,
        )
        for item in sheet.drawings
    ]
