"""How sure we are of a field, and why, in words an admin can check.

The strongest ground for a field decides. How often each ground is right was counted on forms labelled by people
(`python -m figures calibrate`); the counts are in `confidence.json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from tr4ction_workbook.fields.answers import Answer
from tr4ction_workbook.fields.blanks import is_line_to_write_on
from tr4ction_workbook.fields.labels import Naming

_VERSION = 1


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`confidence` is by ground; `unlabelled` is taken off where no label was found."""

    version: int
    confidence: dict[str, float]
    unlabelled: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What a field rests on: its key in the calibration, and the reason as an admin reads it."""

    key: str
    reason: str


UNLOCKED = Ground("unlocked", "unlocked on a protected sheet")
OPEN_LOCK = Ground("open_lock", "unlocked, though the sheet is not protected")
ALLOWED = Ground("allowed", "has the colour that the sheet's legend gives to inputs")
VALIDATED = Ground("validated", "has a validation rule")
LINKED = Ground("linked", "a form control is set by it")
READ = Ground("read", "formulas read it")
OVERWRITTEN = Ground("overwritten", "a label with a name that is to be replaced")
BLANK_IN_TABLE = Ground("blank_in_table", "empty box in a table")
BLANK_BOX = Ground("blank_box", "empty box")
EXAMPLE_AMONG_BLANKS = Ground("example_among_blanks", "box with an example; others like it are empty")
EXAMPLE = Ground("example", "box with an example or hint")
BLANK_LINE = Ground("blank_line", "a blank to write on")
BLANK_LINES = Ground("blank_lines", "several blanks in one cell, which one answer takes the place of")
PAINTED = Ground("painted", "empty painted cell")
ASKED = Ground("asked", "stands beside a label that asks")

GROUNDS = (
    UNLOCKED,
    OPEN_LOCK,
    ALLOWED,
    VALIDATED,
    LINKED,
    READ,
    OVERWRITTEN,
    BLANK_IN_TABLE,
    BLANK_BOX,
    EXAMPLE_AMONG_BLANKS,
    EXAMPLE,
    BLANK_LINE,
    BLANK_LINES,
    PAINTED,
    ASKED,
)  # fmt: skip

_BY_LOOKS = (BLANK_IN_TABLE, BLANK_BOX, EXAMPLE_AMONG_BLANKS, EXAMPLE, BLANK_LINE, BLANK_LINES, PAINTED, ASKED)
_UNPRINTED = 0.15  # set by hand: of the labelled forms hardly one has anything outside of its print area
_SURE_WITHOUT_LABEL = (UNLOCKED, ALLOWED)


def ground_of(answer: Answer) -> Ground:
    """The strongest ground."""
    area = answer.area
    if answer.is_unlocked:
        return UNLOCKED
    if area.is_unlocked:
        return OPEN_LOCK
    if answer.is_allowed:
        return ALLOWED
    if area.is_choice:
        return VALIDATED
    if area.control is not None:
        return LINKED
    if area.blank is not None:
        return BLANK_LINE if area.blank.is_one else BLANK_LINES
    if answer.is_overwritten:
        return OVERWRITTEN
    if area.is_read and (area.is_blank or area.is_number):
        return READ
    return _ground_by_looks(answer)


def _ground_by_looks(answer: Answer) -> Ground:
    area = answer.area
    if not area.is_boxed:
        if is_line_to_write_on(area.text):
            return BLANK_LINE
        return PAINTED if area.is_blank and area.look.fill is not None else ASKED
    if area.awaits_text:
        return BLANK_IN_TABLE if answer.is_tabular else BLANK_BOX
    return EXAMPLE_AMONG_BLANKS if answer.has_blank_kin else EXAMPLE


def judge(answer: Answer, naming: Naming) -> tuple[float, tuple[str, ...]]:
    """Confidence from 0 to 1 and the reasons for it, the strongest first."""
    ground = ground_of(answer)
    calibration = load_calibration()
    confidence = calibration.confidence[ground.key]
    reasons: tuple[str, ...] = (ground.reason, _where_named(answer, naming.label))
    if ground is BLANK_LINES or not (naming.label or ground in _SURE_WITHOUT_LABEL):
        confidence -= calibration.unlabelled
    if answer.area.is_unprinted and ground in _BY_LOOKS:
        confidence -= _UNPRINTED
        reasons += ("outside of the print area",)
    return round(max(0.0, confidence), 2), reasons


def _where_named(answer: Answer, label: str) -> str:
    if not label:
        return "no label found"
    if answer.area.blank is not None:
        place = "in the cell itself"
    elif answer.is_tabular and answer.left:
        place = "column and row headers"
    else:
        place = "beside" if answer.left else "above"
    return f"label {place}: {label[:80]}"


@cache
def load_calibration() -> Calibration:
    data = files(__package__).joinpath("confidence.json").read_bytes()
    calibration = msgspec.json.decode(data, type=Calibration)
    if calibration.version != _VERSION or calibration.confidence.keys() != {ground.key for ground in GROUNDS}:
        raise RuntimeError("confidence.json is of another version: run `make figures`")
    return calibration
