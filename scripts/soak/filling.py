"""Fills workbooks, whole and mangled, with answers anywhere.

The engine either refuses by name, or what it gives is read again with every answer in it and all else as it was. A
workbook with which it does anything else is kept in build/soak, with the seed in its name.
"""

from __future__ import annotations

import random

from soak.findings import Findings
from soak.workbooks import over_workbooks
from support.archives import differing
from tr4ction_workbook.filling import Answer, FillError, fill_workbook
from tr4ction_workbook.ooxml import Workbook, WorkbookError, read_workbook
from tr4ction_workbook.ooxml.model import CellValue, Sheet, column_letters
from tr4ction_workbook.snapshot import build_snapshot

_MANGLED = 0.6  # of the workbooks
ANSWERS: tuple[Answer, ...] = ("texto", " =1+1 <&>\n_x0041_ 😀 ", 7, -1.5, True, False, None, "2026-01-31", "")


class WrongError(Exception):
    """The filled workbook is not what it should be."""


def fill_mangled(seconds: float, seed: int) -> Findings:
    """One workbook after the other."""
    return over_workbooks(_fill_and_compare, seconds, seed, mangled=_MANGLED)


def answers_for(book: Workbook, dice: random.Random) -> dict[str, Answer]:
    """Answers in cells that are there and in cells that are not."""
    found: dict[str, Answer] = {}
    sheets = [sheet for sheet in book.sheets if sheet.kind == "worksheet" and sheet.part]
    for sheet in sheets and dice.choices(sheets, k=dice.randint(1, 6)):
        cells = [(cell.row, cell.column) for cell in sheet.cells]
        near = (dice.randint(1, 60), dice.randint(1, 30))
        row, column = dice.choice(cells) if cells and dice.random() < 0.6 else near
        found[f"{sheet.name}!{column_letters(column)}{row}"] = dice.choice(ANSWERS)
    return found


def _fill_and_compare(data: bytes, dice: random.Random) -> str:
    """What became of it. Raises whatever the engine should not, and WrongError."""
    try:
        before = read_workbook(data)
        is_sound = not build_snapshot(before).validation_report.errors
        result = fill_workbook(data, answers_for(before, dice), overwrite_formulas=dice.random() < 0.3)
    except (WorkbookError, FillError) as error:
        return error.code
    after = read_workbook(result.data)
    if set(result.parts) != differing(data, result.data):
        raise WrongError(f"other parts than it says: {differing(data, result.data)}")
    if not is_sound:
        return "filled, contradictory before"
    written = set(result.cells)
    for one, other in zip(before.sheets, after.sheets, strict=True):
        compare(one, other, {name.rpartition("!")[2] for name in written})
    return "filled"


def compare(before: Sheet, after: Sheet, written: set[str]) -> None:
    old, new = stored(before), stored(after)
    for reference in old.keys() | new.keys():
        if reference not in written and old.get(reference) != new.get(reference):
            raise WrongError(f"{before.name}!{reference} was {old.get(reference)} and is {new.get(reference)}")
    if (before.merges, before.validations, before.columns) != (after.merges, after.validations, after.columns):
        raise WrongError(f"what is around the cells of {before.name} changed")


def stored(sheet: Sheet) -> dict[str, tuple[int, CellValue, str | None]]:
    return {cell.reference: (cell.style_id, cell.value, cell.formula) for cell in sheet.cells}
