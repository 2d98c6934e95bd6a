"""What each area is for: a label, an answer, or neither.

Colour means different things on different sheets, so roles are relative: of two neighbours, the one that stands out
more names the other. What nothing weaker leans on is where the answer goes, filled with an example or not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.candidates import find_candidates
from tr4ction_workbook.fields.neighbours import above, columns_of, overlap, rows_of, to_the_left

_DARKER = 0.02
_BOLD = 0.15  # as much as that much paint
_SAME_COLUMNS = 0.6
_SAME_ROWS = 0.4
_READ_ONLY_FILLED = 0.96
_READ_ONLY_MIN = 8


@dataclass(slots=True)
class Answer:
    """An area to fill and the areas that name it: `left` and `top` nearest first."""

    area: Area
    left: list[Area] = field(default_factory=list)
    top: list[Area] = field(default_factory=list)
    in_row: int = 1
    in_column: int = 1
    reasons: list[str] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Whether anything says that this is an answer; what nothing names is a bar or a picture frame."""
        return bool(self.left or self.top or self.area.validation)

    @property
    def is_tabular(self) -> bool:
        """Whether a column header and a row (or a spare row) together say what goes here."""
        return bool(self.top) and (self.in_row > 1 or self.in_column > 1)


def prominence(area: Area) -> float:
    """How much an area stands out as a label."""
    return area.darkness + (_BOLD if area.format.font.bold else 0.0)


def names(label: Area, other: Area) -> bool:
    """Whether `label` could name `other`."""
    if not label.has_text or label.is_pictured:
        return False
    return other.is_blank or prominence(label) > prominence(other) + _DARKER


def find_answers(areas: AreaMap, theory: set[Area]) -> list[Answer]:
    """The answers of a sheet in reading order."""
    if areas.sheet.is_protected:
        return _unlocked_answers(areas)
    candidates = find_candidates(areas, theory)
    named = _name_all(areas, candidates - _labels_among(areas, candidates))
    answers = [answer for answer in named if answer.is_named]
    _count_neighbours(answers)
    return [] if _is_read_only(answers) else answers


def _unlocked_answers(areas: AreaMap) -> list[Answer]:
    """On a protected sheet its author has said what may be filled: the unlocked cells."""
    unlocked = {area for area in areas if not area.format.locked and not area.is_formula}
    answers = _name_all(areas, unlocked)
    for answer in answers:
        answer.reasons.append("unlocked on a protected sheet")
    _count_neighbours(answers)
    return answers


def _leads(label: Area, answer: Area) -> bool:
    """Whether `label`, left of `answer`, is level with it: inside its rows for the most part, or spanning them."""
    shared = min(label.range.bottom, answer.range.bottom) - max(label.range.top, answer.range.top) + 1
    return shared == answer.range.height or shared >= _SAME_ROWS * answer.range.height


def _labels_among(areas: AreaMap, candidates: set[Area]) -> set[Area]:
    """Candidates that name a weaker candidate right beside or below them."""
    labels = set()
    for area in candidates:
        left = next(to_the_left(areas, area), None)
        if left in candidates and _leads(left, area) and names(left, area) and not _equal_style(left, area):
            labels.add(left)
        top = next(above(areas, area), None)
        if top in candidates and _heads(top, area) and names(top, area) and not _equal_style(top, area, heads=True):
            labels.add(top)
    return {label for label in labels if label.validation is None}


def _heads(label: Area, answer: Area) -> bool:
    return overlap(columns_of(label), columns_of(answer)) >= _SAME_COLUMNS


def _equal_style(first: Area, second: Area, heads: bool = False) -> bool:
    """Two cells of one kind: a filled example beside or above a spare one. Only on the left does punctuation tell."""
    same_font = first.format.font.bold == second.format.font.bold
    asks = not heads and second.is_blank and first.text.endswith((":", "?"))
    return abs(first.darkness - second.darkness) <= _DARKER and same_font and not asks


def _name_all(areas: AreaMap, fillable: set[Area]) -> list[Answer]:
    named: dict[Area, Answer] = {}
    for area in areas:
        if area in fillable:
            left = _labels_beside(areas, area, fillable, named)
            named[area] = Answer(area, left, _labels_above(areas, area, fillable, named))
    return list(named.values())


def _labels_beside(areas: AreaMap, area: Area, fillable: set[Area], named: dict[Area, Answer]) -> list[Area]:
    labels: list[Area] = []
    for near in to_the_left(areas, area):
        known = named.get(near)
        if known is not None and known.is_named and rows_of(near) == rows_of(area):
            return labels + [label for label in known.left if names(label, area)]
        if near in fillable and (known is None or known.is_named):
            continue
        if not names(near, area) or overlap(rows_of(near), rows_of(area)) == 0:
            break
        labels.append(near)
    return labels


def _labels_above(areas: AreaMap, area: Area, fillable: set[Area], named: dict[Area, Answer]) -> list[Area]:
    for near in above(areas, area):
        known = named.get(near)
        if known is not None and known.is_named and columns_of(near) == columns_of(area):
            return [label for label in known.top if names(label, area)]
        if near not in fillable or (known is not None and not known.is_named):
            return [near] if names(near, area) and _heads(near, area) else []
    return []


def _count_neighbours(answers: list[Answer]) -> None:
    rows = Counter(answer.area.range.top for answer in answers)
    columns = Counter((columns_of(answer.area), id(answer.top[0])) for answer in answers if answer.top)
    for answer in answers:
        answer.in_row = rows[answer.area.range.top]
        if answer.top:
            answer.in_column = columns[columns_of(answer.area), id(answer.top[0])]


def _is_read_only(answers: list[Answer]) -> bool:
    """Nothing blank, nothing to choose: a table to read, such as a timetable."""
    if len(answers) < _READ_ONLY_MIN or any(answer.area.validation for answer in answers):
        return False
    filled = sum(not answer.area.awaits_text for answer in answers)
    return filled >= _READ_ONLY_FILLED * len(answers)
