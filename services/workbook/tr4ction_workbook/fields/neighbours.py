"""Who stands beside and above an area, as the eye finds it: over narrow gaps, blank spacers and equal boxes."""

from __future__ import annotations

from collections.abc import Iterator

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.ooxml.model import CellRange

_MAX_GAP_COLUMNS = 3
_MAX_GAP_WIDTH = 12.0  # characters
_MAX_GAP_ROWS = 2
_MAX_STEPS = 400


def overlap(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Shared part of two inclusive spans, over the longer one: 1 where they are the same."""
    shared = min(first[1], second[1]) - max(first[0], second[0]) + 1
    longer = max(first[1] - first[0], second[1] - second[0]) + 1
    return max(0, shared) / longer


def columns_of(area: Area) -> tuple[int, int]:
    return area.range.left, area.range.right


def rows_of(area: Area) -> tuple[int, int]:
    return area.range.top, area.range.bottom


def to_the_left(areas: AreaMap, area: Area) -> Iterator[Area]:
    """Boxed or worded areas left of `area`, nearest first, until a gap ends the row."""
    seen = area
    column, row = area.range.left - 1, area.range.top
    gap_columns, gap_width = 0, 0.0
    while column >= 1:
        found = areas.at(row, column) or _lower_neighbour(areas, area.range, column)
        if found is None or (found.is_blank and not found.is_boxed):
            gap_columns += 1
            gap_width += areas.column_width(column)
            if gap_columns > _MAX_GAP_COLUMNS or gap_width > _MAX_GAP_WIDTH:
                return
            column -= 1
            continue
        gap_columns, gap_width = 0, 0.0
        if found is not seen:
            yield found
            seen = found
        column = found.range.left - 1


def _lower_neighbour(areas: AreaMap, box: CellRange, column: int) -> Area | None:
    """A label may be centred beside a taller box: what stands at half of its height."""
    return areas.at((box.top + box.bottom) // 2, column) if box.height > 1 else None


def above(areas: AreaMap, area: Area) -> Iterator[Area]:
    """Boxed or worded areas above `area` in its columns, nearest first, until a gap of more than two rows."""
    row, column = area.range.top - 1, area.range.left
    gap = steps = 0
    while row >= 1 and steps < _MAX_STEPS:
        steps += 1
        found = areas.at(row, column)
        if found is None or (found.is_blank and not found.is_boxed):
            gap += 1 if found is None else min(found.range.height, _MAX_GAP_ROWS)
            if gap > _MAX_GAP_ROWS:
                return
            row = (found.range.top if found else row) - 1
            continue
        gap = 0
        yield found
        row = found.range.top - 1
