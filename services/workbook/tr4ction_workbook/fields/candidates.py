"""Which areas could take an answer at all. Labels are still among them: a label is often boxed too."""

from __future__ import annotations

from collections import Counter

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.bare_tables import places_below_headers
from tr4ction_workbook.fields.blanks import is_line_to_write_on
from tr4ction_workbook.fields.legends import Legend
from tr4ction_workbook.fields.looks import WHITE
from tr4ction_workbook.fields.neighbours import to_the_right
from tr4ction_workbook.fields.text import ends_asking, is_symbol

_MIN_WIDTH = 2.5  # characters; narrower boxes space things out
_FILL_SHARE = 0.5  # of a fill's blank cells must stand beside words for the fill to mean "write here"


def find_candidates(areas: AreaMap, theory: set[Area], legend: Legend) -> set[Area]:
    """What is marked; where nothing is, what white paint or a label's colon points at."""
    fills = input_fills(areas)
    asked = _asked_for(areas)
    marked: set[Area] = set()
    hinted: set[Area] = set()
    for area in areas:
        is_painted = area.text == "" and area.look.fill in fills
        if not (is_marked(area) or is_painted or area in asked):
            continue
        if area in theory or area in legend.keys or not _may_be_filled(area):
            continue
        if _is_sure(areas, area, is_painted, area in asked):
            marked.add(area)
        elif not area.is_unprinted:
            hinted.add(area)
    is_marked_sheet = any(area.is_blank or area.is_choice or area.is_read for area in marked)
    found = marked if is_marked_sheet else marked | hinted | areas.take(places_below_headers(areas))
    for area in found:
        area.is_candidate = True
    return found


def _is_sure(areas: AreaMap, area: Area, is_painted: bool, is_asked: bool) -> bool:
    """Whether it counts beside stronger marks: white paint, or a place that a label points at, is a hint only."""
    if is_marked(area) or area.text != "":
        return True
    return (is_painted and area.look.fill != WHITE) or (is_asked and areas.is_ruled(area))


def _may_be_filled(area: Area) -> bool:
    if area.is_formula or area.is_pictured or area.is_hidden or is_symbol(area.text):
        return False
    return area.is_choice or area.control is not None or area.width >= _MIN_WIDTH


def is_marked(area: Area) -> bool:
    """Whether a rule, a box, a control, a formula, an open lock or a blank line says that something may be typed."""
    if area.is_boxed or area.is_choice or area.control is not None or area.is_unlocked:
        return True
    if area.blank is not None or is_line_to_write_on(area.text):
        return True
    return area.is_read and (area.is_blank or area.is_number)


def _asked_for(areas: AreaMap) -> set[Area]:
    """What stands right beside a label that waits for an answer, unless it is one of several headers."""
    found = set()
    for label in areas:
        if label.is_formula or not ends_asking(label.text):
            continue
        area = to_the_right(areas, label)
        if area is None or ends_asking(area.text):
            continue
        right = areas.at(area.top, area.right + 1)
        if right is None or right.text == "" or right.look.key != area.look.key:
            found.add(area)
    return found


def input_fills(areas: AreaMap) -> set[str]:
    """Fills that mark inputs without a box: most blank cells painted so stand beside or below words of another paint,
    or go on what does."""
    total = Counter({WHITE: areas.blank_white})
    led: Counter[str] = Counter()
    rows: set[Area] = set()  # led by words at the left end of their run
    columns: set[Area] = set()
    for area in areas:
        fill = area.look.fill
        if area.text != "" or area.is_boxed or fill is None:
            continue
        total[fill] += 1
        left, top = areas.at(area.top, area.left - 1), areas.at(area.top - 1, area.left)
        if _leads_in(left, fill, rows):
            rows.add(area)
        if _leads_in(top, fill, columns):
            columns.add(area)
        led[fill] += area in rows or area in columns
    return {fill for fill, count in total.items() if led[fill] >= _FILL_SHARE * count}


def _leads_in(near: Area | None, fill: str, led: set[Area]) -> bool:
    if near is None:
        return False
    return near.look.fill != fill if near.text != "" else near in led and fill != WHITE
