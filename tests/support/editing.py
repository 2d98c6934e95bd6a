"""Edits of a workbook as its author would make them, and where each of its cells went: the truth that diff must find.

Edits change what the engine read, so they work on every workbook, with all that a library would lose on saving it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from tr4ction_workbook.diff import FieldMatches
from tr4ction_workbook.fields import FillableField, detect_fields
from tr4ction_workbook.fields.text import whole_label
from tr4ction_workbook.ooxml.model import Cell, CellRange, DataValidation, Sheet, Workbook

Place = tuple[str, CellRange]

_OCCURRENCE = re.compile(r" \(\d+\)$")


@dataclass
class Editing:
    """A workbook under change. `where` says, for each field of the first version, where its cells are now."""

    workbook: Workbook
    chance: random.Random
    where: dict[str, Place | None] = field(init=False)
    before: Sequence[FillableField] = field(init=False)

    def __post_init__(self) -> None:
        self.workbook = replace(self.workbook, sheets=[_copy(sheet) for sheet in self.workbook.sheets])
        self.before = detect_fields(self.workbook).fields
        self.where = {item.field_id: (item.sheet_name, CellRange.parse(item.cell_range)) for item in self.before}

    def after(self) -> Sequence[FillableField]:
        return detect_fields(self.workbook).fields

    def sheets(self) -> list[Sheet]:
        """Those that have fields now, with as many chances as fields."""
        counts: dict[str, int] = {}
        for place in self.where.values():
            if place is not None:
                counts[place[0]] = counts.get(place[0], 0) + 1
        return [sheet for sheet in self.workbook.sheets for _ in range(min(counts.get(sheet.name, 0), 50))]

    def any_field(self) -> tuple[Sheet, FillableField, CellRange] | None:
        found = [(item, place) for item in self.before if (place := self.where[item.field_id]) is not None]
        if not found:
            return None
        item, (name, box) = self.chance.choice(found)
        sheet = self.workbook.sheet(name)
        assert sheet is not None
        return sheet, item, box

    def shift(self, sheet: Sheet, move: Callable[[CellRange], CellRange | None]) -> None:
        """Moves every cell, merge, validation and field of a sheet; what `move` makes None is gone."""
        cells = []
        for cell in sheet.cells:
            box = move(CellRange(cell.row, cell.column, cell.row, cell.column))
            if box is not None:
                cells.append(structs.replace(cell, row=box.top, column=box.left))
        sheet.cells = cells
        sheet.merges = [box for box in map(move, sheet.merges) if box is not None and box.area > 1]
        sheet.validations = [
            replace(item, ranges=tuple(box for box in map(move, item.ranges) if box is not None))
            for item in sheet.validations
        ]
        sheet.drawings = [
            item if item.anchor is None else replace(item, anchor=move(item.anchor)) for item in sheet.drawings
        ]
        for key, place in self.where.items():
            if place is not None and place[0] == sheet.name:
                box = move(place[1])
                self.where[key] = None if box is None else (sheet.name, box)

    def rename(self, sheet: Sheet, name: str) -> None:
        old, sheet.name = sheet.name, name
        for key, place in self.where.items():
            if place is not None and place[0] == old:
                self.where[key] = (name, place[1])


def _copy(sheet: Sheet) -> Sheet:
    return replace(sheet, cells=[structs.replace(cell) for cell in sheet.cells])


def insert_rows(editing: Editing, sheet: Sheet, at: int, count: int = 1) -> None:
    sheet.rows = {row + count * (row >= at): kept for row, kept in sheet.rows.items()}
    editing.shift(
        sheet, lambda box: structs.replace(box, top=_after(box.top, at, count), bottom=_after(box.bottom, at, count))
    )


def insert_columns(editing: Editing, sheet: Sheet, at: int, count: int = 1) -> None:
    sheet.columns = [
        replace(kept, first=_after(kept.first, at, count), last=_after(kept.last, at, count)) for kept in sheet.columns
    ]
    editing.shift(
        sheet, lambda box: structs.replace(box, left=_after(box.left, at, count), right=_after(box.right, at, count))
    )


def delete_row(editing: Editing, sheet: Sheet, row: int) -> None:
    def move(box: CellRange) -> CellRange | None:
        if box.top == box.bottom == row:
            return None
        return structs.replace(box, top=box.top - (box.top > row), bottom=box.bottom - (box.bottom >= row))

    sheet.rows = {number - (number > row): kept for number, kept in sheet.rows.items() if number != row}
    editing.shift(sheet, move)


def _after(place: int, at: int, count: int) -> int:
    return place + count if place >= at else place


def repeat_row(editing: Editing, sheet: Sheet, row: int) -> None:
    """One more row like `row` below it, without what is written there."""
    insert_rows(editing, sheet, row + 1)
    assert isinstance(sheet.cells, list)
    sheet.cells += [
        structs.replace(cell, row=row + 1, value=None, formula=None, type="blank")
        for cell in sheet.cells
        if cell.row == row
    ]
    sheet.cells.sort(key=lambda cell: (cell.row, cell.column))
    sheet.merges = [*sheet.merges, *(_down(box) for box in sheet.merges if box.top == box.bottom == row)]
    sheet.validations = [
        replace(
            item,
            ranges=(
                *item.ranges,
                *(CellRange(row + 1, box.left, row + 1, box.right) for box in item.ranges if box.bottom == row),
            ),
        )
        for item in sheet.validations
    ]


def _down(box: CellRange) -> CellRange:
    return structs.replace(box, top=box.top + 1, bottom=box.bottom + 1)


def label_cell(sheet: Sheet, item: FillableField) -> Cell | None:
    """A cell that bears (part of) the label of a field."""
    parts = _OCCURRENCE.sub("", item.label).split(" / ")
    for part in (" / ".join(parts), *parts):
        for cell in sheet.cells:
            if isinstance(cell.value, str) and part and whole_label(cell.value) == part:
                return cell
    return None


def with_typo(text: str, chance: random.Random) -> str:
    """Two letters of a word of five or more changed places, or one is missing or doubled."""
    places = [match.start() for match in re.finditer(r"[^\W\d]{5,}", text.partition("\n")[0])]
    if not places:
        return text
    place = chance.choice(places) + chance.randrange(1, 3)
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return chance.choice([swapped, text[:place] + text[place + 1 :], text[:place] + text[place] + text[place:]])


def reworded(text: str, chance: random.Random) -> str:
    first, line, rest = text.partition("\n")
    words = first.split()
    choices = [f"{first} (obrigatório)", f"Informe: {first}", first.upper(), f"{first} da startup"]
    if len(words) > 3:
        choices += [" ".join(words[:-1]), " ".join(words[1:])]
    return chance.choice(choices) + line + rest


Edit = Callable[[Editing], None]


def blank_rows(editing: Editing) -> None:
    for _ in range(3):
        sheet = editing.chance.choice(editing.sheets())
        insert_rows(editing, sheet, editing.chance.randint(1, _last(sheet)[0]), editing.chance.randint(1, 3))


def blank_columns(editing: Editing) -> None:
    sheet = editing.chance.choice(editing.sheets())
    insert_columns(editing, sheet, editing.chance.randint(1, _last(sheet)[1]))


def _last(sheet: Sheet) -> tuple[int, int]:
    return max(cell.row for cell in sheet.cells), max(cell.column for cell in sheet.cells)


def spare_rows(editing: Editing) -> None:
    for _ in range(3):
        if found := editing.any_field():
            repeat_row(editing, found[0], found[2].bottom)


def removed_rows(editing: Editing) -> None:
    for _ in range(3):
        if found := editing.any_field():
            delete_row(editing, found[0], found[2].top)


def typos(editing: Editing) -> None:
    _relabel(editing, with_typo)


def rewordings(editing: Editing) -> None:
    _relabel(editing, reworded)


def _relabel(editing: Editing, change: Callable[[str, random.Random], str]) -> None:
    for _ in range(5):
        if (found := editing.any_field()) and (cell := label_cell(found[0], found[1])):
            cell.value = change(str(cell.value), editing.chance)


def renamed_sheets(editing: Editing) -> None:
    sheet = editing.chance.choice(editing.sheets())
    editing.rename(sheet, f"{editing.chance.choice(['Nova', 'Etapa', 'Ficha'])} {editing.chance.randint(100, 999)}")


def reordered_sheets(editing: Editing) -> None:
    sheets = list(editing.workbook.sheets)
    editing.chance.shuffle(sheets)
    editing.workbook.sheets = sheets


def retyped(editing: Editing) -> None:
    for _ in range(3):
        if found := editing.any_field():
            sheet, _, box = found
            sheet.validations = [*sheet.validations, _list_of(box, '"Alto,Médio,Baixo"')]


def _list_of(box: CellRange, formula: str) -> DataValidation:
    return DataValidation((box,), "list", None, formula, None, True, True, None, None, None)


def other_examples(editing: Editing) -> None:
    """Every example is somebody else's now."""
    with_example = {item.field_id for item in editing.before if item.example_value is not None}
    cells = {
        (place[0], place[1].top, place[1].left)
        for key, place in editing.where.items()
        if place is not None and key in with_example
    }
    for sheet in editing.workbook.sheets:
        for cell in sheet.cells:
            if (sheet.name, cell.row, cell.column) in cells and isinstance(cell.value, str):
                cell.value = f"Exemplo {editing.chance.randint(1, 10**6)}"


EDITS: dict[str, Edit] = {
    "blank_rows": blank_rows,
    "blank_columns": blank_columns,
    "spare_rows": spare_rows,
    "removed_rows": removed_rows,
    "typos": typos,
    "rewordings": rewordings,
    "renamed_sheets": renamed_sheets,
    "reordered_sheets": reordered_sheets,
    "retyped": retyped,
    "other_examples": other_examples,
}


@dataclass(frozen=True)
class Score:
    """`wrong` holds what was matched though the truth says otherwise; `possible` counts what the truth matches."""

    right: int
    wrong: Sequence[tuple[FillableField, FillableField]]
    possible: int
    doubtful: int


def score(editing: Editing, after: Sequence[FillableField], matches: FieldMatches) -> Score:
    """A field of both versions is found again where its first cell is the same one, wherever that is now."""
    now = {_first_cell(item.sheet_name, CellRange.parse(item.cell_range)) for item in after}
    cells = {key: _first_cell(*place) for key, place in editing.where.items() if place is not None}
    truth = {key: cell for key, cell in cells.items() if cell in now}
    wrong = [
        (match.old, match.new)
        for match in matches.matches
        if truth.get(match.old.field_id) != _first_cell(match.new.sheet_name, CellRange.parse(match.new.cell_range))
    ]
    doubtful = sum(item.field_id in truth for doubt in matches.doubts for item in doubt.old)
    return Score(len(matches.matches) - len(wrong), wrong, len(truth), doubtful)


def _first_cell(sheet_name: str, box: CellRange) -> tuple[str, int, int]:
    return sheet_name, box.top, box.left
