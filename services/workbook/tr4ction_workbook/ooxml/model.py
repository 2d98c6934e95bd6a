"""What a SpreadsheetML package says, as values.

Terms are those of ECMA-376 part 1, clause 18. Rows and columns count from 1, as in `A1`.
Nothing here reads a file: `reader` makes these values, `snapshot` and `fields` read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, Protocol

from tr4ction_workbook.ooxml.limits import Limits

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

SheetKind = Literal["worksheet", "chartsheet", "dialogsheet", "macrosheet"]
SheetState = Literal["visible", "hidden", "veryHidden"]
CellType = Literal["number", "text", "boolean", "error", "date", "blank"]
CellValue = str | float | int | bool | None

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ROW = re.compile(r"[0-9]{1,7}")
_COLUMN = re.compile(r"[A-Za-z]{1,3}")


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(column: int) -> str:
    """1 → `A`, 28 → `AB`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """`A` → 1, `ab` → 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(frozen=True, slots=True, order=True)
class CellRange:
    """A rectangle of cells, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, reference: str) -> CellRange:
        """`B4`, `$B$4:C6`, whole columns `B:C` and whole rows `3:4`. Raises ValueError for anything else."""
        return _parse_range(reference)

    @classmethod
    def _span(cls, first: str, second: str) -> CellRange:
        start, end = _CELL.fullmatch(first), _CELL.fullmatch(second)
        if start and end:
            rows = [int(start[2]), int(end[2])]
            columns = [column_number(start[1]), column_number(end[1])]
            if rows[0] > rows[1] or columns[0] > columns[1]:
                rows, columns = sorted(rows), sorted(columns)
        else:
            first, second = first.replace("$", ""), second.replace("$", "")
            if _ROW.fullmatch(first) and _ROW.fullmatch(second):
                rows, columns = sorted((int(first), int(second))), [1, MAX_COLUMN]
            elif _COLUMN.fullmatch(first) and _COLUMN.fullmatch(second):
                rows, columns = [1, MAX_ROW], sorted((column_number(first), column_number(second)))
            else:
                raise ValueError(f"not a cell range: {first}:{second}")
        if rows[0] < 1 or rows[1] > MAX_ROW or columns[0] < 1 or columns[1] > MAX_COLUMN:
            raise ValueError(f"outside the sheet: {first}:{second}")
        return cls(rows[0], columns[0], rows[1], columns[1])

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def area(self) -> int:
        return self.height * self.width

    def contains(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def overlaps(self, other: CellRange) -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def __str__(self) -> str:
        start = f"{column_letters(self.left)}{self.top}"
        if self.top == self.bottom and self.left == self.right:
            return start
        return f"{start}:{column_letters(self.right)}{self.bottom}"


@lru_cache(maxsize=16_384)
def _parse_range(reference: str) -> CellRange:
    """Remembered, for the sheets of a workbook repeat the ranges of each other."""
    first, _, second = reference.strip().partition(":")
    return CellRange._span(first, second or first)


@dataclass(frozen=True, slots=True)
class Color:
    """A colour as stored (one of rgb, theme, indexed, auto) and its tint; `StyleSheet.rgb` resolves it for display."""

    rgb: str | None = None
    theme: int | None = None
    indexed: int | None = None
    auto: bool = False
    tint: float = 0.0


@dataclass(frozen=True, slots=True)
class Font:
    name: str | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False
    underline: str | None = None
    strike: bool = False
    color: Color | None = None
    vertical_align: str | None = None
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class RichRun:
    """A stretch of a rich text in one font; `font` is None where the cell's own font holds (clause 18.4.4)."""

    text: str
    font: Font | None


@dataclass(frozen=True, slots=True)
class Gradient:
    """A `gradientFill` (clause 18.8.24): `stops` are (position from 0 to 1, colour).

    A linear one runs at `degree` clockwise from left to right. One along a path runs from the rectangle `inner` (left,
    right, top, bottom as parts of the cell) to the edges; `inner` is None for a linear one.
    """

    stops: tuple[tuple[float, Color | None], ...]
    degree: float = 0.0
    inner: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """`pattern` is the ST_PatternType (`none`, `solid`, …) or `gradient`."""

    pattern: str = "none"
    foreground: Color | None = None
    background: Color | None = None
    gradient: Gradient | None = None


@dataclass(frozen=True, slots=True)
class Border:
    """ST_BorderStyle of each edge (`thin`, `medium`, …), None where there is no line; and the colours of the lines."""

    left: str | None = None
    right: str | None = None
    top: str | None = None
    bottom: str | None = None
    left_color: Color | None = None
    right_color: Color | None = None
    top_color: Color | None = None
    bottom_color: Color | None = None
    diagonal: str | None = None
    diagonal_color: Color | None = None
    diagonal_up: bool = False
    diagonal_down: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    horizontal: str | None = None
    vertical: str | None = None
    wrap: bool = False
    indent: int = 0
    text_rotation: int = 0
    shrink: bool = False
    reading_order: int = 0


@dataclass(frozen=True, slots=True)
class CellFormat:
    """One resolved `xf` of `cellXfs` (clause 18.8.45). `locked` defaults to true, as the format says."""

    font: Font
    fill: Fill
    border: Border
    alignment: Alignment
    number_format: str = "General"
    locked: bool = True
    hidden: bool = False
    quote_prefix: bool = False
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class DifferentialFormat:
    """A `dxf` (clause 18.8.14): what a conditional format changes; None for what it leaves alone."""

    font: Font | None = None
    fill: Fill | None = None
    border: Border | None = None
    number_format: str | None = None


class StyleSheet(Protocol):
    """The formats of a workbook, by style id (index into `cellXfs`)."""

    def __len__(self) -> int: ...

    def __getitem__(self, style_id: int) -> CellFormat: ...

    def rgb(self, color: Color | None) -> str | None:
        """`RRGGBB` after theme, index and tint; None for automatic or unknown colours."""
        ...

    def differential(self, index: int) -> DifferentialFormat | None:
        """The differential format of that index, None where there is none."""
        ...

    def fill_rgb(self, style_id: int) -> str | None:
        """Colour that fills the cell, `RRGGBB`; None where nothing is painted."""
        ...


@dataclass(slots=True)
class Cell:
    """One stored `<c>`. `value` is what Excel shows before formatting: the cached result where there is a formula.

    `formula` has no leading `=`; shared formulas are expanded, and every cell of an array formula's range has its text.
    Numbers that a number format shows as dates are `number` (`CellFormat.is_date` tells); `date` is a stored ISO text.
    """

    row: int
    column: int
    style_id: int
    type: CellType
    value: CellValue
    formula: str | None = None

    @property
    def reference(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


class CellTable(Protocol):
    """The stored cells of a sheet in document order; blank styled cells are among them."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Cell]: ...


@dataclass(frozen=True, slots=True)
class DataValidation:
    """A `dataValidation`, of the main part or of the x14 extension list (clause 18.3.1.32).

    `show_dropdown`: whether Excel shows the arrow of a list; the stored `showDropDown="1"` means that it does not.
    """

    ranges: tuple[CellRange, ...]
    type: str | None
    operator: str | None
    formula1: str | None
    formula2: str | None
    allow_blank: bool
    show_dropdown: bool
    prompt_title: str | None
    prompt: str | None
    error: str | None
    is_extension: bool = False
    error_title: str | None = None
    error_style: str = "stop"
    show_input: bool = False
    show_error: bool = False


@dataclass(frozen=True, slots=True)
class RowProperties:
    """Of a `row` (clause 18.3.1.73); the height in points."""

    height: float | None = None
    hidden: bool = False
    outline_level: int = 0
    style_id: int | None = None
    collapsed: bool = False
    custom_height: bool = False


@dataclass(frozen=True, slots=True)
class ColumnProperties:
    """A `<col>`: one entry stands for all columns from `first` to `last`. Width in digits of the default font."""

    first: int
    last: int
    width: float | None = None
    hidden: bool = False
    outline_level: int = 0
    style_id: int | None = None
    collapsed: bool = False


@dataclass(frozen=True, slots=True)
class TableStyle:
    """A `tableStyleInfo` (clause 18.5.1.5): the name of a table style and which of its parts show."""

    name: str
    row_stripes: bool = False
    column_stripes: bool = False
    first_column: bool = False
    last_column: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A `table` (clause 18.5.1.2)."""

    name: str
    range: CellRange
    header_rows: int
    totals_rows: int
    columns: tuple[str, ...]
    style: TableStyle | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """A point on a sheet: offsets in EMU (914,400 an inch) into a cell (clause 20.5.2.15)."""

    row: int
    column: int
    row_offset: int = 0
    column_offset: int = 0


Part = tuple[float, float, float, float]
"""Left, top, width and height as parts of a whole."""


@dataclass(frozen=True, slots=True)
class AnchorBox:
    """Exactly where something is anchored: from `start` to `end`, or of `size` (width, height in EMU) from `start` on.

    `part`: what of this box it takes; the whole but for members of a group.
    """

    start: Marker
    end: Marker | None = None
    size: tuple[int, int] | None = None
    part: Part = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class ShapeLook:
    """How a shape is painted: colours `RRGGBB`, None where nothing is drawn; `geometry` is its ST_ShapeType.

    `text`, `size` (points) and `bold` are those of its first run of text.
    """

    geometry: str = "rect"
    fill: str | None = None
    line: str | None = None
    text: str | None = None
    size: float | None = None
    bold: bool = False
    horizontal: str | None = None
    vertical: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something anchored on a sheet. `kind` is `picture`, `shape`, `chart`, `group`, `connector`, `control` or `other`.

    `anchor`: the cells it covers; where only its size is stored, as far as column widths and row heights tell.
    What is in a group follows the group, with the group's anchor. `media_part` is the part of a picture's image,
    `description` the alternative text, `crop` what of the image is shown.
    """

    kind: str
    name: str
    anchor: CellRange | None
    text: str | None = None
    media_part: str | None = None
    description: str | None = None
    hidden: bool = False
    box: AnchorBox | None = None
    look: ShapeLook | None = None
    crop: Part | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """A form control or ActiveX control. `kind` is its object type (`CheckBox`, `Drop`, …), `ActiveX` where unknown."""

    kind: str
    linked_cell: str | None
    list_range: str | None
    anchor: CellRange | None
    name: str = ""
    checked: bool | None = None
    box: AnchorBox | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A `hyperlink` (clause 18.3.1.47). `target` is an address outside the workbook, `location` a place inside it."""

    range: CellRange
    target: str | None
    location: str | None
    display: str | None
    tooltip: str | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A note, or one entry of a threaded comment."""

    reference: str
    author: str
    text: str
    threaded: bool = False
    parent_id: str | None = None
    id: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class FreezePane:
    """Rows above and columns left of the frozen edge (clause 18.3.1.66)."""

    rows: int
    columns: int


GenericElement = list[Any]
"""`[tag, {attribute: value}, [child or text, …]]`; see `generic.Names` for how names are written."""


class Remainder(Protocol):
    """What of a part is not in typed fields, for whoever must lose nothing."""

    def generic(self, names: Any) -> GenericElement: ...


@dataclass(slots=True)
class Sheet:
    index: int
    name: str
    state: SheetState
    kind: SheetKind
    cells: CellTable
    merges: Sequence[CellRange] = ()
    validations: Sequence[DataValidation] = ()
    rows: Mapping[int, RowProperties] = field(default_factory=dict)
    columns: Sequence[ColumnProperties] = ()
    tables: Sequence[Table] = ()
    drawings: Sequence[Drawing] = ()
    controls: Sequence[Control] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    is_protected: bool = False
    tab_color: Color | None = None
    part: str | None = None
    hyperlinks: Sequence[Hyperlink] = ()
    notes: Sequence[Comment] = ()
    freeze: FreezePane | None = None
    auto_filter: CellRange | None = None
    default_row_height: float | None = None
    default_column_width: float | None = None
    show_grid_lines: bool = True
    show_headings: bool = True
    show_zeros: bool = True
    right_to_left: bool = False
    rows_hidden_by_default: bool = False
    base_column_width: int = 8
    summary_below: bool = True
    remainder: Remainder | None = None


@dataclass(frozen=True, slots=True)
class DefinedName:
    name: str
    formula: str
    sheet_index: int | None
    hidden: bool


@dataclass(slots=True)
class Workbook:
    sheets: Sequence[Sheet]
    styles: StyleSheet
    defined_names: Sequence[DefinedName] = ()
    date_1904: bool = False
    source: Any = None
    limits: Limits = field(default_factory=Limits)

    def stats(self) -> dict[str, int]:
        """Counts by the names of the upload response, without fields. Cells are those stored, blank ones too."""
        sheets = self.sheets
        return {
            "num_sheets": len(sheets),
            "num_cells": sum(len(sheet.cells) for sheet in sheets),
            "num_merged": sum(len(sheet.merges) for sheet in sheets),
            "num_images": sum(drawing.kind == "picture" for sheet in sheets for drawing in sheet.drawings),
            "num_validations": sum(len(sheet.validations) for sheet in sheets),
            "num_tables": sum(len(sheet.tables) for sheet in sheets),
        }

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name; Excel compares names without regard to case."""
        folded = name.casefold()
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == folded), None)
