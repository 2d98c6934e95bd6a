"""How well diff finds fields again after edits of which the truth is known, and what comparing large forms costs."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace

from bench.data import EVAL
from bench.report import heading, show
from support.editing import EDITS, Editing, score
from tr4ction_cli.sample import make_sample
from tr4ction_workbook.diff import match_fields
from tr4ction_workbook.fields import FillableField, detect_fields
from tr4ction_workbook.ooxml import Workbook, read_workbook

SEEDS = 3
MIXED = 3  # edits at once
MAX_EDITED = 2_000  # fields; edits of larger forms take minutes
ROUNDS = 3
# A row removed and an equal one added leave the very same workbook: no comparison can tell.
CONTRADICTORY = {"spare_rows", "removed_rows"}


def measure_diffing() -> None:
    workbooks = {"our sample": read_workbook(make_sample())}
    paths = [EVAL / "q1" / "Template Q1.xlsx", *sorted((EVAL / "forms").glob("*.xl*"))]
    workbooks |= {path.name: read_workbook(path) for path in paths if path.is_file() and ".stripped." not in path.name}
    fields = {name: detect_fields(workbook).fields for name, workbook in workbooks.items()}
    edited = [workbooks[name] for name in workbooks if len(fields[name]) <= MAX_EDITED]
    heading(f"Diff: sure matches after an edit, over {len(edited)} workbooks, {SEEDS} times each")
    for edit in EDITS:
        show(edit, found_again(edited, [edit]))
    show(f"{MIXED} of them at once", found_again(edited, []))
    heading(f"Diff: CPU of match_fields for two versions, median of {ROUNDS}")
    for name, found in fields.items():
        if len(found) > MAX_EDITED:
            show(f"{name}, {len(found)} fields", f"{cost(found):.2f} s")


def found_again(workbooks: Sequence[Workbook], edits: Sequence[str]) -> str:
    right = wrong = possible = doubtful = 0
    for workbook in workbooks:
        for seed in range(SEEDS):
            editing = Editing(workbook, random.Random(seed))
            for edit in edits or some_edits(editing.chance):
                EDITS[edit](editing)
            after = editing.after()
            found = score(editing, after, match_fields(editing.before, after))
            right, wrong = right + found.right, wrong + len(found.wrong)
            possible, doubtful = possible + found.possible, doubtful + found.doubtful
    return (
        f"precision {right / (right + wrong):.5f}  recall {right / possible:.3f}  doubtful {doubtful / possible:.3f}  "
        f"of {possible}"
    )


def some_edits(chance: random.Random) -> list[str]:
    while True:
        edits = chance.sample(list(EDITS), MIXED)
        if not CONTRADICTORY.issubset(edits):
            return edits


def cost(fields: Sequence[FillableField]) -> float:
    """Seconds, for a second version with one field in fifty gone and one in fifty reworded."""
    chance = random.Random(1)
    kept = [field for field in fields if chance.random() > 0.02]
    new = [replace(field, label=f"{field.label}x") if chance.random() < 0.02 else field for field in kept]
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        match_fields(fields, new)
        times.append(time.process_time() - started)
    return statistics.median(times)
