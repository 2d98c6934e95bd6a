"""Ids across versions: a field keeps the id under which its answers are stored."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain, count

from tr4ction_workbook.diff.model import FieldMatches


def carried_ids(matches: FieldMatches, taken: Collection[str] = ()) -> dict[str, str]:
    """For the id that detection gave to each new field, the id to store it under.

    What was matched has its old id. What was added or is doubtful has its own, unless an old field has that id, or it
    is among `taken`, the ids of versions before: then it would find another field's answers, and gets one that
    detection never gives, `ficha.nome~~2`. No two fields share one.
    """
    carried = {match.new.field_id: match.old.field_id for match in matches.matches}
    fresh = [*matches.added, *chain.from_iterable(doubt.new for doubt in matches.doubts)]
    used = {*taken, *carried.values(), *(field.field_id for field in matches.removed)}
    used.update(field.field_id for doubt in matches.doubts for field in doubt.old)
    reserved = {field.field_id for field in fresh}
    for field in sorted(fresh, key=lambda field: field.order_index):
        name = field.field_id
        if name in used:
            names = (f"{field.field_id}~~{number}" for number in count(2))
            name = next(name for name in names if name not in used and name not in reserved)
        used.add(name)
        carried[field.field_id] = name
    return carried
