"""The snapshot document, format `tr4ction.snapshot`, version 1. `schema.json` is generated from these types.

Conventions: rows and columns count from 1; ranges are A1 references; sizes are in the units of the file (points for
heights, digits of the default font for widths); colours are kept as stored, with `display` as `RRGGBB`. Fields that
have their default value are left out of the JSON, except in the records at the top.

Generic elements are `[tag, {attribute: value}, [child or text, …]]`; the prefixes in their names are in `namespaces`.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

FORMAT: Literal["tr4ction.snapshot"] = "tr4ction.snapshot"
VERSION: Literal[1] = 1


class Record(msgspec.Struct, omit_defaults=True):
    """A record that leaves out what has its default value."""


class Stats(msgspec.Struct):
    """`num_cells` counts the cells stored in the file, blank ones too; `num_images` anchored pictures."""

    num_sheets: int
    num_cells: int
    num_merged: int
    num_images: int
    num_validations: int
    num_tables: int


class Finding(msgspec.Struct):
    """Something a check found. `where` is a sheet, `sheet!cell` or part; `message` is English."""

    code: str
    where: str
    message: str


class ValidationReport(msgspec.Struct):
    """`valid` when there are no errors: everything stored in the file is in the snapshot, and all references hold."""

    valid: bool
    errors: list[Finding]
    warnings: list[Finding]

    def as_dict(self) -> dict[str, Any]:
        """As in the JSON document."""
        return {
            "valid": self.valid,
            "errors": [msgspec.structs.asdict(finding) for finding in self.errors],
            "warnings": [msgspec.structs.asdict(finding) for finding in self.warnings],
        }


class ColorRecord(Record):
    rgb: str | None = None
    theme: int | None = None
    indexed: int | None = None
    auto: bool = False
    tint: float = 0.0
    display: str | None = None


class FontRecord(Record):
    name: str | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False
    underline: str | None = None
    strike: bool = False
    vertical_align: str | None = None
    scheme: str | None = None
    color: ColorRecord | None = None


class FillRecord(Record):
    pattern: str = "none"
    foreground: ColorRecord | None = None
    background: ColorRecord | None = None


class EdgeRecord(Record):
    style: str
    color: ColorRecord | None = None


class BorderRecord(Record):
    left: EdgeRecord | None = None
    right: EdgeRecord | None = None
    top: EdgeRecord | None = None
    bottom: EdgeRecord | None = None
    diagonal: EdgeRecord | None = None
    diagonal_up: bool = False
    diagonal_down: bool = False


class FormatRecord(Record):
    """A cell format. `font`, `fill` and `border` are indices into the lists of `StyleTable`."""

    font: int = 0
    fill: int = 0
    border: int = 0
    number_format: str = "General"
    is_date: bool = False
    horizontal: str | None = None
    vertical: str | None = None
    wrap: bool = False
    shrink: bool = False
    indent: int = 0
    text_rotation: int = 0
    reading_order: int = 0
    locked: bool = True
    hidden: bool = False
    quote_prefix: bool = False


class StyleTable(msgspec.Struct):
    """`formats` by style id. What else the style part holds is among `parts` in generic form."""

    fonts: list[FontRecord]
    fills: list[FillRecord]
    borders: list[BorderRecord]
    formats: list[FormatRecord]
    theme_colors: list[str]


class RunRecord(Record):
    """A stretch of a rich text; without `font` it has the font of its cell."""

    text: str
    font: FontRecord | None = None


class StringTable(msgspec.Struct):
    """Shared texts by index, without phonetic runs; `rich` has the runs of those that are rich, by the same index."""

    texts: list[str]
    rich: dict[int, list[RunRecord]]


class FormulaRecord(Record):
    """`cell` is the position in the cell columns; `text` has no leading `=`, shared formulas are expanded.

    `attributes` are those of the stored `f` element; `ref` is the range of an array formula or data table.
    """

    cell: int
    text: str
    attributes: dict[str, str] = {}


class CellColumns(Record):
    """All stored cells of a sheet in document order, by column.

    `rows[i]` is the row of the next `counts[i]` cells. `columns`, `styles` and the letters of `types` have one entry a
    cell: `.` no value, `n` number, `s` shared text (`values` has its index), `i` inline text, `t` text result of a
    formula, `b` boolean, `e` error, `d` ISO 8601 date, `x` a stored value that its type does not allow, as text.
    `values` has an entry for each cell whose letter is not `.`; with a formula it is the cached result.
    `rich` and `metadata` are by position of the cell.
    """

    rows: list[int]
    counts: list[int]
    columns: list[int]
    styles: list[int]
    types: str
    values: list[str | float | int | bool]
    formulas: list[FormulaRecord] = []
    rich: dict[int, list[RunRecord]] = {}
    metadata: dict[int, dict[str, int]] = {}


class RowRecord(Record):
    row: int
    height: float | None = None
    custom_height: bool = False
    hidden: bool = False
    outline_level: int = 0
    collapsed: bool = False
    style: int | None = None


class ColumnRecord(Record):
    first: int
    last: int
    width: float | None = None
    hidden: bool = False
    outline_level: int = 0
    collapsed: bool = False
    style: int | None = None


class ValidationRecord(Record):
    """`show_dropdown`: whether the arrow of a list is shown. `extension`: from the x14 extension list."""

    ranges: list[str]
    type: str | None = None
    operator: str | None = None
    formula1: str | None = None
    formula2: str | None = None
    allow_blank: bool = False
    show_dropdown: bool = True
    show_input: bool = False
    show_error: bool = False
    prompt_title: str | None = None
    prompt: str | None = None
    error_title: str | None = None
    error: str | None = None
    error_style: str = "stop"
    extension: bool = False


class ConditionalFormatRecord(Record):
    """`rules` are generic elements; their `dxfId` points into `dxfs` of the style part."""

    ranges: list[str]
    rules: list[list[Any]]
    extension: bool = False


class TableRecord(Record):
    name: str
    range: str
    columns: list[str]
    header_rows: int = 1
    totals_rows: int = 0


class HyperlinkRecord(Record):
    range: str
    target: str | None = None
    location: str | None = None
    display: str | None = None
    tooltip: str | None = None


class CommentRecord(Record):
    cell: str
    author: str
    text: str
    threaded: bool = False
    id: str | None = None
    parent_id: str | None = None
    date: str | None = None


class DrawingRecord(Record):
    """`kind`: picture, shape, chart, group, connector, control or other. `asset` is the name of a picture's image."""

    kind: str
    name: str
    anchor: str | None = None
    text: str | None = None
    description: str | None = None
    hidden: bool = False
    asset: str | None = None


class ControlRecord(Record):
    kind: str
    name: str = ""
    linked_cell: str | None = None
    list_range: str | None = None
    checked: bool | None = None
    anchor: str | None = None


class FreezeRecord(Record):
    rows: int = 0
    columns: int = 0


class SheetRecord(Record):
    """`page` has the page set-up elements by name; `remainder` is the sheet's root element without what is above."""

    index: int
    name: str
    state: Literal["visible", "hidden", "veryHidden"]
    kind: Literal["worksheet", "chartsheet", "dialogsheet", "macrosheet"]
    cells: CellColumns
    part: str | None = None
    merges: list[str] = []
    rows: list[RowRecord] = []
    columns: list[ColumnRecord] = []
    default_row_height: float | None = None
    default_column_width: float | None = None
    show_grid_lines: bool = True
    freeze: FreezeRecord | None = None
    auto_filter: str | None = None
    tab_color: ColorRecord | None = None
    protected: bool = False
    protection: dict[str, str] = {}
    validations: list[ValidationRecord] = []
    conditional_formats: list[ConditionalFormatRecord] = []
    tables: list[TableRecord] = []
    hyperlinks: list[HyperlinkRecord] = []
    comments: list[CommentRecord] = []
    drawings: list[DrawingRecord] = []
    controls: list[ControlRecord] = []
    page: dict[str, list[Any]] = {}
    remainder: list[Any] | None = None


class DefinedNameRecord(Record):
    name: str
    formula: str
    sheet_index: int | None = None
    hidden: bool = False


class ExternalLinkRecord(Record):
    """A link to another file: recorded, never followed."""

    part: str
    target: str
    kind: str


class AssetRecord(msgspec.Struct):
    """An image or other media file. `name` is safe as a file name; `parts` are the parts that have these bytes."""

    name: str
    sha256: str
    content_type: str
    size: int
    parts: list[str]


class RelationshipRecord(Record):
    id: str
    kind: str
    target: str
    external: bool = False
    part: str | None = None


class PartRecord(Record):
    """A part of the package. `kept`: `typed` in the fields above, `generic` in `content`, `asset` among the assets, or
    `listed`: only named, with size and checksum (binary parts, and XML too large or malformed)."""

    name: str
    content_type: str
    size: int
    crc32: int
    kept: Literal["typed", "generic", "asset", "listed"]
    relationships: list[RelationshipRecord] = []
    content: list[Any] | None = None


class Snapshot(msgspec.Struct):
    """Everything a workbook file says. See the module for conventions."""

    format: Literal["tr4ction.snapshot"]
    version: Literal[1]
    file_hash_sha256: str
    file_size: int
    stats: Stats
    validation_report: ValidationReport
    date_1904: bool
    properties: dict[str, str]
    defined_names: list[DefinedNameRecord]
    external_links: list[ExternalLinkRecord]
    styles: StyleTable
    strings: StringTable
    sheets: list[SheetRecord]
    assets: list[AssetRecord]
    parts: list[PartRecord]
    namespaces: dict[str, str]
