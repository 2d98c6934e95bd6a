"""Which field became which."""

from __future__ import annotations

from collections.abc import Sequence

from tr4ction_workbook.diff.across import match_across
from tr4ction_workbook.diff.changes import changes_between, moved_fields
from tr4ction_workbook.diff.model import FieldDoubt, FieldMatch, FieldMatches
from tr4ction_workbook.diff.pairing import Pairing
from tr4ction_workbook.diff.sheets import match_sheets
from tr4ction_workbook.diff.version import Version
from tr4ction_workbook.diff.within import match_sheet
from tr4ction_workbook.fields import FillableField

_IDENTITY = frozenset({"sheet", "sheet_name", "group", "label", "type", "options"})


def match_fields(old: Sequence[FillableField], new: Sequence[FillableField]) -> FieldMatches:
    """Matches the fields of two versions by what they ask: sheet, section, label, surroundings, type.

    Ids are no evidence: the registry may have carried them, and a new field may have the words of one that is gone.
    Give the fields as detection found them, without people's corrections, since the other version has none of these.
    Neither side is the older one: matching `new` with `old` gives the same pairs the other way round. The cost is
    n log n.
    """
    before, after = Version(old), Version(new)
    pairing = Pairing(before, after, match_sheets(before, after))
    for here, there in pairing.sheets.items():
        match_sheet(pairing, pairing.old.sheets[here], pairing.new.sheets[there])
    match_across(pairing)
    return _result(pairing)


def _result(pairing: Pairing) -> FieldMatches:
    old, new = pairing.old.fields, pairing.new.fields
    moved = moved_fields(pairing)
    doubts = sorted(pairing.doubts, key=lambda doubt: doubt.new)
    return FieldMatches(
        matches=tuple(_match(pairing, place, there in moved) for there, place in sorted(pairing.old_of.items())),
        doubts=tuple(
            FieldDoubt(
                tuple(old[place] for place in doubt.old), tuple(new[place] for place in doubt.new), (doubt.reason,)
            )
            for doubt in doubts
        ),
        removed=tuple(old[place] for place in pairing.open_old(range(len(old)))),
        added=tuple(new[place] for place in pairing.open_new(range(len(new)))),
        sheets={
            pairing.old.sheet_names[here]: pairing.new.sheet_names[there]
            for here, there in sorted(pairing.sheets.items())
        },
    )


def _match(pairing: Pairing, place: int, is_moved: bool) -> FieldMatch:
    there = pairing.new_of[place]
    changes = changes_between(pairing, place, there, is_moved)
    return FieldMatch(
        pairing.old.fields[place],
        pairing.new.fields[there],
        "same" if _IDENTITY.isdisjoint(changes) else "sure",
        (pairing.reasons[place],),
        changes,
    )
