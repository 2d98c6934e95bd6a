"""Which of some matched things kept their order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def keeps_order(places: Sequence[int]) -> list[bool]:
    """For each of `places` (all different) whether it stands still while others pass it.

    They are the places in the new version of things in the old version's order. What stands still is in a longest
    rising subsequence found from the old side and in one found from the new side, so both directions of a comparison
    say the same. n log n.
    """
    ranked = {place: rank for rank, place in enumerate(sorted(places))}
    forward = [ranked[place] for place in places]
    backward = [0] * len(forward)
    for index, rank in enumerate(forward):
        backward[rank] = index
    from_old, from_new = _longest_rising(forward), _longest_rising(backward)
    return [from_old[index] and from_new[rank] for index, rank in enumerate(forward)]


def _longest_rising(values: Sequence[int]) -> list[bool]:
    """Marks one longest rising subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        pile = bisect_left(tails, value)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(value)
            ends.append(index)
        else:
            tails[pile], ends[pile] = value, index
    marked = [False] * len(values)
    index = ends[-1] if ends else -1
    while index >= 0:
        marked[index] = True
        index = before[index]
    return marked
