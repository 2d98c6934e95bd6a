"""Which sheet became which, by what is asked on it and by its name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tr4ction_workbook.diff.version import Key, Version
from tr4ction_workbook.diff.wording import likeness

_SAME_NAME = 0.6
_LIKE_NAME = 0.3
_MARGIN = 0.1  # by which the best must be better than the next
_ENOUGH = 0.4  # of the content, for sheets of different names
_LITTLE = 0.25  # … where the names are alike too
_ALIKE = 0.6  # of two names
_COMMON = 64  # a label on more sheets than these says nothing about which sheet it is


@dataclass(frozen=True, slots=True)
class _Candidate:
    old: str
    new: str
    content: float
    name: float

    @property
    def score(self) -> float:
        return self.content + (_SAME_NAME if self.is_same_name else _LIKE_NAME * self.name)

    @property
    def is_same_name(self) -> bool:
        return self.old == self.new

    @property
    def is_likely(self) -> bool:
        enough = _LITTLE if self.name >= _ALIKE else _ENOUGH
        return self.is_same_name or self.content >= enough


def match_sheets(old: Version, new: Version) -> dict[str, str]:
    """Keys of old sheets with fields → keys of the new ones they became. Sheets that are equally likely have none.

    A sheet is what it asks: a name that went to another sheet does not take the fields with it.
    """
    candidates = [
        candidate
        for candidate in _candidates(_labels(old), _labels(new), old.sheet_names, new.sheet_names)
        if candidate.is_likely
    ]
    matched: dict[str, str] = {}
    while candidates:
        best = _mutual_best(candidates)
        if not best:
            break
        matched.update((candidate.old, candidate.new) for candidate in best)
        taken_old, taken_new = {candidate.old for candidate in best}, {candidate.new for candidate in best}
        candidates = [
            candidate for candidate in candidates if candidate.old not in taken_old and candidate.new not in taken_new
        ]
    return matched


def _labels(version: Version) -> dict[str, Counter[Key]]:
    return {sheet: Counter(version.ungrouped[place] for place in places) for sheet, places in version.sheets.items()}


def _candidates(
    old: Mapping[str, Counter[Key]],
    new: Mapping[str, Counter[Key]],
    old_names: Mapping[str, str],
    new_names: Mapping[str, str],
) -> Iterator[_Candidate]:
    """Sheets of one name, and sheets that share a label that few sheets have."""
    shared: defaultdict[str, set[str]] = defaultdict(set)
    where: defaultdict[Key, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for index, version in enumerate((old, new)):
        for sheet, labels in version.items():
            for label in labels:
                where[label][index].append(sheet)
    for here, there in where.values():
        if len(here) <= _COMMON and len(there) <= _COMMON:
            for sheet in here:
                shared[sheet].update(there)
    rarity = {label: 1 / max(1, len(here), len(there)) for label, (here, there) in where.items()}
    for sheet in old:
        if sheet in new:
            shared[sheet].add(sheet)
        for other in shared[sheet]:
            name = likeness(old_names[sheet], new_names[other])
            yield _Candidate(sheet, other, _likeness(old[sheet], new[other], rarity), name)


def _likeness(first: Counter[Key], second: Counter[Key], rarity: Mapping[Key, float]) -> float:
    """Shared labels over all labels, 0 to 1. A label counts the more, the fewer sheets have it."""
    shared = total = 0.0
    for label in first.keys() | second.keys():
        one, other = first[label], second[label]
        shared += rarity[label] * min(one, other) / max(one, other)
        total += rarity[label]
    return shared / total if total else 0.0


def _mutual_best(candidates: list[_Candidate]) -> list[_Candidate]:
    scores: defaultdict[tuple[int, str], list[float]] = defaultdict(list)
    for candidate in candidates:
        scores[0, candidate.old].append(candidate.score)
        scores[1, candidate.new].append(candidate.score)
    first_two = {sheet: sorted(all_of, reverse=True)[:2] for sheet, all_of in scores.items()}

    def is_best(sheet: tuple[int, str], score: float) -> bool:
        best = first_two[sheet]
        return score == best[0] and (len(best) == 1 or best[1] <= score - _MARGIN)

    return [
        candidate
        for candidate in candidates
        if is_best((0, candidate.old), candidate.score) and is_best((1, candidate.new), candidate.score)
    ]
