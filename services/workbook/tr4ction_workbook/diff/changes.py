"""What differs between a field and what it became."""

from __future__ import annotations

from collections.abc import Iterator

from tr4ction_workbook.diff.model import Aspect
from tr4ction_workbook.diff.order import keeps_order
from tr4ction_workbook.diff.pairing import Pairing
from tr4ction_workbook.fields.identity import sheet_key

_ASPECTS: tuple[tuple[str, Aspect], ...] = (
    ("group", "group"),
    ("inferred_type", "type"),
    ("options", "options"),
    ("required", "required"),
    ("help", "help"),
    ("example_value", "example"),
    ("cell_range", "range"),
)


def changes_between(pairing: Pairing, old: int, new: int, is_moved: bool) -> tuple[Aspect, ...]:
    """The number that detection gives to equal siblings is no part of a label."""

    def found() -> Iterator[Aspect]:
        if pairing.old.labels[old] != pairing.new.labels[new]:
            yield "label"
        here, there = pairing.old.fields[old].sheet_name, pairing.new.fields[new].sheet_name
        if pairing.sheets.get(sheet_key(here)) != sheet_key(there):
            yield "sheet"
        elif here != there:
            yield "sheet_name"
        if is_moved:
            yield "order"
        for name, aspect in _ASPECTS:
            if getattr(pairing.old.fields[old], name) != getattr(pairing.new.fields[new], name):
                yield aspect

    return tuple(found())


def moved_fields(pairing: Pairing) -> set[int]:
    """New places of fields that passed others which are on the same sheet in both versions. Sheets may
    change places."""
    by_sheets: dict[tuple[str, str], list[int]] = {}
    for old, new in sorted(pairing.new_of.items()):
        sheets = (pairing.old.fields[old].sheet_name, pairing.new.fields[new].sheet_name)
        by_sheets.setdefault(sheets, []).append(new)
    return {
        place
        for places in by_sheets.values()
        for place, is_still in zip(places, keeps_order(places), strict=True)
        if not is_still
    }
