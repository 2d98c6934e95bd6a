"""Who stands beside and above an area, as the eye finds it: over narrow gaps, blank spacers and equal boxes."""

from __future__ import annotations

from collections.abc import Iterator

from tr4ction_workbook.fields.areas import Area, AreaMap

_MAX_GAP_COLUMNS = 3
_MAX_GAP_WIDTH = 12.0  # characters
_MAX_GAP_ROWS = 2
_MAX_OVERFLOW_COLUMNS = 12
_MAX_STEPS = 400


def overlap(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Shared part of two inclusive spans, over the longer one: 1 where they are the same."""
    shared = min(first[1], second[1]) - max(first[0], second[0]) + 1
    longer = max(first[1] - first[0], second[1] - second[0]) + 1
    return max(0, shared) / longer


def columns_of(area: Area) -> tuple[int, int]:
    return area.left, area.right


def rows_of(area: Area) -> tuple[int, int]:
    return area.top, area.bottom


def to_the_left(areas: AreaMap, area: Area) -> Iterator[Area]:
    """Boxed or worded areas left of `area`, nearest first, until a gap ends the row."""
    by_place = areas.by_place
    row, column = area.top, area.left - 1
    middle = (area.top + area.bottom) // 2
    gap_columns, gap_width = 0, 0.0
    while column >= 1:
        found = by_place.get(row << 15 | column)
        if middle != row and (found is None or _is_empty(found)):
            found = by_place.get(middle << 15 | column)  # a label may be centred beside a taller box
        if found is None or _is_empty(found):
            gap_columns += 1
            gap_width += areas.column_width(column)
            if gap_columns > _MAX_OVERFLOW_COLUMNS:
                return
            column -= 1
            continue
        if gap_columns:
            if not _reaches(found, gap_columns, gap_width):
                return
            gap_columns, gap_width = 0, 0.0
        yield found
        column = found.left - 1


def to_the_right(areas: AreaMap, label: Area) -> Area | None:
    """What is nearest right of a label: the first area after a narrow gap, else the place beside it."""
    gap_width = 0.0
    for gap in range(_MAX_GAP_COLUMNS + 1):
        column = label.right + 1 + gap
        found = areas.at(label.top, column)
        if found is not None and not _is_empty(found):
            return found
        gap_width += areas.column_width(column)
        if not _reaches(label, gap + 1, gap_width):
            break
    return areas.at(label.top, label.right + 1)


def _is_empty(area: Area) -> bool:
    return area.is_hidden or (area.text == "" and not area.is_boxed and not area.is_candidate)


def _reaches(label: Area, gap_columns: int, gap_width: float) -> bool:
    """Whether a gap is narrow; text that is longer than its cell runs on over the empty cells beside it."""
    if gap_columns <= _MAX_GAP_COLUMNS and gap_width <= _MAX_GAP_WIDTH:
        return True
    overflow = 0.0 if label.look.format.alignment.wrap else len(label.text) - label.width
    return overflow > 0 and gap_width - overflow <= _MAX_GAP_WIDTH


def above(areas: AreaMap, area: Area, max_gap: int = _MAX_GAP_ROWS) -> Iterator[Area]:
    """Boxed or worded areas above `area` in its columns, nearest first, until a gap of more than `max_gap` rows."""
    by_place = areas.by_place
    row, column = area.top - 1, area.left
    gap = steps = 0
    while row >= 1 and steps < _MAX_STEPS:
        steps += 1
        found = by_place.get(row << 15 | column)
        if found is None or (_is_empty(found) and not found.is_hidden):
            gap += 1 if found is None else min(found.height, _MAX_GAP_ROWS)
            if gap > max_gap:
                return
            row = (found.top if found else row) - 1
            continue
        row = found.top - 1
        if not found.is_hidden:
            gap = 0
            yield found
