"""Blocks of one make: where headers or labels repeat, such as a table for each quarter, the name of each block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tr4ction_workbook.fields.answers import Answer
from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.labels import Naming
from tr4ction_workbook.fields.neighbours import above
from tr4ction_workbook.fields.text import fold, whole_label

_LONGEST = 80  # characters of a name
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def block_names(areas: AreaMap, named: Iterable[tuple[Answer, Naming]]) -> dict[Area, str]:
    """By the header or label that repeats: what its block is called.

    A name stands above the header, in the corner of its row, or above that row's beginning: in one of these places for
    all blocks alike, and not the same for all.
    """
    named = list(named)
    places = _Places(areas, named)
    found: dict[Area, str] = {}
    for repeats in _repeats(named):
        for find in (places.over, places.in_corner, places.over_row):
            names = [_name(find(area)) for area in repeats]
            if all(names) and len({fold(name) for name in names}) > 1:
                found.update(zip(repeats, names, strict=True))
                break
    return found


def _repeats(named: Iterable[tuple[Answer, Naming]]) -> Iterator[list[Area]]:
    """Different areas with the same words in one section."""
    owners: dict[tuple[str | None, str | None], dict[Area, None]] = {}
    for _, naming in named:
        if naming.owner:
            owners.setdefault((naming.path.group, naming.path.label), {})[naming.owner[0]] = None
    return (list(repeats) for repeats in owners.values() if len(repeats) > 1)


def _name(area: Area | None) -> str:
    return whole_label(area.text) if area is not None else ""


class _Places:
    """Where a block's name may stand. It names no field itself, and is none."""

    def __init__(self, areas: AreaMap, named: Iterable[tuple[Answer, Naming]]) -> None:
        self._areas = areas
        self._answers = {answer.area for answer, _ in named if answer.area.blank is None}
        self._labels = {area for _, naming in named for area in naming.sources}

    def over(self, header: Area) -> Area | None:
        """The nearest words above, past other labels; an answer in between belongs to another block."""
        for near in above(self._areas, header):
            if near in self._answers:
                return None
            if near.has_text and near not in self._labels:
                return near if self._may_name(near) else None
        return None

    def in_corner(self, header: Area) -> Area | None:
        """At the beginning of the header's row, where it looks like a header and heads nothing."""
        first = self._row_start(header)
        is_corner = first is not header and first not in self._labels and first.look.key == header.look.key
        return first if is_corner and self._may_name(first) else None

    def over_row(self, header: Area) -> Area | None:
        return self.over(self._row_start(header))

    def _row_start(self, header: Area) -> Area:
        first = header
        while (near := self._areas.at(first.top, first.left - 1)) is not None and near.has_text:
            if near in self._answers:
                break
            first = near
        return first

    def _may_name(self, area: Area) -> bool:
        is_year = isinstance(area.cell.value, int | float) and _FIRST_YEAR <= area.cell.value <= _LAST_YEAR
        is_word = not area.is_number or is_year or area.look.format.is_date
        return area.has_text and is_word and len(area.text) <= _LONGEST and not area.is_hidden
