"""Labels that were written anew: which of the labels that are gone became which of the new ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tr4ction_workbook.diff.pairing import Block, Context, Contexts, Pairing
from tr4ction_workbook.diff.version import Key, Version
from tr4ction_workbook.diff.wording import likeness, numbers_in

# Labels further apart, counted within one gap, are not compared, and in gaps of thousands only near ones: so the cost
# stays linear.
_BAND = 24
_COMPARISONS = 30_000
_TYPO = 0.8  # so alike that it is the same question, near one matched field
_REWORDED = 0.6  # … between two
_SAME_HELP = 0.3  # … with the same explanation below
_LONG_HELP = 20  # characters
_MARGIN = 0.1  # by which the best must be better than the next
_PERHAPS = 0.35
_GROUP_SHARE = 0.15  # of the section title in how alike two labels are


@dataclass(slots=True, eq=False)
class _Label:
    """A label that has no match, and its fields."""

    key: Key
    fields: list[int]
    words: str
    group: str
    context: Context

    def is_other_than(self, other: _Label) -> bool:
        """Equal labels are siblings, which words cannot tell apart; what has no words cannot be reworded."""
        return bool(self.words and other.words) and self.key != other.key


@dataclass(slots=True)
class _Likeness:
    old: _Label
    new: _Label
    score: float
    is_surrounded: bool


class Rewordings:
    """The open labels of one sheet, compared within the gaps between its matched fields."""

    def __init__(self, pairing: Pairing, old: Sequence[int], new: Sequence[int], contexts: Contexts) -> None:
        self._pairing = pairing
        self._contexts = contexts
        self._old = _labels(pairing.old, old, contexts.old)
        self._new = _labels(pairing.new, new, contexts.new)

    def sure(self) -> Iterator[tuple[Block, str]]:
        """Fields whose labels are mutually the likest by far, ask for the same numbers and stand in the same place."""
        for found in self._best():
            if self._is_sure(found):
                where = "between the same fields" if found.is_surrounded else "beside the same field"
                yield (found.old.fields, found.new.fields), f"label reworded ({found.score:.0%} alike), {where}"

    def doubt(self) -> None:
        """Says which of the rest could be the same: alike, or the only ones in one place."""
        for found in self._best():
            if found.score >= _PERHAPS and found.is_surrounded:
                self._pairing.doubt(
                    found.old.fields, found.new.fields, f"perhaps reworded ({found.score:.0%} alike), in the same place"
                )
        for old, new in self._only_ones():
            self._pairing.doubt(old.fields, new.fields, "other words, but the same place and type")

    def _best(self) -> list[_Likeness]:
        """Pairs of which each is the other's best by a margin."""
        alike = list(self._alike())
        scores: dict[int, list[float]] = {}
        for found in alike:
            for label in (found.old, found.new):
                scores.setdefault(id(label), []).append(found.score)
        first_two = {label: sorted(all_of, reverse=True)[:2] for label, all_of in scores.items()}

        def is_best(label: _Label, score: float) -> bool:
            best = first_two[id(label)]
            return score == best[0] and (len(best) == 1 or best[1] <= score - _MARGIN)

        return [found for found in alike if is_best(found.old, found.score) and is_best(found.new, found.score)]

    def _alike(self) -> Iterator[_Likeness]:
        """Pairs in one gap: between the same fields, after the same or before the same."""
        seen: set[tuple[int, int]] = set()
        for sides in ((0, 1), (0,), (1,)):
            gaps: dict[tuple[int, ...], tuple[list[_Label], list[_Label]]] = {}
            for index, labels in enumerate((self._old, self._new)):
                for label in labels:
                    gap = (len(sides), *sides, *(label.context[side] for side in sides))
                    gaps.setdefault(gap, ([], []))[index].append(label)
            for old, new in gaps.values():
                yield from self._alike_in_gap(old, new, seen)

    @staticmethod
    def _alike_in_gap(old: list[_Label], new: list[_Label], seen: set[tuple[int, int]]) -> Iterator[_Likeness]:
        band = max(1, min(_BAND, _COMPARISONS // max(len(old), len(new), 1)))
        for place, one in enumerate(old):
            for other in new[max(0, place - band) : place + band + 1]:
                if one.is_other_than(other) and (id(one), id(other)) not in seen:
                    seen.add((id(one), id(other)))
                    score = likeness(one.words, other.words)
                    if one.group or other.group:
                        score += _GROUP_SHARE * (likeness(one.group, other.group) - score)
                    yield _Likeness(one, other, score, one.context == other.context)

    def _is_sure(self, found: _Likeness) -> bool:
        if numbers_in(found.old.words) != numbers_in(found.new.words) or not self._stand_alike(found):
            return False
        asks_the_same = self._types(self._pairing.old, found.old) == self._types(self._pairing.new, found.new)
        if found.score >= (_REWORDED if found.is_surrounded and asks_the_same else _TYPO):
            return True
        helps = {self._pairing.old.fields[place].help for place in found.old.fields}
        helps |= {self._pairing.new.fields[place].help for place in found.new.fields}
        return asks_the_same and found.score >= _SAME_HELP and len(helps) == 1 and len(helps.pop() or "") >= _LONG_HELP

    def _stand_alike(self, found: _Likeness) -> bool:
        """Of a header over many rows, each row must stand where its counterpart does."""
        old = [self._contexts.old[place] for place in found.old.fields]
        return len(old) == 1 or old == [self._contexts.new[place] for place in found.new.fields]

    def _only_ones(self) -> Iterator[tuple[_Label, _Label]]:
        """Labels of gaps with as many old as new ones that ask, one by one, for the same type as often."""
        gaps: dict[Context, tuple[list[_Label], list[_Label]]] = {}
        for index, labels in enumerate((self._old, self._new)):
            for label in labels:
                gaps.setdefault(label.context, ([], []))[index].append(label)
        for old, new in gaps.values():
            rest = [label for label in old if label.fields[0] not in self._pairing.doubted_old]
            others = [label for label in new if label.fields[0] not in self._pairing.doubted_new]
            types = [self._types(self._pairing.old, label) for label in rest]
            if types == [self._types(self._pairing.new, label) for label in others]:
                yield from zip(rest, others, strict=True)

    @staticmethod
    def _types(version: Version, label: _Label) -> list[str]:
        return [version.fields[place].inferred_type for place in label.fields]


def _labels(version: Version, places: Sequence[int], contexts: dict[int, Context]) -> list[_Label]:
    found: dict[Key, _Label] = {}
    for place in places:
        key = version.exact[place]
        if key in found:
            found[key].fields.append(place)
        else:
            found[key] = _Label(key, [place], version.labels[place], version.fields[place].group or "", contexts[place])
    return list(found.values())
