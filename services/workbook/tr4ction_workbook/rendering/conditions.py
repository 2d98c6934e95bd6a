"""Conditional formats painted over the looks of the cells."""

from __future__ import annotations

from tr4ction_workbook.ooxml.model import CellRange, CellValue, Sheet
from tr4ction_workbook.rendering.conditional import changed, decide, read_rules
from tr4ction_workbook.rendering.contents import Contents
from tr4ction_workbook.rendering.formats import LookRow
from tr4ction_workbook.rendering.looks import LookBook
from tr4ction_workbook.rendering.marks import Layout
from tr4ction_workbook.rendering.values import Values


def paint_conditions(
    sheet: Sheet,
    grid: list[LookRow],
    layout: Layout,
    contents: Contents,
    values: Values,
    looks: LookBook,
    budget: int,
) -> int:
    """Changes the looks of the places where rules hold; returns how many rules are not shown.

    `budget`: how many places are looked at, whatever the ranges of the rules say.
    """
    rules, left_out = read_rules(sheet, looks.styles)
    row_places = {row: place for place, row in enumerate(layout.rows.shown)}
    column_places = {column: place for place, column in enumerate(layout.columns.shown)}

    def places_of(area: CellRange) -> list[tuple[int, int]]:
        nonlocal budget
        places = layout.places(area, budget) if budget > 0 else []
        budget -= len(places) + 1
        return places

    def value_at(row: int, column: int) -> CellValue:
        index = contents.rows.get(row, {}).get(column)
        return None if index is None else values.value(index)[1]

    for (row, column), changes in decide(rules, places_of, value_at).items():
        line, place = grid[row_places[row]], column_places[column]
        cell_format = line[place].cell_format
        for change in reversed(changes):
            cell_format = changed(cell_format, change)
        line[place] = looks.of_format(cell_format)
    return left_out
