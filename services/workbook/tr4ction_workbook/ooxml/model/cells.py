"""Cells (clause 18.3.1.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

from msgspec import Struct

from tr4ction_workbook.ooxml.model.references import column_letters

CellType = Literal["number", "text", "boolean", "error", "date", "blank"]
CellValue = str | float | int | bool | None


class Cell(Struct):
    """One stored `<c>`. `value` is what Excel shows before formatting: the cached result where there is a formula.

    `formula` has no leading `=`; shared formulas are expanded, and every cell of an array formula's range has its text.
    Numbers that a number format shows as dates are `number` (`CellFormat.is_date` tells); `date` is a stored ISO text.
    """

    row: int
    column: int
    style_id: int
    type: CellType
    value: CellValue
    formula: str | None = None

    @property
    def reference(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


class CellTable(Protocol):
    """The stored cells of a sheet in document order; blank styled cells are among them."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Cell]: ...
