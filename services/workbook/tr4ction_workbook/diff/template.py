"""What changed between two versions of a template: its fields, and what a person would notice beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tr4ction_workbook.diff.matching import match_fields
from tr4ction_workbook.diff.model import FieldMatches, SheetAspect, SheetMatch, TemplateDiff
from tr4ction_workbook.diff.order import keeps_order
from tr4ction_workbook.fields.identity import sheet_key
from tr4ction_workbook.inspection import Inspection
from tr4ction_workbook.ooxml.model import Sheet


def diff_templates(old: Inspection, new: Inspection) -> TemplateDiff:
    """Compares two versions; the same way round for fields as `match_fields`."""
    fields = match_fields(old.fields, new.fields)
    here, there = _Sheets(old), _Sheets(new)
    pairs = _pair_sheets(fields, here, there)
    still = keeps_order([place for _, place in pairs])
    return TemplateDiff(
        fields=fields,
        sheets=tuple(
            SheetMatch(
                here.sheets[one].name, there.sheets[other].name, tuple(_changes(here, one, there, other, is_still))
            )
            for (one, other), is_still in zip(pairs, still, strict=True)
        ),
        sheets_removed=_rest(here, {one for one, _ in pairs}),
        sheets_added=_rest(there, {other for _, other in pairs}),
    )


class _Sheets:
    """The sheets of one version, and what there is to read on them."""

    def __init__(self, inspection: Inspection) -> None:
        self.sheets: Sequence[Sheet] = inspection.workbook.sheets
        self.places: Mapping[str, int] = {sheet_key(sheet.name): place for place, sheet in enumerate(self.sheets)}
        self._guidance = {item.sheet_name: item.text for item in inspection.guidance}

    def guidance(self, place: int) -> str:
        return self._guidance.get(self.sheets[place].name, "")


def _pair_sheets(fields: FieldMatches, old: _Sheets, new: _Sheets) -> list[tuple[int, int]]:
    """By their fields; of sheets that this leaves open, those of one name, then those with the same guidance."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def pair(candidates: Iterator[tuple[int, int]]) -> None:
        for one, other in candidates:
            if one not in pairs and other not in taken:
                pairs[one] = other
                taken.add(other)

    pair((old.places[sheet_key(one)], new.places[sheet_key(other)]) for one, other in fields.sheets.items())
    pair((place, new.places[key]) for key, place in old.places.items() if key in new.places)
    pair(_by_guidance(old, new))
    return sorted(pairs.items())


def _by_guidance(old: _Sheets, new: _Sheets) -> Iterator[tuple[int, int]]:
    texts: dict[str, tuple[list[int], list[int]]] = {}
    for index, version in enumerate((old, new)):
        for place in range(len(version.sheets)):
            if text := version.guidance(place):
                texts.setdefault(text, ([], []))[index].append(place)
    for one, other in texts.values():
        if len(one) == len(other) == 1:
            yield one[0], other[0]


def _changes(old: _Sheets, one: int, new: _Sheets, other: int, is_still: bool) -> Iterator[SheetAspect]:
    before, after = old.sheets[one], new.sheets[other]
    if before.name != after.name:
        yield "name"
    if not is_still:
        yield "position"
    if before.state != after.state:
        yield "visibility"
    if old.guidance(one) != new.guidance(other):
        yield "guidance"


def _rest(version: _Sheets, taken: set[int]) -> tuple[str, ...]:
    return tuple(sheet.name for place, sheet in enumerate(version.sheets) if place not in taken)
