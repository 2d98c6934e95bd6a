"""The look of every place of the shown part: of its cell, else of its row, else of its column (clause 18.3.1.73)."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.model import Sheet
from tr4ction_workbook.rendering.geometry import Axis
from tr4ction_workbook.rendering.looks import Look, LookBook
from tr4ction_workbook.rendering.merges import Span

LookRow = list[Look]


def look_grid(
    sheet: Sheet,
    table: StoredCells,
    stored: dict[int, dict[int, int]],
    rows: Axis,
    columns: Axis,
    looks: LookBook,
) -> list[LookRow]:
    """Looks by shown row and shown column. `stored`: positions in the table by row and column."""
    positions = {column: position for position, column in enumerate(columns.shown)}
    of_columns = _of_columns(sheet, columns, looks)
    styles = table.styles
    grid = []
    for row in rows.shown:
        properties = sheet.rows.get(row)
        style = None if properties is None else properties.style_id
        line = of_columns.copy() if style is None else [looks.of_style(style)] * len(of_columns)
        for column, index in stored.get(row, {}).items():
            position = positions.get(column)
            if position is not None:
                line[position] = looks.of_style(styles[index])
        grid.append(line)
    return grid


def _of_columns(sheet: Sheet, columns: Axis, looks: LookBook) -> LookRow:
    by_column = [looks.of_style(0)] * columns.count
    for item in sheet.columns:
        if item.style_id is not None:
            first, last = max(item.first, 1), min(item.last, columns.count)
            by_column[first - 1 : last] = [looks.of_style(item.style_id)] * max(0, last - first + 1)
    return [by_column[column - 1] for column in columns.shown]


def paint_merges(spans: Iterable[Span], grid: list[LookRow], rows: Axis, columns: Axis, looks: LookBook) -> None:
    """A merged range is filled like its first cell throughout; its lines stay those of the cells that they lie at."""
    row_places = {row: place for place, row in enumerate(rows.shown)}
    column_places = {column: place for place, column in enumerate(columns.shown)}
    filled: dict[tuple[Look, Look], Look] = {}
    for span in spans:
        first = grid[row_places[span.rows[0]]][column_places[span.columns[0]]]
        for row in span.rows:
            line = grid[row_places[row]]
            for column in span.columns:
                place = column_places[column]
                look = line[place]
                if look.fill != first.fill:
                    key = (look, first)
                    if key not in filled:
                        filled[key] = looks.of_format(replace(look.cell_format, fill=first.cell_format.fill))
                    line[place] = filled[key]
