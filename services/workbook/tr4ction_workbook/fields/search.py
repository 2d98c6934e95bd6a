"""The answers of one sheet: what could be filled, less what names other things, less what raises a doubt."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

from tr4ction_workbook.fields.answers import Answer
from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.candidates import find_candidates
from tr4ction_workbook.fields.doubts import DOUBTS, Surroundings
from tr4ction_workbook.fields.kinship import Kin, Kinship
from tr4ction_workbook.fields.legends import Legend
from tr4ction_workbook.fields.naming import name_all
from tr4ction_workbook.fields.overwritten import list_columns, placeholders_among
from tr4ction_workbook.fields.roles import find_labels

_READ_ONLY_FILLED = 0.9
_READ_ONLY_MIN = 8
_PROSE_FILLED = 0.75
_PROSE_MIN = 4
_PROSE = 60  # characters


def find_answers(areas: AreaMap, theory: set[Area], legend: Legend) -> list[Answer]:
    """In reading order."""
    if areas.sheet.is_protected:
        return _unlocked_answers(areas)
    candidates = find_candidates(areas, theory, legend)
    kinship = Kinship(areas)
    labels = find_labels(areas, candidates, kinship)
    kinship.count_labels(labels)
    named = _note(name_all(areas, candidates - labels), kinship, legend)
    seen = surroundings(areas, kinship, legend, named)
    sure = [answer for answer in named if not any(doubt(answer, seen) for doubt in DOUBTS)]
    kept = {answer.area for answer in sure if answer.is_named}
    overwritten = placeholders_among(areas, labels, named)
    kept |= overwritten.keys() | list_columns(areas, sure, labels, kinship) | _blanks_that_name_nothing(labels, named)
    if kept != {answer.area for answer in named}:
        named = _note(name_all(areas, kept, overwritten.keys()), kinship, legend)
    for area, stands_for in overwritten.items():
        area.stands_for = stands_for
    _forget_examples(named, overwritten.keys())
    answers = [answer for answer in named if answer.is_named]
    return [] if _is_read_only(answers) else answers


def _blanks_that_name_nothing(labels: Set[Area], answers: Iterable[Answer]) -> set[Area]:
    """`Nome: ____` in the paint of labels is filled in, unless its blank only leads to the box beside it."""
    naming = {label for answer in answers for label in (*answer.left, *answer.top)}
    return {label for label in labels if label.blank is not None and label not in naming}


def _forget_examples(answers: list[Answer], overwritten: Set[Area]) -> None:
    """An example names nothing where another label does: it is gone once the field is filled."""
    for answer in answers:
        left = [label for label in answer.left if label not in overwritten or label.stands_for]
        top = [label for label in answer.top if label not in overwritten or label.stands_for]
        if left or top:
            answer.left, answer.top = left, top


def _note(answers: list[Answer], kinship: Kinship, legend: Legend) -> list[Answer]:
    """The answers with what is known of them beside their labels."""
    for answer in answers:
        area = answer.area
        if area.text != "":
            kin = kinship.on_sheet(area)
            answer.has_blank_kin = kin.blanks + kin.validated > 0
        answer.is_allowed = area.is_boxed and legend.says_something and legend.allows(area) is True
        answer.is_overwritten = kinship.is_label(area)
    _note_types(answers, kinship)
    return answers


def _note_types(answers: list[Answer], kinship: Kinship) -> None:
    """What is typed under the header of an answer that holds no example, or else in its row."""
    headed: dict[tuple[int, int], Kin] = {}
    for answer in answers:
        if answer.top:
            headed.setdefault((id(answer.top[0]), answer.area.left), Kin()).add(answer.area)
    for answer in answers:
        if answer.area.text in ("", "-"):
            column = headed[id(answer.top[0]), answer.area.left].typical if answer.top else None
            answer.typical = column or kinship.in_row(answer.area).typical


def surroundings(areas: AreaMap, kinship: Kinship, legend: Legend, named: Iterable[Answer]) -> Surroundings:
    rows = {answer.area.top for answer in named if answer.is_named and not kinship.in_column(answer.area).labels}
    return Surroundings(areas, kinship, legend, rows)


def _unlocked_answers(areas: AreaMap) -> list[Answer]:
    """On a protected sheet its author has said what may be filled: the unlocked cells."""
    unlocked = {area for area in areas if not area.look.format.locked and not area.is_formula}
    for area in unlocked:
        area.is_candidate = True
    return [replace(answer, is_unlocked=True) for answer in name_all(areas, unlocked)]


def _is_read_only(answers: list[Answer]) -> bool:
    """Nothing blank, nothing to choose: a table to read, such as a timetable, or pages of explanation."""
    if not answers or any(answer.area.validation for answer in answers):
        return False
    filled = [answer.area for answer in answers if not answer.area.awaits_text]
    if any(area.is_read for area in filled):
        return False
    is_prose = sum(len(area.text) for area in filled) > _PROSE * len(filled)
    if is_prose and len(answers) >= _PROSE_MIN:
        return len(filled) >= _PROSE_FILLED * len(answers)
    return len(answers) >= _READ_ONLY_MIN and len(filled) >= _READ_ONLY_FILLED * len(answers)
