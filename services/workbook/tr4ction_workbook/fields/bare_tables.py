"""Tables of which only the header row is drawn: what is below it waits for rows, with nothing to show for it."""

from __future__ import annotations

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.grid import BELOW

_MIN_HEADERS = 3  # beside each other and of one look
_MAX_ROWS = 1_000


def places_below_headers(areas: AreaMap) -> list[int]:
    """Places of blank cells in such tables; of a sheet without any, or one that calculates, none.

    Rows count as far as the file stores them, for somebody has formatted them; the first row always.
    """
    if any(area.is_formula for area in areas):
        return []
    found: list[int] = []
    for row in _header_rows(areas):
        columns = [_blanks_below(areas, header) for header in row]
        if all(columns):
            found += [where for column in columns for where in column]
    return found


def _header_rows(areas: AreaMap) -> list[list[Area]]:
    rows: list[list[Area]] = []
    for area in areas:
        if area.text == "" or area.is_number or area.is_hidden or area.is_unprinted or not _is_set_off(area):
            continue
        last = rows[-1][-1] if rows else None
        goes_on = last is not None and last.top == area.top and last.right + 1 == area.left
        if last is not None and goes_on and last.look.key == area.look.key:
            rows[-1].append(area)
        else:
            rows.append([area])
    return [row for row in rows if len(row) >= _MIN_HEADERS]


def _is_set_off(area: Area) -> bool:
    return area.is_boxed or area.look.format.font.bold or area.look.darkness > 0


def _blanks_below(areas: AreaMap, header: Area) -> list[int]:
    grid = areas.grid
    start = header.bottom + 1 << 15 | header.left
    places: list[int] = []
    for where in range(start, start + _MAX_ROWS * BELOW, BELOW):
        if where in grid.filled or where in areas.by_place or (places and where not in grid.look_at):
            break
        places.append(where)
    return places
