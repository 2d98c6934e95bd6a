"""Built-in table styles, approximately: header, stripes, totals (clauses 18.5.1.5, 18.8.40).

Excel keeps the definitions of its 60 built-in styles to itself. What they look like goes by family: the name says how
strong a style is, its number the arrangement and the accent colour. Formats of the cells themselves come first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from tr4ction_workbook.ooxml.model import Border, CellFormat, Color, Fill, Table
from tr4ction_workbook.rendering.formats import LookRow
from tr4ction_workbook.rendering.looks import Look, LookBook
from tr4ction_workbook.rendering.marks import Layout

_NAME = re.compile(r"TableStyle(Light|Medium|Dark)([0-9]{1,2})")
_ACCENTS = 7  # of each arrangement there is one in the text colour and six in accents
_FIRST_ACCENT = 4  # index of accent1 in the theme
_WHITE, _TEXT = Color(theme=0), Color(theme=1)


class _Part(Struct, frozen=True):
    """What a part of a table gives to its cells."""

    fill: Color | None = None
    text: Color | None = None
    line: Color | None = None
    lines: str = ""  # of `top`, `bottom`, `all`
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    header: _Part
    body: _Part
    stripe: _Part
    totals: _Part


def paint_tables(tables: Sequence[Table], grid: list[LookRow], layout: Layout, looks: LookBook) -> None:
    """Changes the looks of the places under the tables that have a built-in style."""
    cache: dict[tuple[Look, _Part], Look] = {}
    for table in tables:
        style = None if table.style is None else _style(table.style.name)
        if style is not None:
            _paint(table, style, grid, layout, looks, cache)


def _paint(
    table: Table,
    style: _Style,
    grid: list[LookRow],
    layout: Layout,
    looks: LookBook,
    cache: dict[tuple[Look, _Part], Look],
) -> None:
    area = table.range
    row_places = {row: place for place, row in enumerate(layout.rows.shown)}
    column_places = {column: place for place, column in enumerate(layout.columns.shown)}
    for row in layout.rows.within(area.top, area.bottom):
        line = grid[row_places[row]]
        for column in layout.columns.within(area.left, area.right):
            place = column_places[column]
            part = _part(table, style, row, column)
            key = (line[place], part)
            if key not in cache:
                cache[key] = looks.of_format(_applied(line[place].cell_format, part, looks))
            line[place] = cache[key]


def _part(table: Table, style: _Style, row: int, column: int) -> _Part:
    area, shown = table.range, table.style
    first_row = area.top + table.header_rows
    if row < first_row:
        return style.header
    if row > area.bottom - table.totals_rows:
        return style.totals
    if shown is None:
        return style.body
    striped = shown.row_stripes and (row - first_row) % 2 == 0
    striped = striped or (shown.column_stripes and (column - area.left) % 2 == 0)
    part = style.stripe if striped else style.body
    emphasised = (shown.first_column and column == area.left) or (shown.last_column and column == area.right)
    return replace(part, bold=True) if emphasised else part


def _applied(cell_format: CellFormat, part: _Part, looks: LookBook) -> CellFormat:
    font = cell_format.font
    if part.text is not None and font.color == looks.base_font.color:
        font = replace(font, color=part.text)
    if part.bold:
        font = replace(font, bold=True)
    fill = cell_format.fill
    if part.fill is not None and fill.pattern == "none":
        fill = Fill("solid", part.fill)
    border = cell_format.border
    if part.line is not None and not (border.top or border.bottom or border.left or border.right):
        border = _lines(part.lines, part.line)
    return replace(cell_format, font=font, fill=fill, border=border)


def _lines(which: str, color: Color) -> Border:
    top = "thin" if which in ("top", "all", "rows") else None
    bottom = "thin" if which in ("bottom", "all", "rows") else None
    side = "thin" if which == "all" else None
    return Border(
        left=side, right=side, top=top, bottom=bottom,
        left_color=color, right_color=color, top_color=color, bottom_color=color,
    )  # fmt: skip


def _style(name: str) -> _Style | None:
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    arrangement, accent = divmod(int(match[2]) - 1, _ACCENTS)
    theme = _FIRST_ACCENT + accent - 1 if accent else 1
    if match[1] == "Light":
        return _light(arrangement, theme)
    return _medium(arrangement, theme) if match[1] == "Medium" else _dark(theme)


def _shade(theme: int, lighter: float) -> Color:
    """The accent, lighter; of the text colour the grey of that strength."""
    return Color(theme=theme, tint=lighter) if theme != 1 else Color(theme=0, tint=(lighter - 1) * 0.75)


def _light(arrangement: int, theme: int) -> _Style:
    accent = Color(theme=theme)
    pale = _Part(fill=_shade(theme, 0.8))
    if arrangement == 0:
        edge = _Part(line=accent, lines="rows", bold=True)
        return _Style(edge, _Part(), pale, edge)
    if arrangement == 1:
        header = _Part(fill=accent, text=_WHITE, bold=True)
        return _Style(header, _Part(), _Part(line=accent, lines="rows"), _Part(line=accent, lines="top", bold=True))
    boxed = _Part(line=accent, lines="all")
    return _Style(replace(boxed, bold=True), boxed, replace(pale, line=accent, lines="all"), replace(boxed, bold=True))


def _medium(arrangement: int, theme: int) -> _Style:
    accent = Color(theme=theme)
    header = _Part(fill=accent, text=_WHITE, bold=True)
    if arrangement == 0:
        line = _shade(theme, 0.4)
        body = _Part(line=line, lines="rows")
        return _Style(header, body, replace(body, fill=_shade(theme, 0.8)), replace(body, bold=True))
    if arrangement == 1:
        body = _Part(fill=_shade(theme, 0.8), line=_WHITE, lines="all")
        return _Style(replace(header, line=_WHITE, lines="all"), body, replace(body, fill=_shade(theme, 0.6)), header)
    if arrangement == 2:
        grey = _Part(fill=Color(theme=0, tint=-0.15))
        return _Style(header, _Part(), grey, _Part(line=_TEXT, lines="top", bold=True))
    body = _Part(fill=_shade(theme, 0.8), line=_shade(theme, 0.4), lines="all")
    return _Style(replace(body, bold=True), body, replace(body, fill=_shade(theme, 0.6)), replace(body, bold=True))


def _dark(theme: int) -> _Style:
    accent = Color(theme=theme) if theme != 1 else Color(theme=1, tint=0.45)
    body = _Part(fill=accent, text=_WHITE)
    stripe = replace(body, fill=replace(accent, tint=accent.tint - 0.25))
    strong = _Part(fill=_TEXT, text=_WHITE, bold=True)
    return _Style(strong, body, stripe, strong)
