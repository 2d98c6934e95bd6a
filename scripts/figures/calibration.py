"""How often each ground for a field is right, and whether confidence says so.

Families count alike, however many fields they have, and each ground starts with what fields in general are worth: what
was seen on a few forms only is not taken for certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from figures.data import Labelled, find, labelled, score, wrong_ranges
from tr4ction_workbook.fields.confidence import ALLOWED, GROUNDS, UNLOCKED, Calibration

_MOST_OF_A_FAMILY = 30.0  # fields of one ground in one family
_PRIOR_FIELDS = 12.0
_PRIOR = 0.8
_LOWEST, _HIGHEST = 0.5, 0.98
_NEED_NO_LABEL = (UNLOCKED.key, ALLOWED.key)
_BY_REASON = {ground.reason: ground.key for ground in GROUNDS}
BINS = ((0.0, 0.75), (0.75, 0.85), (0.85, 0.9), (0.9, 0.95), (0.95, 1.01))


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field that was found on a labelled sheet, and whether it is one."""

    family: str
    ground: str
    is_named: bool
    confidence: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    low: float
    high: float
    fields: int
    confidence: float
    right: float


def verdicts(items: Iterable[Labelled] | None = None) -> list[Verdict]:
    return [verdict for item in (labelled() if items is None else items) for verdict in _verdicts_on(item)]


def _verdicts_on(item: Labelled) -> Iterator[Verdict]:
    fields = find(item)
    result = score(item, fields)
    wrong = wrong_ranges(result)
    for field in fields:
        if field.sheet_name in result.sheets:
            is_right = (field.sheet_name, field.cell_range) not in wrong
            ground = _BY_REASON[field.reasons[0]]
            yield Verdict(item.family, ground, bool(field.label), field.confidence, is_right)


def calibrate(seen: Iterable[Verdict], unlabelled: float, version: int) -> Calibration:
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for verdict in seen:
        if verdict.is_named or verdict.ground in _NEED_NO_LABEL:
            counts[verdict.ground][verdict.family][verdict.is_right] += 1
    return Calibration(version, {ground.key: _rate(counts[ground.key]) for ground in GROUNDS}, unlabelled)


def _rate(by_family: Mapping[str, list[int]]) -> float:
    right, total = _PRIOR * _PRIOR_FIELDS, _PRIOR_FIELDS
    for wrong_count, right_count in by_family.values():
        weight = min(_MOST_OF_A_FAMILY, wrong_count + right_count) / (wrong_count + right_count)
        right += weight * right_count
        total += weight * (wrong_count + right_count)
    return round(min(_HIGHEST, max(_LOWEST, right / total)), 2)


def reliability(seen: list[Verdict], unlabelled: float) -> list[Bin]:
    """Of the fields with a confidence, how many are right; each family judged by what the others taught."""
    judged: list[tuple[float, float, bool]] = []
    for family in sorted({verdict.family for verdict in seen}):
        own = [verdict for verdict in seen if verdict.family == family]
        taught = calibrate((verdict for verdict in seen if verdict.family != family), unlabelled, 0).confidence
        for verdict in own:
            confidence = taught[verdict.ground] - (
                0 if verdict.is_named or verdict.ground in _NEED_NO_LABEL else unlabelled
            )
            judged.append((confidence, 1 / len(own), verdict.is_right))
    return [_bin(low, high, [item for item in judged if low <= item[0] < high]) for low, high in BINS]


def _bin(low: float, high: float, items: list[tuple[float, float, bool]]) -> Bin:
    """Families count alike in it."""
    weight = sum(item[1] for item in items) or 1.0
    confidence = sum(item[0] * item[1] for item in items) / weight
    return Bin(low, high, len(items), confidence, sum(item[1] for item in items if item[2]) / weight)
