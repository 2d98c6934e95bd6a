"""A sheet as a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError, WorkbookTooLargeError
from tr4ction_workbook.ooxml.generic import Names
from tr4ction_workbook.ooxml.model import CellRange, RowProperties, Sheet
from tr4ction_workbook.ooxml.references import PRINT_AREA, PRINT_TITLES, NamedAreas, quoted
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.snapshot.cells import cell_columns
from tr4ction_workbook.snapshot.drawings import control_record, drawing_record
from tr4ction_workbook.snapshot.sheet_records import (
    ColumnRecord,
    CommentRecord,
    FreezeRecord,
    HyperlinkRecord,
    RelatedRecord,
    RowRecord,
    SheetRecord,
    TableRecord,
    ValidationRecord,
)
from tr4ction_workbook.snapshot.styles import Colors
from tr4ction_workbook.snapshot.surroundings import Surroundings

# relationships of a sheet whose parts have fields of their own
_OWN_FIELDS = frozenset(
    ("drawing", "vmlDrawing", "comments", "threadedComment", "table", "hyperlink", "image", "ctrlProp", "control")
)
_NAME_ATTRIBUTES = ("displayName", "name")


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What the records of all sheets of a workbook need. `assets`: names of assets by part."""

    package: Package
    colors: Colors
    names: Names
    named_areas: NamedAreas
    assets: Mapping[str, str]


def sheet_record(sheet: Sheet, book: Surrounding) -> SheetRecord:
    names, package = book.names, book.package
    around = Surroundings(sheet.remainder.generic(names) if sheet.remainder else None)
    relationships = package.relationships(sheet.part or "")
    picture = relationships.part(around.picture_relationship)
    print_areas = book.named_areas.areas(PRINT_AREA, sheet.index)
    print_titles = book.named_areas.areas(PRINT_TITLES, sheet.index)
    return SheetRecord(
        index=sheet.index,
        name=sheet.name,
        state=sheet.state,
        kind=sheet.kind,
        cells=cell_columns(cast("StoredCells", sheet.cells), book.colors, names),
        part=sheet.part,
        code_name=around.code_name,
        merges=list(map(str, sheet.merges)),
        rows=list(_rows(sheet, names)),
        columns=_columns(sheet, names),
        sizes=around.sizes,
        outline=around.outline,
        views=around.views,
        freeze=None if sheet.freeze is None else FreezeRecord(sheet.freeze.rows, sheet.freeze.columns),
        auto_filter=_reference(sheet.auto_filter),
        tab_color=book.colors.color(sheet.tab_color),
        protected=sheet.is_protected,
        protection=around.protection,
        protected_ranges=around.protected_ranges,
        validations=_validations(sheet, book),
        conditional_formats=around.conditional_formats,
        tables=_tables(sheet),
        hyperlinks=_hyperlinks(sheet, names),
        comments=_comments(sheet, book.colors),
        drawings=[drawing_record(item, package, book.assets) for item in sheet.drawings],
        controls=[control_record(item) for item in sheet.controls],
        related=list(_related(sheet, package)),
        background=book.assets.get(picture) if picture else None,
        page=around.page,
        print_areas=[str(area) for _, area in print_areas],
        print_titles=[str(area) for _, area in print_titles],
        remainder=around.remainder,
    )


def _reference(area: CellRange | None) -> str | None:
    return None if area is None else str(area)


def _rows(sheet: Sheet, names: Names) -> Iterator[RowRecord]:
    """Rows in order, those that follow each other and are alike in one record."""
    record: RowRecord | None = None
    previous: RowProperties | None = None
    for row, item in sheet.rows.items():
        if record is not None and row == record.last + 1 and (item is previous or item == previous):
            record.last = row
            continue
        if record is not None:
            yield record
        previous = item
        record = RowRecord(
            first=row,
            last=row,
            height=item.height,
            custom_height=item.custom_height,
            hidden=item.hidden,
            outline_level=item.outline_level,
            collapsed=item.collapsed,
            style=item.style_id,
            other=names.attributes(item.other),
        )
    if record is not None:
        yield record


def _columns(sheet: Sheet, names: Names) -> list[ColumnRecord]:
    return [
        ColumnRecord(
            first=item.first,
            last=item.last,
            width=item.width,
            custom_width=item.custom_width,
            best_fit=item.best_fit,
            hidden=item.hidden,
            outline_level=item.outline_level,
            collapsed=item.collapsed,
            style=item.style_id,
            other=names.attributes(item.other),
        )
        for item in sheet.columns
    ]


def _validations(sheet: Sheet, book: Surrounding) -> list[ValidationRecord]:
    found = []
    for item in sheet.validations:
        source = None
        if item.type == "list" and item.formula1:
            area = book.named_areas.resolve(item.formula1, sheet.index)
            source = None if area is None else f"{quoted(area[0] or sheet.name)}!{area[1]}"
        found.append(
            ValidationRecord(
                ranges=list(map(str, item.ranges)),
                type=item.type,
                operator=item.operator,
                formula1=item.formula1,
                formula2=item.formula2,
                source=source,
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
                other=book.names.attributes(item.other),
            )
        )
    return found


def _tables(sheet: Sheet) -> list[TableRecord]:
    return [
        TableRecord(
            name=table.name,
            range=str(table.range),
            columns=list(table.columns),
            header_rows=table.header_rows,
            totals_rows=table.totals_rows,
            part=table.part,
        )
        for table in sheet.tables
    ]


def _hyperlinks(sheet: Sheet, names: Names) -> list[HyperlinkRecord]:
    return [
        HyperlinkRecord(
            range=str(link.range),
            target=link.target,
            location=link.location,
            display=link.display,
            tooltip=link.tooltip,
            relationship=link.relationship_id,
            other=names.attributes(link.other),
        )
        for link in sheet.hyperlinks
    ]


def _comments(sheet: Sheet, colors: Colors) -> list[CommentRecord]:
    return [
        CommentRecord(
            cell=note.reference,
            author=note.author,
            text=note.text,
            runs=colors.runs(note.runs),
            threaded=note.threaded,
            id=note.id,
            parent_id=note.parent_id,
            date=note.date,
            done=note.done,
            person_id=note.person_id,
        )
        for note in sheet.notes
    ]


def _related(sheet: Sheet, package: Package) -> Iterator[RelatedRecord]:
    """Pivot tables, slicers, query tables and all else that relationships of the sheet, or of its tables, lead to."""
    sources = [sheet.part or "", *(table.part for table in sheet.tables if table.part)]
    for source in sources if sheet.part else ():
        for item in package.relationships(source):
            if item.part and item.kind not in _OWN_FIELDS:
                yield _related_record(item.kind, item.part, package)


def _related_record(kind: str, part: str, package: Package) -> RelatedRecord:
    record = RelatedRecord(kind, part)
    if not part.lower().endswith(".xml"):
        return record
    try:
        root = package.xml(part)
    except (DamagedWorkbookError, WorkbookTooLargeError):  # of which the part's own record tells
        return record
    named = [root] if any(root.get(name) for name in _NAME_ATTRIBUTES) else list(root)
    texts = (next((item.get(name) for name in _NAME_ATTRIBUTES if item.get(name)), None) for item in named)
    location = xml.child(root, "location")
    record.names = [text for text in texts if text]
    record.range = None if location is None else location.get("ref")
    return record
