"""A workbook of our own with what a person can see in Excel, for whoever draws sheets."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal, get_args

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles import Alignment, Border, Font, GradientFill, PatternFill, Side
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from support.workbooks import saved
from tr4ction_cli.sample.logo import make_logo

EMU = 9_525  # a pixel
TEAL, PALE, ORANGE = "06B3C5", "E9FAFC", "F4B183"
LineStyle = Literal[
    "hair", "thin", "medium", "thick", "dotted", "dashed", "double", "dashDot", "dashDotDot",
    "mediumDashed", "mediumDashDot", "mediumDashDotDot", "slantDashDot",
]  # fmt: skip
# column widths in characters and what they are in pixels, for a default font whose digits have 7
WIDTHS = {"A": (3, 21), "B": (24, 168), "C": (16, 112), "D": (12, 84), "E": (20, 140), "G": (10, 70)}
HEIGHTS = {2: (30, 40), 4: (45, 60), 9: (24, 32)}  # points and pixels
HIDDEN_ROWS, HIDDEN_COLUMN = (14, 15), "F"
PICTURE_COLUMN, PICTURE_ROW = "E", 4
PICTURE_OFFSET, PICTURE_SIZE = (10, 5), (80, 40)  # pixels: left and top in that cell; width and height
LINES: tuple[LineStyle, ...] = get_args(LineStyle)


@cache
def drawn_workbook() -> bytes:
    book = Workbook()
    _form(book.worksheets[0])
    _styles(book.create_sheet("Estilos"))
    _formats(book.create_sheet("Formatos"))
    _data(book.create_sheet("Dados"))
    _frozen(book.create_sheet("Congelada"))
    right_to_left = book.create_sheet("Direita")
    right_to_left.sheet_view.rightToLeft = True
    right_to_left["A1"], right_to_left["B1"], right_to_left["A2"] = "primeira", "segunda", 12.5
    right_to_left["A1"].fill = PatternFill("solid", fgColor=TEAL)
    hidden = book.create_sheet("Oculta")
    hidden["A1"], hidden.sheet_state = "lista", "hidden"
    book.create_sheet("Vazia")
    far = book.create_sheet("Longe")
    far["A1"], far["XFD1048576"] = "perto", "longe"
    return saved(book)


def _form(sheet: Worksheet) -> None:
    sheet.title = "Ficha"
    sheet.sheet_properties.tabColor = TEAL
    for column, (width, _) in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    for row, (points, _) in HEIGHTS.items():
        sheet.row_dimensions[row].height = points
    for row in HIDDEN_ROWS:
        sheet.row_dimensions[row].hidden = True
        sheet.row_dimensions[row].outlineLevel = 1
    sheet.column_dimensions[HIDDEN_COLUMN].hidden = True
    box = Side("thin", color="000000")
    sheet.merge_cells("B2:E2")
    sheet["B2"] = "Ficha da startup <b>&amp;</b>"
    sheet["B2"].fill = PatternFill("solid", fgColor=TEAL)
    sheet["B2"].font = Font(name="Calibri", size=18, bold=True, color="FFFFFF")
    sheet["B2"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells("B4:B6")
    sheet["B4"] = "Três linhas unidas"
    sheet["B4"].alignment = Alignment(vertical="top", wrap_text=True)
    for row, (label, value) in enumerate((("Nome", None), ("Número de sócios", 3), ("Início", date(2025, 1, 6))), 8):
        sheet.cell(row, 2, label).fill = PatternFill("solid", fgColor=PALE)
        answer = sheet.cell(row, 3, value)
        answer.border = Border(box, box, box, box)
    sheet["C10"].number_format = "dd/mm/yyyy"
    sheet["B11"] = "Estágio"
    choices = DataValidation(type="list", formula1='"Ideação,Tração"', allow_blank=True)
    choices.add("C11")
    sheet.add_data_validation(choices)
    sheet["B12"] = "um texto muito mais comprido do que a sua célula, que segue"
    sheet["B13"] = "cortado pelo vizinho, que tem um valor e não deixa seguir"
    sheet["C13"] = "vizinho"
    sheet["B14"] = "oculta"
    sheet["B16"] = "site"
    sheet["B16"].hyperlink = "https://example.org/?a=1&b=2"
    sheet["B17"] = "armadilha"
    sheet["B17"].hyperlink = "javascript:alert(1)"
    sheet["B18"] = "nota"
    sheet["B18"].comment = Comment("Veja <aqui>", "Ana")
    image = make_logo()
    (left, top), (width, height) = PICTURE_OFFSET, PICTURE_SIZE
    marker = AnchorMarker(col=ord(PICTURE_COLUMN) - 65, row=PICTURE_ROW - 1, colOff=left * EMU, rowOff=top * EMU)
    image.anchor = OneCellAnchor(_from=marker, ext=XDRPositiveSize2D(width * EMU, height * EMU))
    sheet.add_image(image)


def _styles(sheet: Worksheet) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["B"].width = 18
    for row, line in enumerate(LINES, 2):
        sheet.cell(row, 1, line)
        side = Side(line, color="C00000")
        sheet.cell(row, 2).border = Border(side, side, side, side)
    fills = (
        PatternFill("solid", fgColor=ORANGE),
        PatternFill("lightUp", fgColor=TEAL, bgColor="FFFFFF"),
        PatternFill("darkGrid", fgColor=TEAL, bgColor="FFFFFF"),
        PatternFill("gray125"),
        GradientFill(type="linear", degree=90, stop=("FFFFFF", TEAL)),
        GradientFill(type="path", left=0.5, right=0.5, top=0.5, bottom=0.5, stop=("FFFFFF", TEAL)),
    )
    for row, fill in enumerate(fills, 2):
        sheet.cell(row, 4).fill = fill
    fonts = (
        Font(bold=True), Font(italic=True), Font(underline="single"), Font(underline="double"), Font(strike=True),
        Font(vertAlign="superscript"), Font(vertAlign="subscript"), Font(name="Courier New", size=14, color="C00000"),
    )  # fmt: skip
    for row, font in enumerate(fonts, 2):
        sheet.cell(row, 6, f"fonte {row}").font = font
    sheet["F11"] = CellRichText(
        "antes ", TextBlock(InlineFont(b=True, color=Color(rgb="FFC00000")), "forte"), " depois"
    )
    turned = (45, 90, 135, 180, 255)
    sheet.row_dimensions[20].height = 80
    for column, rotation in enumerate(turned, 2):
        sheet.cell(20, column, "girado").alignment = Alignment(text_rotation=rotation)
    sides = ("left", "center", "right", "justify", "distributed", "fill", "centerContinuous")
    for row, horizontal in enumerate(sides, 22):
        sheet.cell(row, 2, "lado a lado").alignment = Alignment(horizontal=horizontal)
    sheet["B30"] = "texto que encolhe até caber na célula"
    sheet["B30"].alignment = Alignment(shrink_to_fit=True)
    sheet["B31"] = "recuado"
    sheet["B31"].alignment = Alignment(horizontal="left", indent=3)


def _formats(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 24
    values: tuple[tuple[float | bool | str, str], ...] = (
        (1234.5, "#,##0.00"), (-1234.5, "#,##0.00;[Red]-#,##0.00"), (0.256, "0.0%"), (1234.5, '_("R$"* #,##0.00_)'),
        (2.375, "# ?/?"), (12345, "0.00E+00"), (45663.75, "dd/mm/yyyy hh:mm"), (1.5, "[h]:mm"), (1 / 3, "General"),
        (True, "General"), ("=1/0", "General"), (1e12, "0"), ("texto", '"<"@">"'),
    )  # fmt: skip
    for row, (value, code) in enumerate(values, 1):
        sheet.cell(row, 1, "'" + code)
        sheet.cell(row, 2, value).number_format = code


def _data(sheet: Worksheet) -> None:
    sheet.append(["Produto", "Valor", "Meta"])
    for number in range(1, 7):
        sheet.append([f"Item {number}", number * 10, 30])
    table = Table(displayName="Vendas", ref="A1:C7")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    sheet.add_table(table)
    red = DifferentialStyle(fill=PatternFill(bgColor="FFC7CE"), font=Font(color="9C0006"))
    rule = Rule(type="cellIs", operator="greaterThan", formula=["40"], dxf=red)
    sheet.conditional_formatting.add("B2:B7", rule)
    scale = ColorScale([FormatObject("min"), FormatObject("max")], [Color(rgb="FFFFFFFF"), Color(rgb=f"FF{TEAL}")])
    sheet.conditional_formatting.add("C2:C7", Rule(type="colorScale", colorScale=scale))


def _frozen(sheet: Worksheet) -> None:
    sheet.freeze_panes = "B3"
    for row in range(1, 121):
        for column in range(1, 31):
            sheet.cell(row, column, row * column)
