"""Workbooks are edited as their authors would, and diff must find every field again, or say that it cannot."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from support.editing import EDITS, Editing, score
from support.evaluation import EVAL, HOW_TO_GET, IS_HERE, Q1
from tr4ction_cli.sample import make_sample
from tr4ction_workbook.diff import match_fields
from tr4ction_workbook.fields import detect_fields
from tr4ction_workbook.ooxml import Workbook, read_workbook

SEEDS = 2
# What a person could not do without a guess either: which of identical spare rows came or went; and rows whose header
# is out of reach of detection once blank rows stand between them.
UNKNOWABLE = {"blank_rows", "removed_rows", "spare_rows"}


@cache
def sample() -> Workbook:
    return read_workbook(make_sample())


@pytest.mark.parametrize("edit", EDITS)
def test_edits_of_the_sample(edit: str) -> None:
    check(sample(), edit, least=0.75 if edit in UNKNOWABLE else 0.97)


@pytest.mark.heavy
@pytest.mark.skipif(not IS_HERE, reason=HOW_TO_GET)
@pytest.mark.parametrize("edit", EDITS)
def test_edits_of_q1(edit: str) -> None:
    check(read_workbook(Q1), edit, least=0.95 if edit in UNKNOWABLE else 0.97)


def check(workbook: Workbook, edit: str, least: float) -> None:
    """No match is wrong, and of the fields that are still there at least this share is found."""
    right = possible = 0
    for seed in range(SEEDS):
        editing = Editing(workbook, random.Random(seed))
        EDITS[edit](editing)
        after = editing.after()
        found = score(editing, after, match_fields(editing.before, after))
        assert found.wrong == []
        right += found.right
        possible += found.possible
    assert right >= least * possible


@pytest.mark.skipif(not IS_HERE, reason=HOW_TO_GET)
@pytest.mark.parametrize("workbook", sorted(EVAL.glob("forms/*.xl*")), ids=lambda path: path.name)
def test_a_form_compared_with_itself_is_all_the_same(workbook: Path) -> None:
    fields = detect_fields(read_workbook(workbook)).fields
    found = match_fields(fields, fields)
    assert [match.old for match in found.matches] == list(fields)
    assert {(match.certainty, match.changes) for match in found.matches} <= {("same", ())}


@pytest.mark.skipif(not IS_HERE, reason=HOW_TO_GET)
def test_an_edit_read_backwards_is_the_same_edit() -> None:
    editing = Editing(read_workbook(Q1), random.Random(7))
    for edit in ("spare_rows", "removed_rows", "typos", "renamed_sheets", "retyped"):
        EDITS[edit](editing)
    after = editing.after()
    forward, backward = match_fields(editing.before, after), match_fields(after, editing.before)
    assert {(match.old.field_id, match.new.field_id) for match in forward.matches} == {
        (match.new.field_id, match.old.field_id) for match in backward.matches
    }
    assert (forward.added, forward.removed) == (backward.removed, backward.added)
