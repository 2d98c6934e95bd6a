"""How alike two labels are."""

from __future__ import annotations

import re
from functools import lru_cache

from tr4ction_workbook.fields.identity import label_key

_NUMBERING = re.compile(
    r"""(?:\d+(?:\.\d+)*[.)]\s*      # 3. Nome   2.1) Nome
        |\d+(?:\.\d+)+\s+            # 2.1 Nome; but `3 meses` is no numbering
        |\d+\s*[-–:]\s+              # 3 - Nome
        |\(?[a-z]\)\s*               # b) Nome
        )(?=[^\s\d])""",
    re.IGNORECASE | re.VERBOSE,
)
_JOINT = " / "  # between column header and row header
_PART = 0.5
_SHORT = 16  # characters: one letter of them changes most groups of three
_FAR, _TYPO = 0.3, 0.9
_NUMBER = re.compile(r"\d+")


@lru_cache(maxsize=16384)
def words_of(label: str) -> str:
    """A label without case, accents and punctuation; empty for none."""
    return label_key(label) if label else ""


@lru_cache(maxsize=16384)
def unnumbered(label: str) -> str:
    """The same without the number it begins with: `3. Nome` and `4) Nome` ask the same."""
    return words_of(label[match.end() :] if (match := _NUMBERING.match(label)) else label)


@lru_cache(maxsize=16384)
def numbers_in(label: str) -> tuple[str, ...]:
    """The numbers in a label, its numbering apart: labels that differ in them ask for different things."""
    return tuple(sorted(_NUMBER.findall(unnumbered(label))))


def likeness(first: str, second: str) -> float:
    """0 to 1, the same both ways round. Labels of column and row are as alike as the less alike of the two."""
    one, other = first.split(_JOINT), second.split(_JOINT)
    if len(one) == len(other) > 1:
        return min(_likeness(here, there) for here, there in zip(one, other, strict=True))
    if is_part_of(first, second) or is_part_of(second, first):
        return _PART
    return _likeness(first, second)


def is_part_of(first: str, second: str) -> bool:
    """Whether `second` is `first` with a row or column header added: `Semana 4` and `Prazo / Semana 4`."""
    part = [words_of(words) for words in first.split(_JOINT)]
    whole = [words_of(words) for words in second.split(_JOINT)]
    starts = range(len(whole) - len(part) + 1)
    return len(part) < len(whole) and any(whole[start : start + len(part)] == part for start in starts)


def _likeness(first: str, second: str) -> float:
    """Shared groups of three letters (Dice); shared words, or few letters to change, where these say more."""
    one, other = unnumbered(first), unnumbered(second)
    if one == other:
        return 1.0
    (letters, words), (other_letters, other_words) = _pieces(first), _pieces(second)
    best = max(_dice(letters, other_letters), 0.95 * _dice(words, other_words))
    if _FAR < best < _TYPO and max(len(one), len(other)) <= _SHORT:
        best = max(best, 1 - _distance(one, other) / max(len(one), len(other)))
    return best


def _distance(first: str, second: str) -> int:
    """Letters to add, drop, change or swap with the next (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for place, letter in enumerate(first, 1):
        two_before, before, row = before, row, [place]
        for other_place, other in enumerate(second, 1):
            cost = min(before[other_place] + 1, row[-1] + 1, before[other_place - 1] + (letter != other))
            is_swapped = place > 1 < other_place and letter == second[other_place - 2] and first[place - 2] == other
            row.append(min(cost, two_before[other_place - 2] + 1) if is_swapped else cost)
    return row[-1]


@lru_cache(maxsize=16384)
def _pieces(label: str) -> tuple[frozenset[str], frozenset[str]]:
    """Groups of three letters, and words."""
    words = unnumbered(label)
    padded = f"  {words} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2)), frozenset(words.split())


def _dice(first: frozenset[str], second: frozenset[str]) -> float:
    return 2 * len(first & second) / (len(first) + len(second) or 1)
