"""What filling takes and gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeAlias

from tr4ction_workbook.fields import FillableField
from tr4ction_workbook.filling.errors import Finding
from tr4ction_workbook.ooxml.model import CellRange, column_letters
from tr4ction_workbook.ooxml.sheet import SheetSource

Answer: TypeAlias = str | int | float | bool | date | time | None
"""What a cell can be given; a `datetime` is a `date`. None and the empty text empty it."""

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[rR][0-9]*[cC][0-9]*")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled workbook.

    `cells`: what was written or emptied, such as `Sheet!B4`, in the order of the answers. `parts`: the parts that
    differ from the original, were added or left out. `recalculates`: the workbook has formulas, whose stored results
    are those of before; spreadsheet programs calculate them when they open it, other readers show the old ones.
    `warnings`: what was written otherwise than one might think.
    """

    data: bytes
    cells: Sequence[str]
    parts: Sequence[str]
    recalculates: bool
    warnings: Sequence[Finding]


@dataclass(slots=True)
class Target:
    """An answer and where it belongs. `area` is all of a field's range, `row` and `column` where the value goes."""

    order: int
    key: str
    answer: Answer
    field: FillableField | None
    sheet: SheetSource
    area: CellRange
    row: int
    column: int

    @property
    def where(self) -> str:
        return cell_name(self.sheet.name, self.row, self.column)


@dataclass(frozen=True, slots=True)
class WholeWorkbook:
    """What a finding is about that concerns no cell."""

    order: int = -1
    where: str = ""


def cell_name(sheet: str, row: int, column: int) -> str:
    """`Sheet!B4`; the sheet in quotes where formulas need them."""
    plain = _PLAIN_NAME.fullmatch(sheet) and not _LOOKS_LIKE_CELL.fullmatch(sheet)
    name = sheet if plain else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{column_letters(column)}{row}"
