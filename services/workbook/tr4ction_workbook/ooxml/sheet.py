"""A sheet part (ECMA-376 part 1, clauses 18.3.1.99, 18.3.1.12): its cells apart from everything around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.attributes import XML_PREFIX
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.cells import CellReader
from tr4ction_workbook.ooxml.cells_tree import TreeReader
from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.comments import comment_texts, read_comments
from tr4ction_workbook.ooxml.controls import read_controls
from tr4ction_workbook.ooxml.drawings import read_drawings
from tr4ction_workbook.ooxml.generic import ElementRemainder
from tr4ction_workbook.ooxml.geometry import Geometry
from tr4ction_workbook.ooxml.merges import cut_merges, read_merges
from tr4ction_workbook.ooxml.model import (
    MAX_COLUMN,
    CellRange,
    ColumnProperties,
    FreezePane,
    Hyperlink,
    RowProperties,
    Sheet,
    SheetKind,
    SheetState,
)
from tr4ction_workbook.ooxml.relationships import Package, Relationships
from tr4ction_workbook.ooxml.strings import SharedStrings
from tr4ction_workbook.ooxml.styles import parse_color
from tr4ction_workbook.ooxml.tables import read_tables
from tr4ction_workbook.ooxml.text import without_prefix
from tr4ction_workbook.ooxml.theme import OFFICE_THEME
from tr4ction_workbook.ooxml.validations import parse_ranges, read_validations

_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^<>]*?)?(/?)>")
_TYPED_COLUMN = frozenset(
    ("min", "max", "width", "hidden", "outlineLevel", "style", "collapsed", "customWidth", "bestFit")
)
_TYPED_HYPERLINK = frozenset(("ref", "location", "display", "tooltip"))


@dataclass(slots=True)
class SheetSource:
    """Where a sheet stands in the workbook.

    Without a part it is listed only, so that indices stay true: seen with `r:id=""` where a macro sheet was dropped.
    """

    index: int
    name: str
    state: SheetState
    kind: SheetKind
    part: str | None


@dataclass
class SheetContext:
    """What the sheets of a workbook share. `theme` are the colours of shapes, for those who look at them."""

    package: Package
    strings: SharedStrings
    persons: dict[str, str]
    budget: Budget
    theme: tuple[str, ...] = OFFICE_THEME

    @cached_property
    def cells(self) -> CellReader:
        """What it finds out about the markup of one sheet serves the others."""
        return CellReader(self.budget)


def read_sheet(source: SheetSource, context: SheetContext) -> Sheet:
    """Read a sheet with all parts it refers to. Raises WorkbookError."""
    if source.part is None:
        return Sheet(source.index, source.name, source.state, source.kind, StoredCells(context.strings, context.budget))
    rows: dict[int, RowProperties] = {}
    data = xml.as_utf8(context.package.read(source.part), source.part)
    table, root, merges = read_parts(data, source.part, rows, context)
    _take_ranges(root, context.budget)
    relationships = context.package.relationships(source.part)
    format_properties = xml.child(root, "sheetFormatPr")
    get = xml.getter(format_properties)
    sheet = Sheet(
        index=source.index,
        name=source.name,
        state=source.state,
        kind=source.kind,
        cells=table,
        part=source.part,
        rows=rows,
        columns=_columns(root),
        merges=merges + read_merges(root),
        validations=read_validations(root),
        tables=read_tables(context.package, relationships),
        default_row_height=xml.real(get("defaultRowHeight")),
        default_column_width=xml.real(get("defaultColWidth")),
        rows_hidden_by_default=xml.is_true(get("zeroHeight")),
        base_column_width=xml.integer(get("baseColWidth"), 8),
        hyperlinks=_hyperlinks(root, relationships),
        remainder=ElementRemainder(root),
    )
    _read_view(sheet, root)
    _read_anchored(sheet, root, relationships, context)
    return sheet


def _take_ranges(root: xml.Element, budget: Budget) -> None:
    """One attribute can hold millions of ranges, whatever element it is of."""
    for element in root.iter("{*}dataValidation", "{*}conditionalFormatting", "{*}sqref", "{*}protectedRange"):
        ranges = element.get("sqref") or element.text or ""
        budget.take_ranges(ranges.count(" ") + 1)


def read_parts(
    data: bytes, part: str, rows: dict[int, RowProperties], context: SheetContext
) -> tuple[StoredCells, xml.Element, list[CellRange]]:
    """Cells, the tree of everything around them, and the merges that are in neither."""
    found = _SHEET_DATA.search(data)
    table = StoredCells(context.strings, context.budget)
    if found is None:
        if b"sheetData" not in data:
            return table, xml.parse(data, part, context.budget), []
    else:
        fast = _read_fast(data, found, table, rows, part, context)
        if fast is not None:
            return table, *fast
        rows.clear()
        table = StoredCells(context.strings, context.budget)
    return table, TreeReader(table, rows, context.budget).read(data, part), []


def _read_fast(
    data: bytes,
    found: re.Match[bytes],
    table: StoredCells,
    rows: dict[int, RowProperties],
    part: str,
    context: SheetContext,
) -> tuple[xml.Element, list[CellRange]] | None:
    """None where the part needs the thorough reader."""
    prefix, empty = found[1], found[2]
    head = data[: found.start()]
    if b"<!" in head:
        return None
    end_tag = b"</" + prefix + b"sheetData>"
    end = found.end() if empty else data.rfind(end_tag)
    if end < found.end():
        return None
    start_tag = found[0] if empty else found[0][:-1] + b"/>"
    tail, merges = cut_merges(data[end:] if empty else data[end + len(end_tag) :], context.budget)
    root = xml.parse(head + start_tag + tail, part, context.budget)
    names = [xml.local(item) for item in root]
    if sum(1 for _ in root.iter("{*}sheetData")) != 1 or "sheetData" not in names:
        return None
    if merges and "mergeCells" not in names:
        return None
    if empty:
        return root, merges
    start = found.end()
    if prefix:
        unprefixed = without_prefix(data[start:end], prefix)
        if unprefixed is None:
            return None
        data, start, end = unprefixed, 0, len(unprefixed)
    prefixes = XML_PREFIX | {name: namespace for name, namespace in root.nsmap.items() if name}
    if context.cells.read(data, start, end, table, rows, prefixes):
        return root, merges
    return None


def _columns(root: xml.Element) -> list[ColumnProperties]:
    found = []
    taken = []
    for item in xml.children(xml.child(root, "cols"), "col"):
        first, last = xml.integer(item.get("min")), xml.integer(item.get("max"))
        if 1 <= first <= last:
            get = item.get
            style, width = get("style"), xml.real(get("width"))
            found.append(
                ColumnProperties(
                    first=first,
                    last=min(last, MAX_COLUMN),
                    width=width,
                    hidden=xml.is_true(get("hidden")),
                    outline_level=xml.integer(get("outlineLevel")),
                    style_id=None if style is None else xml.integer(style),
                    collapsed=xml.is_true(get("collapsed")),
                    custom_width=xml.is_true(get("customWidth")),
                    best_fit=xml.is_true(get("bestFit")),
                    other=xml.others(item, _TYPED_COLUMN),
                )
            )
            if last <= MAX_COLUMN and (width is None) == (get("width") is None) and not len(item):
                taken.append(item)
    xml.take_out(taken)
    return found


def _hyperlinks(root: xml.Element, relationships: Relationships) -> list[Hyperlink]:
    found = []
    taken = []
    for item in xml.children(xml.child(root, "hyperlinks"), "hyperlink"):
        relationship_id = xml.attribute(item, "id")
        target = relationships.get(relationship_id)
        other = xml.others(item, _TYPED_HYPERLINK)
        ranges = parse_ranges(item.get("ref"))
        found += [
            Hyperlink(
                range=area,
                target=target.target if target else None,
                location=item.get("location"),
                display=item.get("display"),
                tooltip=item.get("tooltip"),
                relationship_id=relationship_id,
                other=tuple((name, value) for name, value in other if not name.endswith("}id")),
            )
            for area in ranges
        ]
        if len(ranges) == 1 and not len(item):
            taken.append(item)
    xml.take_out(taken)
    return found


def _read_view(sheet: Sheet, root: xml.Element) -> None:
    protection = xml.child(root, "sheetProtection")
    sheet.is_protected = protection is not None and xml.is_true(protection.get("sheet"))
    properties = xml.child(root, "sheetPr")
    sheet.tab_color = parse_color(xml.child(properties, "tabColor"))
    outline = xml.getter(xml.child(properties, "outlinePr"))
    sheet.summary_below = xml.is_true(outline("summaryBelow"), default=True)
    filters = xml.child(root, "autoFilter")
    ranges = () if filters is None else parse_ranges(filters.get("ref"))
    sheet.auto_filter = ranges[0] if ranges else None
    view = xml.child(xml.child(root, "sheetViews"), "sheetView")
    if view is None:
        return
    sheet.show_grid_lines = xml.is_true(view.get("showGridLines"), default=True)
    sheet.show_headings = xml.is_true(view.get("showRowColHeaders"), default=True)
    sheet.show_zeros = xml.is_true(view.get("showZeros"), default=True)
    sheet.right_to_left = xml.is_true(view.get("rightToLeft"))
    pane = xml.child(view, "pane")
    if pane is not None and pane.get("state") in ("frozen", "frozenSplit"):
        sheet.freeze = FreezePane(xml.integer(pane.get("ySplit")), xml.integer(pane.get("xSplit")))


def _read_anchored(sheet: Sheet, root: xml.Element, relationships: Relationships, context: SheetContext) -> None:
    if not len(relationships):
        return
    geometry = Geometry(sheet.columns, sheet.rows, sheet.default_column_width, sheet.default_row_height)
    controls = read_controls(context.package, root, relationships, geometry)
    sheet.controls = controls.items
    sheet.drawings = read_drawings(context.package, relationships, geometry, controls.shape_ids, context.theme)
    sheet.notes = read_comments(context.package, relationships, context.persons)
    sheet.comments = comment_texts(sheet.notes)
