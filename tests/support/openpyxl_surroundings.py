"""What stands around the cells of a sheet, by openpyxl and by the engine: each pair of values must be equal.

What openpyxl does not have is left out of both, each for its reason:

- data validations and conditional formats of the extension list, of which it warns
- pictures outside the package, and those in groups; to read others it would need Pillow, hence its reader of anchors is
  asked, which does without
- names for areas to print, which it turns into properties of the sheet, and of filters, which it drops
- drawings with shapes that it cannot read (a TypeError), which it leaves out with all that is in them
- charts in groups, and of the kinds of 2016, whose parts have a content type of their own
- a hyperlink of cells that a merge covers, or of the same cell as a later one
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import fromstring

from tr4ction_workbook.ooxml.model import Drawing, Sheet
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.snapshot.sheet_records import SheetRecord

Pair = tuple[str, Any, Any]


def surroundings(sheet: Sheet, record: SheetRecord, theirs: Any, package: Package) -> Iterator[Pair]:
    """What it is, what the engine has, what openpyxl has."""
    yield "merges", {str(area) for area in sheet.merges}, {str(area) for area in theirs.merged_cells.ranges}
    yield "state", sheet.state, theirs.sheet_state
    yield "tables", {table.name: str(table.range) for table in sheet.tables}, dict(theirs.tables.items())
    for table in sheet.tables:
        yield table.name, list(table.columns), [column.name for column in theirs.tables[table.name].tableColumns]
    yield from _validations(sheet, theirs)
    yield from _rows(sheet, theirs)
    yield from _columns(sheet, theirs)
    yield from _notes(sheet, theirs)
    yield from _views(sheet, record, theirs)
    yield "conditional formats", _our_rules(record), _their_rules(theirs)
    yield "hyperlinks", *_hyperlinks(sheet, theirs)
    yield from _anchored(sheet, package)


def _validations(sheet: Sheet, theirs: Any) -> Iterator[Pair]:
    ours = [item for item in sheet.validations if not item.is_extension]
    yield (
        "validations",
        [
            (
                *(sorted(map(str, item.ranges)), item.type, item.operator, item.formula1, item.formula2),
                *(item.allow_blank, item.show_dropdown, item.show_input, item.show_error),
                *(item.prompt_title, item.prompt, item.error_title, item.error, item.error_style),
            )
            for item in ours
        ],
        [
            (
                *(sorted(str(area) for area in item.sqref.ranges), item.type, item.operator),
                *(item.formula1, item.formula2, bool(item.allowBlank), not item.showDropDown),
                *(bool(item.showInputMessage), bool(item.showErrorMessage), item.promptTitle, item.prompt),
                *(item.errorTitle, item.error, item.errorStyle or "stop"),
            )
            for item in theirs.data_validations.dataValidation
        ],
    )


def _rows(sheet: Sheet, theirs: Any) -> Iterator[Pair]:
    for row, item in sheet.rows.items():
        other = theirs.row_dimensions[row]
        yield (
            f"row {row}",
            (item.height, item.hidden, item.outline_level, item.collapsed),
            (other.height, bool(other.hidden), other.outlineLevel or 0, bool(other.collapsed)),
        )


def _columns(sheet: Sheet, theirs: Any) -> Iterator[Pair]:
    for item in {column.first: column for column in sheet.columns}.values():  # of two openpyxl has the later one
        other = theirs.column_dimensions[get_column_letter(item.first)]
        yield (
            f"columns from {item.first}",
            (item.last, 13 if item.width is None else item.width, item.hidden, item.outline_level, item.collapsed),
            (other.max, other.width, bool(other.hidden), other.outlineLevel or 0, bool(other.collapsed)),
        )


def _notes(sheet: Sheet, theirs: Any) -> Iterator[Pair]:
    threads = {note.reference for note in sheet.notes if note.threaded}
    notes = {cell.coordinate: cell.comment for cell in theirs._cells.values() if getattr(cell, "comment", None)}
    yield (
        "notes",
        {note.reference: (note.text, note.author) for note in sheet.notes if note.reference not in threads},
        {place: (note.text, note.author) for place, note in notes.items() if place not in threads},
    )
    yield "threads", True, all(place in notes for place in threads)  # openpyxl has the note that stands for each


def _views(sheet: Sheet, record: SheetRecord, theirs: Any) -> Iterator[Pair]:
    yield "protected", sheet.is_protected, bool(theirs.protection.sheet)
    other = theirs.sheet_view
    for view in record.views[:1]:
        yield (
            "view",
            (view.zoom, view.right_to_left, view.show_grid_lines, view.show_zeros, view.show_headings, view.selected),
            (
                100 if other.zoomScale is None else other.zoomScale,
                bool(other.rightToLeft),
                *(value is None or value for value in (other.showGridLines, other.showZeros, other.showRowColHeaders)),
                bool(other.tabSelected),
            ),
        )
    setup = record.page.get("pageSetup")
    orientation = setup[1].get("orientation") if setup else None
    yield "orientation", orientation, theirs.page_setup.orientation


def _our_rules(record: SheetRecord) -> Counter[tuple[str, ...]]:
    rules = [rule[1] for item in record.conditional_formats if not item.extension for rule in item.rules]
    return Counter((rule["type"], rule["priority"], rule.get("dxfId", "")) for rule in rules)


def _their_rules(theirs: Any) -> Counter[tuple[str, ...]]:
    rules = [rule for item in theirs.conditional_formatting for rule in item.rules]
    return Counter((rule.type, str(rule.priority), "" if rule.dxfId is None else str(rule.dxfId)) for rule in rules)


def _hyperlinks(sheet: Sheet, theirs: Any) -> tuple[dict[Any, Any], dict[Any, Any]]:
    ours: dict[Any, Any] = {}
    for link in sheet.hyperlinks:
        for row in range(link.range.top, link.range.bottom + 1):
            for column in range(link.range.left, link.range.right + 1):
                ours[row, column] = (link.target, link.location, link.tooltip)
    found = {place: getattr(cell, "hyperlink", None) for place, cell in theirs._cells.items()}
    others = {place: (link.target, link.location, link.tooltip) for place, link in found.items() if link}
    covered = {
        (row, column)
        for area in sheet.merges
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    }
    return (
        {place: link for place, link in ours.items() if place not in covered},
        {place: link for place, link in others.items() if place not in covered},
    )


def _anchored(sheet: Sheet, package: Package) -> Iterator[Pair]:
    """Pictures by the SHA-256 of their bytes, charts by their part; each with its anchor as stored."""
    for relationship in package.relationships(sheet.part or "").of_kind("drawing"):
        part = relationship.part
        if part is None:
            continue
        targets = package.relationships(part)
        ours = [item for item in sheet.drawings if item.details and item.details.part == part]
        source = package.read(part)
        try:  # twice, for each of its two lists takes out what it finds
            blips = _read_drawing(source)._blip_rels
            charts = _read_drawing(source)._chart_rels
        except TypeError:
            continue
        pictures = [item for item in ours if item.kind == "picture" and item.details and item.details.group is None]
        yield (
            "pictures",
            Counter((_digest(package, item.media_part), _our_anchor(item)) for item in pictures if item.media_part),
            Counter((_digest(package, targets.part(blip.embed)), _their_anchor(blip.anchor)) for blip in blips),
        )
        frames = [
            item
            for item in ours
            if item.kind == "chart" and item.details and item.details.group is None
            if "chartex" not in package.content_type(item.details.content_part or "")
        ]
        yield (
            "charts",
            Counter((item.details and item.details.content_part, _our_anchor(item)) for item in frames),
            Counter((targets.part(chart.id), _their_anchor(chart.anchor)) for chart in charts),
        )


def _read_drawing(source: bytes) -> Any:
    tree: Any = fromstring(source)
    return SpreadsheetDrawing.from_tree(tree)


def _digest(package: Package, part: str | None) -> str:
    return "" if part is None else hashlib.sha256(package.read(part)).hexdigest()


def _our_anchor(item: Drawing) -> tuple[Any, ...]:
    anchor = item.box if item.details else None
    if anchor is None:
        return ()
    markers = [
        None if marker is None else (marker.row - 1, marker.column - 1, marker.row_offset, marker.column_offset)
        for marker in (anchor.start, anchor.end)
    ]
    return anchor.kind, *markers, anchor.position, anchor.size, anchor.edit_as


def _their_anchor(anchor: Any) -> tuple[Any, ...]:
    markers = [
        None if marker is None else (marker.row, marker.col, marker.rowOff, marker.colOff)
        for marker in (getattr(anchor, "_from", None), getattr(anchor, "to", None))
    ]
    position, size = getattr(anchor, "pos", None), getattr(anchor, "ext", None)
    return (
        anchor.tagname.removesuffix("Anchor"),
        *markers,
        None if position is None else (position.x, position.y),
        None if size is None else (size.width, size.height),
        getattr(anchor, "editAs", None),
    )
