"""What a SpreadsheetML package says, as values.

Terms are those of ECMA-376 part 1. Nothing here reads a file: `reader` makes these values; snapshots, fields and pages
are made of them. What there are many of is a `Struct`: made in a tenth of the time that a frozen dataclass takes.
"""

from __future__ import annotations

from tr4ction_workbook.ooxml.model.cells import (
    Cell,
    CellTable,
    CellType,
    CellValue,
)
from tr4ction_workbook.ooxml.model.drawings import (
    WHOLE,
    Anchor,
    AnchorKind,
    Control,
    ControlDetails,
    Drawing,
    DrawingDetails,
    Marker,
    Part,
    ShapeLook,
)
from tr4ction_workbook.ooxml.model.references import (
    MAX_COLUMN,
    MAX_ROW,
    CellRange,
    column_letters,
    column_number,
)
from tr4ction_workbook.ooxml.model.remainder import (
    Attributes,
    GenericElement,
    Remainder,
)
from tr4ction_workbook.ooxml.model.sheets import (
    ColumnProperties,
    Comment,
    DataValidation,
    DefinedName,
    FreezePane,
    Hyperlink,
    RowProperties,
    Sheet,
    SheetKind,
    SheetState,
    Table,
    TableStyle,
    Workbook,
)
from tr4ction_workbook.ooxml.model.styles import (
    Alignment,
    Border,
    CellFormat,
    Color,
    DifferentialFormat,
    Fill,
    Font,
    Gradient,
    RichRun,
    StyleSheet,
)

__all__ = [
    "MAX_COLUMN",
    "MAX_ROW",
    "WHOLE",
    "Alignment",
    "Anchor",
    "AnchorKind",
    "Attributes",
    "Border",
    "Cell",
    "CellFormat",
    "CellRange",
    "CellTable",
    "CellType",
    "CellValue",
    "Color",
    "ColumnProperties",
    "Comment",
    "Control",
    "ControlDetails",
    "DataValidation",
    "DefinedName",
    "DifferentialFormat",
    "Drawing",
    "DrawingDetails",
    "Fill",
    "Font",
    "FreezePane",
    "GenericElement",
    "Gradient",
    "Hyperlink",
    "Marker",
    "Part",
    "Remainder",
    "RichRun",
    "RowProperties",
    "ShapeLook",
    "Sheet",
    "SheetKind",
    "SheetState",
    "StyleSheet",
    "Table",
    "TableStyle",
    "Workbook",
    "column_letters",
    "column_number",
]
