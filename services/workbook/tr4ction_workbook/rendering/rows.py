"""Sizes of rows: as stored, else as their content needs (clause 18.3.1.73)."""

from __future__ import annotations

from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.model import Sheet
from tr4ction_workbook.rendering.contents import Contents
from tr4ction_workbook.rendering.fonts import LINE_HEIGHT, PIXELS_PER_POINT, line_count, size_of
from tr4ction_workbook.rendering.geometry import Axis, default_row_pixels, line_pixels, points_to_pixels
from tr4ction_workbook.rendering.looks import Look, LookBook
from tr4ction_workbook.rendering.values import PADDING

_MAX_PIXELS = points_to_pixels(409.5)


def row_axis(sheet: Sheet, contents: Contents, columns: Axis, looks: LookBook) -> Axis:
    """Rows without a stored height get what Excel would fit them to when it opens the file."""
    default = default_row_pixels(sheet, looks.base_font)
    merged = {(area.top, area.left) for area in sheet.merges}
    sizes = []
    for row in range(1, contents.bottom + 1):
        properties = sheet.rows.get(row)
        if properties is not None and properties.hidden:
            sizes.append(0)
        elif properties is not None and properties.height is not None:
            sizes.append(points_to_pixels(properties.height))
        elif sheet.rows_hidden_by_default and row not in contents.rows:
            sizes.append(0)
        else:
            sizes.append(max(default, _fitted(sheet, row, contents.rows.get(row, {}), columns, looks, merged)))
    return Axis(sizes, default)


def _fitted(
    sheet: Sheet,
    row: int,
    cells: dict[int, int],
    columns: Axis,
    looks: LookBook,
    merged: set[tuple[int, int]],
) -> int:
    """Height that the tallest of a row's cells needs; merged cells have no say."""
    table = sheet.cells
    tallest = 0
    if not isinstance(table, StoredCells):
        return tallest
    styles = table.styles
    for column, index in cells.items():
        if not table.has_value(index) or column > columns.count or (row, column) in merged:
            continue
        look = looks.of_style(styles[index])
        tallest = max(tallest, line_pixels(look.font))
        if look.wraps and not look.is_turned:
            tallest = max(tallest, _wrapped(table, index, look, columns.size(column)))
    return min(tallest, _MAX_PIXELS)


def _wrapped(table: StoredCells, index: int, look: Look, width: int) -> int:
    kind, value = table.value(index)
    if kind != "text" or not isinstance(value, str):
        return 0
    lines = line_count(value, look.font, width - 2 * PADDING)
    return round(lines * size_of(look.font) * PIXELS_PER_POINT * LINE_HEIGHT) + 2
