"""Which areas could take an answer, by their own looks: a box, a drop-down, the paint that marks inputs here."""

from __future__ import annotations

from collections import Counter

from tr4ction_workbook.fields.areas import Area, AreaMap

_MIN_WIDTH = 3.0  # characters; narrower blank boxes space things out
_FILL_SHARE = 0.5  # of a fill's blank cells must stand beside words for the fill to mean "write here"


def find_candidates(areas: AreaMap, theory: set[Area]) -> set[Area]:
    """Labels are still among them: a label is often boxed too."""
    fills = _input_fills(areas)
    return {area for area in areas if area not in theory and _could_be_filled(area, fills)}


def _could_be_filled(area: Area, fills: set[str]) -> bool:
    if area.is_formula or area.is_pictured:
        return False
    if area.validation is not None or (area.is_boxed and area.has_text):
        return True
    return area.is_blank and area.width >= _MIN_WIDTH and (area.is_boxed or area.fill in fills)


def _input_fills(areas: AreaMap) -> set[str]:
    """Fills that mark inputs without a box: most blank cells painted so stand right beside or below words."""
    total: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    for area in areas:
        if area.is_blank and not area.is_boxed and area.fill is not None:
            total[area.fill] += 1
            beside[area.fill] += _touches_words(areas, area)
    return {fill for fill, count in total.items() if beside[fill] >= _FILL_SHARE * count}


def _touches_words(areas: AreaMap, area: Area) -> bool:
    left = areas.at(area.range.top, area.range.left - 1)
    top = areas.at(area.range.top - 1, area.range.left)
    return any(near is not None and near.has_text and near.fill != area.fill for near in (left, top))
