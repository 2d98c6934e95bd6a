"""The pieces that sheets are laid out from: titles, labels with their answers, tables, theory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | float | datetime | None

NAVY, BLUE, PALE, GREY, WHITE = "0B2545", "134A8E", "DCE6F1", "F2F2F2", "FFFFFF"
DATE = "dd/mm/yyyy"
MONEY = '"R$" #,##0.00'
WHOLE = "#,##0"
TWO_LINES = 34.0

_THIN = Side(style="thin", color="7F8FA6")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_EXAMPLE_INK = "5F6B7A"


def set_up(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Column widths from column A on, and a page that prints on one sheet's width."""
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def title(sheet: Worksheet, area: str, text: str, purpose: str) -> None:
    """A bar over `area` (one row), and under it what the sheet is for."""
    bar = _merged(sheet, area, text, Font(bold=True, size=16, color=WHITE), NAVY)
    sheet.row_dimensions[_first_row(area)].height = 30
    purpose_cell = bar.offset(row=1)
    purpose_cell.value = purpose
    purpose_cell.font = Font(italic=True, color=_EXAMPLE_INK)


def label(sheet: Worksheet, area: str, text: str) -> None:
    """The name of what is asked; a guiding question may follow after a line break."""
    cell = _merged(sheet, area, text, Font(bold=True, color=NAVY), PALE)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if "\n" in text:
        sheet.row_dimensions[_first_row(area)].height = TWO_LINES
    _box(sheet, area)


def answer(sheet: Worksheet, area: str, example: CellValue = None, number_format: str = "General") -> None:
    """Where a founder writes; it may arrive with another company's example in it."""
    cell = _merged(sheet, area, example, Font(color=_EXAMPLE_INK), WHITE)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.number_format = number_format
    _box(sheet, area)


def table(sheet: Worksheet, top_left: str, headers: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> None:
    """A header row and boxed rows under it; None is a cell to fill."""
    corner = sheet[top_left]
    for column, header in enumerate(headers):
        cell = corner.offset(column=column)
        cell.value = header
        cell.font = Font(bold=True, color=WHITE)
        cell.fill = PatternFill("solid", fgColor=BLUE)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _BOX
    for line, values in enumerate(rows, start=1):
        for column, value in enumerate(values):
            cell = corner.offset(row=line, column=column)
            cell.value = value
            cell.font = Font(color=_EXAMPLE_INK)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = _BOX


def column_format(sheet: Worksheet, area: str, number_format: str) -> None:
    for cell in _cells(sheet, area):
        cell.number_format = number_format


def row_names(sheet: Worksheet, area: str) -> None:
    """Makes the first column of a table the names of its rows: printed text, not answers."""
    for cell in _cells(sheet, area):
        cell.font = Font(bold=True, color=NAVY)
        cell.fill = PatternFill("solid", fgColor=PALE)


def choices(sheet: Worksheet, area: str, source: str) -> None:
    """A drop-down on `area`: `source` is `"A,B"` in quotes or a range."""
    validation = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    validation.error = "Escolha uma das opções da lista."
    validation.add(area)
    sheet.add_data_validation(validation)


def theory(sheet: Worksheet, area: str, paragraphs: Sequence[str]) -> None:
    """A marker bar over `area` (one row) and under it text that explains and asks for nothing."""
    _merged(sheet, area, "TEORIA E EXEMPLOS (não preencher abaixo desta linha)", Font(bold=True), "D9D9D9")
    for offset, paragraph in enumerate(paragraphs, start=1):
        below = CellRange(area)
        below.shift(row_shift=offset)
        cell = _merged(sheet, below.coord, paragraph, Font(color="404040"), GREY)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[_first_row(below.coord)].height = 48


def _merged(sheet: Worksheet, area: str, value: CellValue, font: Font, colour: str) -> Cell:
    """Fills `area`, makes one cell of it and returns that."""
    for cell in _cells(sheet, area):
        cell.fill = PatternFill("solid", fgColor=colour)
    if ":" in area:
        sheet.merge_cells(area)
    first: Cell = sheet[area.partition(":")[0]]
    first.value = value
    first.font = font
    return first


def _box(sheet: Worksheet, area: str) -> None:
    for cell in _cells(sheet, area):
        cell.border = _BOX


def _cells(sheet: Worksheet, area: str) -> list[Cell | MergedCell]:
    bounds = CellRange(area)
    rows = sheet.iter_rows(bounds.min_row, bounds.max_row, bounds.min_col, bounds.max_col)
    return [cell for row in rows for cell in row]


def _first_row(area: str) -> int:
    row: int = CellRange(area).min_row
    return row
