"""Records of sheets. `other` has the attributes that have no field of their own, by short name."""

from __future__ import annotations

from typing import Literal

from tr4ction_workbook.snapshot.drawing_records import ControlRecord, DrawingRecord
from tr4ction_workbook.snapshot.record import Generic, Record
from tr4ction_workbook.snapshot.style_records import ColorRecord, RunRecord


class FormulaRecord(Record, gc=False):
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

    By position of the cell: `rich` the runs of inline texts, `metadata` the numbers `cm`, `vm` (indices into the
    metadata part) and `ph`, `other` the `c` element in generic form with only what is nowhere else.
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
    other: dict[int, Generic] = {}


class RowRecord(Record):
    """Rows from `first` to `last` that are all alike."""

    first: int
    last: int
    height: float | None = None
    custom_height: bool = False
    hidden: bool = False
    outline_level: int = 0
    collapsed: bool = False
    style: int | None = None
    other: dict[str, str] = {}


class ColumnRecord(Record):
    first: int
    last: int
    width: float | None = None
    custom_width: bool = False
    best_fit: bool = False
    hidden: bool = False
    outline_level: int = 0
    collapsed: bool = False
    style: int | None = None
    other: dict[str, str] = {}


class ValidationRecord(Record):
    """`show_dropdown`: whether the arrow of a list is shown. `extension`: from the x14 extension list, where the rest
    of it is. `source`: the cells that a list takes its choices from, with names resolved; None where it writes them
    out, or calculates them.
    """

    ranges: list[str]
    type: str | None = None
    operator: str | None = None
    formula1: str | None = None
    formula2: str | None = None
    source: str | None = None
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
    other: dict[str, str] = {}


class ConditionalFormatRecord(Record):
    """`rules` are generic elements; their `dxfId` points into `styles.differential`."""

    ranges: list[str]
    rules: list[Generic]
    extension: bool = False
    other: dict[str, str] = {}


class TableRecord(Record):
    """`part` has the rest in generic form: filters, totals, formulas of columns."""

    name: str
    range: str
    columns: list[str]
    header_rows: int = 1
    totals_rows: int = 0
    part: str | None = None
    style: str | None = None


class HyperlinkRecord(Record):
    range: str
    target: str | None = None
    location: str | None = None
    display: str | None = None
    tooltip: str | None = None
    relationship: str | None = None
    other: dict[str, str] = {}


class CommentRecord(Record):
    """A note, or an entry of a thread: the first has no `parent_id`, and `done` where the thread is resolved."""

    cell: str
    author: str
    text: str
    runs: list[RunRecord] = []
    threaded: bool = False
    id: str | None = None
    parent_id: str | None = None
    date: str | None = None
    done: bool = False
    person_id: str | None = None


class FreezeRecord(Record):
    rows: int = 0
    columns: int = 0


class ViewRecord(Record):
    """A `sheetView`; its panes and selections are in `remainder`. `mode` is normal, pageLayout or pageBreakPreview."""

    selected: bool = False
    mode: str = "normal"
    zoom: int = 100
    right_to_left: bool = False
    show_formulas: bool = False
    show_grid_lines: bool = True
    show_headings: bool = True
    show_zeros: bool = True
    show_outline_symbols: bool = True
    top_left: str | None = None
    active_cell: str | None = None
    selection: list[str] = []


class SizesRecord(Record):
    """`sheetFormatPr`: what holds for rows and columns that say nothing themselves."""

    row_height: float | None = None
    column_width: float | None = None
    base_column_width: int = 8
    custom_height: bool = False
    rows_hidden: bool = False


class OutlineRecord(Record):
    """Where summaries stand, and the deepest levels."""

    summary_below: bool = True
    summary_right: bool = True
    row_levels: int = 0
    column_levels: int = 0


class ProtectedRangeRecord(Record):
    """Cells that some may edit on a protected sheet; `other` has the hash of the password."""

    name: str
    ranges: list[str]
    other: dict[str, str] = {}


class RelatedRecord(Record):
    """A part that the sheet refers to, and which has no field of its own: a pivot table, a slicer, a query table, …

    `kind` is the last word of the relationship's type, `names` and `range` what the part says itself.
    """

    kind: str
    part: str
    names: list[str] = []
    range: str | None = None


class SheetRecord(Record):
    """`page` has the page set-up elements by name; `protection` the attributes of `sheetProtection`, hashes too.

    `print_areas` and `print_titles` are those of the defined names. `related`: all other parts of the sheet.
    `background` is the asset behind the cells. `remainder` is the sheet's root element in generic form without what
    typed fields above have in full.
    """

    index: int
    name: str
    state: Literal["visible", "hidden", "veryHidden"]
    kind: Literal["worksheet", "chartsheet", "dialogsheet", "macrosheet"]
    cells: CellColumns
    part: str | None = None
    code_name: str | None = None
    merges: list[str] = []
    rows: list[RowRecord] = []
    columns: list[ColumnRecord] = []
    sizes: SizesRecord | None = None
    outline: OutlineRecord | None = None
    views: list[ViewRecord] = []
    freeze: FreezeRecord | None = None
    auto_filter: str | None = None
    tab_color: ColorRecord | None = None
    protected: bool = False
    protection: dict[str, str] = {}
    protected_ranges: list[ProtectedRangeRecord] = []
    validations: list[ValidationRecord] = []
    conditional_formats: list[ConditionalFormatRecord] = []
    tables: list[TableRecord] = []
    hyperlinks: list[HyperlinkRecord] = []
    comments: list[CommentRecord] = []
    drawings: list[DrawingRecord] = []
    controls: list[ControlRecord] = []
    related: list[RelatedRecord] = []
    background: str | None = None
    page: dict[str, Generic] = {}
    print_areas: list[str] = []
    print_titles: list[str] = []
    remainder: Generic | None = None
