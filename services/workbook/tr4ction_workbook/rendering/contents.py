"""Which part of a sheet is shown, and where its cells are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.model import CellRange, Sheet
from tr4ction_workbook.rendering.fonts import text_width
from tr4ction_workbook.rendering.looks import LookBook
from tr4ction_workbook.rendering.options import RenderLimits

# what an empty sheet shows, so that there is something to see
_MIN_ROWS, _MIN_COLUMNS = 12, 6
_FLOWING = (None, "general", "left")
_TYPICAL_COLUMN = 64  # pixels; near enough to leave room for text that goes on
_MAX_TEXT = 200  # more of one line is not seen anyway


@dataclass(slots=True)
class Contents:
    """The window from A1 to `bottom` and `right`, where something is to be seen, within the limits.

    `rows`: positions in the cell table by row and column. `cut_row`, `cut_column`: up to where there is more, which is
    not shown; None where there is not. `is_empty`: nothing can be seen on the sheet.
    """

    bottom: int
    right: int
    rows: dict[int, dict[int, int]]
    cut_row: int | None
    cut_column: int | None
    is_empty: bool


def read_contents(sheet: Sheet, looks: LookBook, extra: Iterable[CellRange | None], limits: RenderLimits) -> Contents:
    """`extra`: ranges that must be seen although nothing may be stored there, such as anchors and fields."""
    rows, last_row = _positions(sheet, limits)
    used_bottom, used_right = _used(sheet, rows, looks)
    used_right = max(used_right, min(_overflow(sheet, rows, looks), limits.max_columns))
    for area in extra:
        if area is not None:
            used_bottom, used_right = max(used_bottom, area.bottom), max(used_right, area.right)
    right = max(1, min(max(used_right, _MIN_COLUMNS), limits.max_columns))
    bottom = max(1, min(max(used_bottom, _MIN_ROWS), limits.max_rows, limits.max_cells // right))
    end = max(used_bottom, last_row if last_row > limits.max_rows else 0)
    return Contents(
        bottom=bottom,
        right=right,
        rows=rows,
        cut_row=end if end > bottom else None,
        cut_column=used_right if used_right > right else None,
        is_empty=not (end or used_right),
    )


def _positions(sheet: Sheet, limits: RenderLimits) -> tuple[dict[int, dict[int, int]], int]:
    """Cells of the rows within the limit, and the last row of all."""
    rows: dict[int, dict[int, int]] = {}
    last_row = 0
    table = sheet.cells
    if not isinstance(table, StoredCells):
        return rows, last_row
    columns = table.columns
    for row, start, end in table.row_runs():
        last_row = max(last_row, row)
        if row <= limits.max_rows:
            found = rows.setdefault(row, {})
            found.update((columns[index], index) for index in range(start, end))
    return rows, last_row


def _used(sheet: Sheet, rows: dict[int, dict[int, int]], looks: LookBook) -> tuple[int, int]:
    """Last row and column with a value, or with a look that can be seen."""
    table = sheet.cells
    if not isinstance(table, StoredCells):
        return 0, 0
    is_seen = _seen(table, looks)
    bottom = right = 0
    for row, cells in rows.items():
        # from the right: of most rows one look decides
        last = next((column for column in sorted(cells, reverse=True) if is_seen(cells[column])), 0)
        if last:
            bottom, right = max(bottom, row), max(right, last)
    for row, properties in sheet.rows.items():
        style = properties.style_id
        if row > bottom and style is not None and row in rows and looks.of_style(style).is_visible:
            bottom = row
    return bottom, right


def _seen(table: StoredCells, looks: LookBook) -> Callable[[int], bool]:
    visible: dict[int, bool] = {}
    styles = table.styles

    def is_seen(index: int) -> bool:
        if table.has_value(index):
            return True
        style = styles[index]
        if style not in visible:
            visible[style] = looks.of_style(style).is_visible
        return visible[style]

    return is_seen


def _overflow(sheet: Sheet, rows: dict[int, dict[int, int]], looks: LookBook) -> int:
    """The column up to which the last texts of the rows may go on over empty cells."""
    table = sheet.cells
    if not isinstance(table, StoredCells):
        return 0
    merged = {(area.top, area.left) for area in sheet.merges}
    furthest = 0
    for row, cells in rows.items():
        last = next((column for column in sorted(cells, reverse=True) if table.has_value(cells[column])), None)
        if last is None or (row, last) in merged:
            continue
        index = cells[last]
        kind, value = table.value(index)
        look = looks.of_style(table.styles[index])
        if kind != "text" or look.wraps or look.is_turned or look.alignment.horizontal not in _FLOWING:
            continue
        width = text_width(str(value)[:_MAX_TEXT], look.font)
        furthest = max(furthest, last + int(width / _TYPICAL_COLUMN))
    return furthest
