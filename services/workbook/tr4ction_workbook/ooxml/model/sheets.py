"""Sheets and what stands on them (clause 18.3), and the workbook (clause 18.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import Struct

from tr4ction_workbook.ooxml.limits import Limits
from tr4ction_workbook.ooxml.model.cells import CellTable
from tr4ction_workbook.ooxml.model.drawings import Control, Drawing
from tr4ction_workbook.ooxml.model.references import CellRange
from tr4ction_workbook.ooxml.model.remainder import Attributes, Remainder
from tr4ction_workbook.ooxml.model.styles import Color, RichRun, StyleSheet

SheetKind = Literal["worksheet", "chartsheet", "dialogsheet", "macrosheet"]
SheetState = Literal["visible", "hidden", "veryHidden"]


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
    other: Attributes = ()


class RowProperties(Struct, frozen=True):
    """Of a `row` (clause 18.3.1.73); the height in points."""

    height: float | None = None
    hidden: bool = False
    outline_level: int = 0
    style_id: int | None = None
    collapsed: bool = False
    custom_height: bool = False
    other: Attributes = ()


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
    custom_width: bool = False
    best_fit: bool = False
    other: Attributes = ()


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
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A `hyperlink` (clause 18.3.1.47). `target` is an address outside the workbook, `location` a place inside it.

    `relationship_id`: of the relationship that has the target.
    """

    range: CellRange
    target: str | None
    location: str | None
    display: str | None
    tooltip: str | None
    relationship_id: str | None = None
    other: Attributes = ()


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
    done: bool = False
    person_id: str | None = None
    runs: tuple[RichRun, ...] = ()


@dataclass(frozen=True, slots=True)
class FreezePane:
    """Rows above and columns left of the frozen edge (clause 18.3.1.66)."""

    rows: int
    columns: int


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
    other: Attributes = ()


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
