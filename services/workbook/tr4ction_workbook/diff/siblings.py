"""Which of equal siblings is which: fields of one label path, such as the spare rows of a table.

Nothing but their surroundings and their count tells them apart, so they are matched only where these leave no choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tr4ction_workbook.diff.pairing import Block, Pairing, blocks_by
from tr4ction_workbook.fields import FillableField


def pair_in_order(pairing: Pairing, block: Block, reason: str) -> bool:
    """Matches as many with as many, first with first, where no other order fits what they ask for."""
    old, new = block
    if len(old) != len(new):
        return False
    old_kinds = [pairing.old.kinds[place] for place in old]
    new_kinds = [pairing.new.kinds[place] for place in new]
    is_mixed = len(set(old_kinds)) > 1 or len(set(new_kinds)) > 1
    if old_kinds != new_kinds and (is_mixed or not pairing.old.labels[old[0]]):
        return _pair_by_kind(pairing, block, reason)
    which = f" {len(old)} of them in both" if len(old) > 1 else ""
    for one, other in zip(old, new, strict=True):
        pairing.pair(one, other, f"{reason}{which and f', in the same order:{which}'}")
    return True


def _pair_by_kind(pairing: Pairing, block: Block, reason: str) -> bool:
    """Siblings of different types: those of each type by themselves, where there are as many in both versions."""
    done, is_named = False, bool(pairing.old.labels[block[0][0]])
    for kind in blocks_by(*block, pairing.old.kinds.__getitem__, pairing.new.kinds.__getitem__):
        if len(kind[0]) == len(kind[1]):
            done = pair_in_order(pairing, kind, f"{reason} and the same type") or done
    rest = pairing.open_old(block[0]), pairing.open_new(block[1])
    if is_named and len(rest[0]) == len(rest[1]) == 1:
        pairing.pair(rest[0][0], rest[1][0], f"{reason}; the others are taken")
        return True
    return done


def pair_by_example(pairing: Pairing, block: Block) -> bool:
    """Siblings whose examples are their own in both versions tell which rows came or went between them.

    That explains the change only where all came or all went: otherwise somebody may just as well have edited the
    examples, and the block is contested. Returns whether it is not.
    """
    old, new = block
    old_ranks, new_ranks = _by_example(old, pairing.old.fields), _by_example(new, pairing.new.fields)
    shared = [(old_ranks[text], new_ranks[text]) for text in old_ranks if text in new_ranks]
    surplus = len(new) - len(old)
    shifts = [0, *(there - here for here, there in sorted(shared)), surplus]
    rises = all(first <= second for first, second in pairwise(shifts))
    falls = all(first >= second for first, second in pairwise(shifts))
    if not (rises if surplus >= 0 else falls):
        return False
    if surplus:
        for here, there in shared:
            pairing.pair(old[here], new[there], "same section and label, and the same example, which no other has")
    return True


def _by_example(places: Iterable[int], fields: Sequence[FillableField]) -> dict[str, int]:
    texts = [fields[place].example_value for place in places]
    counts = Counter(texts)
    return {text: rank for rank, text in enumerate(texts) if text and counts[text] == 1}


def row_keys(pairing: Pairing, old: Iterable[int], new: Iterable[int]) -> tuple[dict[int, object], dict[int, object]]:
    """For open fields the pair of rows they stand in, where all matched fields of both rows agree on it."""
    old, new = list(old), list(new)
    inside = set(new)
    links = [
        (pairing.old.rows[place], pairing.new.rows[pairing.new_of[place]])
        for place in old
        if pairing.new_of.get(place) in inside
    ]
    forward, backward = _unanimous(links), _unanimous((there, here) for here, there in links)
    old_keys: dict[int, object] = {}
    new_keys: dict[int, object] = {}
    for place in pairing.open_old(old):
        row = pairing.old.rows[place]
        if (other := forward.get(row)) is not None and backward.get(other) == row:
            old_keys[place] = (row, other)
    for place in pairing.open_new(new):
        row = pairing.new.rows[place]
        if (other := backward.get(row)) is not None and forward.get(other) == row:
            new_keys[place] = (other, row)
    return old_keys, new_keys


def _unanimous(links: Iterable[tuple[int | None, int | None]]) -> dict[int | None, int | None]:
    found: dict[int | None, int | None] = {}
    for one, other in links:
        if found.setdefault(one, other) != other:
            found[one] = None
    return found
