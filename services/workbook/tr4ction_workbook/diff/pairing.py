"""Who is matched with whom so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tr4ction_workbook.diff.order import keeps_order
from tr4ction_workbook.diff.version import Version

Block = tuple[list[int], list[int]]  # places of old and of new fields
Context = tuple[int, int]  # the pairs before and after a field, by their old place

START, END = -1, -2


@dataclass(slots=True)
class Doubt:
    old: list[int]
    new: list[int]
    reason: str


@dataclass
class Pairing:
    """One to one, and never taken back."""

    old: Version
    new: Version
    sheets: dict[str, str]  # keys of old sheets → of new ones
    new_of: dict[int, int] = field(default_factory=dict)
    old_of: dict[int, int] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    doubted_old: set[int] = field(default_factory=set)
    doubted_new: set[int] = field(default_factory=set)

    def pair(self, old: int, new: int, reason: str) -> None:
        self.new_of[old] = new
        self.old_of[new] = old
        self.reasons[old] = reason

    def doubt(self, old: Sequence[int], new: Sequence[int], reason: str) -> None:
        self.doubts.append(Doubt(list(old), list(new), reason))
        self.doubted_old.update(old)
        self.doubted_new.update(new)

    def open_old(self, places: Iterable[int]) -> list[int]:
        return [place for place in places if place not in self.new_of and place not in self.doubted_old]

    def open_new(self, places: Iterable[int]) -> list[int]:
        return [place for place in places if place not in self.old_of and place not in self.doubted_new]


def blocks_by(
    old: Iterable[int], new: Iterable[int], old_key: Callable[[int], object], new_key: Callable[[int], object]
) -> list[Block]:
    """Places of both sides that have the same key, in reading order; a key of None is none. Both sides are there."""
    found: dict[object, Block] = {}
    for place in old:
        if (key := old_key(place)) is not None:
            found.setdefault(key, ([], []))[0].append(place)
    for place in new:
        if (key := new_key(place)) in found:
            found[key][1].append(place)
    return [block for block in found.values() if block[1]]


class Contexts:
    """The nearest matched fields before and after each field of a sheet, among those that kept their order."""

    def __init__(self, pairing: Pairing, old: Sequence[int], new: Sequence[int]) -> None:
        inside = set(new)
        matched = [place for place in old if pairing.new_of.get(place) in inside]
        still = keeps_order([pairing.new_of[place] for place in matched])
        anchors = {place for place, kept in zip(matched, still, strict=True) if kept}
        self.old = _contexts(old, {place: place for place in anchors})
        self.new = _contexts(new, {pairing.new_of[place]: place for place in anchors})


def _contexts(places: Sequence[int], anchors: dict[int, int]) -> dict[int, Context]:
    before: list[int] = []
    last = START
    for place in places:
        before.append(last)
        last = anchors.get(place, last)
    contexts: dict[int, Context] = {}
    following = END
    for place, preceding in zip(reversed(places), reversed(before), strict=True):
        contexts[place] = (preceding, following)
        following = anchors.get(place, following)
    return contexts
