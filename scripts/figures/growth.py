"""Sheets of any size in memory: what detection costs, without what reading costs."""

from __future__ import annotations

from tr4ction_workbook.ooxml import Limits
from tr4ction_workbook.ooxml.model import (
    Alignment,
    Border,
    Cell,
    CellFormat,
    Color,
    Fill,
    Font,
    Sheet,
    Workbook,
)

SHAPES = ("values", "values and formulas", "blank cells", "labels and boxes")
_COLUMNS = 20
_PLAIN, _BOXED, _HEADER, _PAINTED = range(4)


class _Styles:
    """`StyleSheet` of four formats."""

    def __init__(self) -> None:
        box = Border(left="thin", right="thin", top="thin", bottom="thin")
        dark, light = (Fill("solid", Color(rgb=rgb)) for rgb in ("FF336699", "FFEEEEEE"))
        self._formats = (
            CellFormat(Font(), Fill(), Border(), Alignment()),
            CellFormat(Font(), Fill(), box, Alignment()),
            CellFormat(Font(bold=True), dark, box, Alignment()),
            CellFormat(Font(), light, Border(), Alignment()),
        )

    def __len__(self) -> int:
        return len(self._formats)

    def __getitem__(self, style_id: int) -> CellFormat:
        return self._formats[style_id]

    def rgb(self, color: Color | None) -> str | None:
        return color.rgb[-6:] if color and color.rgb else None

    def differential(self, index: int) -> None:  # noqa: ARG002
        return None

    def fill_rgb(self, style_id: int) -> str | None:
        return self.rgb(self._formats[style_id].fill.foreground)


def grown(shape: str, cells: int) -> Workbook:
    """A workbook of one sheet with that many cells in one of SHAPES."""
    header = [Cell(1, column, _HEADER, "text", f"Column {column}") for column in range(1, _COLUMNS + 1)]
    rows = range(2, cells // _COLUMNS + 1)
    body = [_cell(shape, row, column) for row in rows for column in range(1, _COLUMNS + 1)]
    sheet = Sheet(0, "Sheet", "visible", "worksheet", header + body)
    return Workbook([sheet], _Styles(), limits=Limits(max_sheet_cells=cells + _COLUMNS))


def _cell(shape: str, row: int, column: int) -> Cell:
    if shape == "blank cells":
        return Cell(row, column, _PLAIN, "blank", None)
    if shape == "labels and boxes":
        return _form_cell(row, column)
    if shape == "values and formulas" and column % 5 == 0:
        return Cell(row, column, _PAINTED, "number", 2.0, f"A{row}*B{row}+SUM(C{row}:D{row})")
    if column % 2:
        return Cell(row, column, _PLAIN, "text", f"value {row}")
    return Cell(row, column, _PLAIN, "number", row * 1.5)


def _form_cell(row: int, column: int) -> Cell:
    """A label and an answer side by side in every tenth row."""
    if row % 10 or column % 4 not in (1, 2):
        return Cell(row, column, _PLAIN, "blank", None)
    if column % 4 == 1:
        return Cell(row, column, _HEADER, "text", f"Label {row}")
    return Cell(row, column, _BOXED, "blank", None)
