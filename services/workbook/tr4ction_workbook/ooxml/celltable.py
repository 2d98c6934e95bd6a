"""The cells of a sheet in columns: about 60 bytes a cell beside the bytes of its value, decoded when asked for."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from enum import IntEnum

from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.formulas import FormulaReader
from tr4ction_workbook.ooxml.model import Cell, CellType, CellValue, RichRun
from tr4ction_workbook.ooxml.strings import SharedStrings
from tr4ction_workbook.ooxml.text import decode_stored

_INTEGER = re.compile(rb"-?[0-9]{1,18}")
_REAL = re.compile(rb"[-+]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][-+]?[0-9]{1,4})?")


class Kind(IntEnum):
    """ST_CellType as stored (clause 18.18.11)."""

    NUMBER = 0
    SHARED = 1
    BOOLEAN = 2
    ERROR = 3
    FORMULA_TEXT = 4
    INLINE = 5
    DATE = 6


KINDS: dict[bytes | None, Kind] = {
    None: Kind.NUMBER,
    b"": Kind.NUMBER,
    b"n": Kind.NUMBER,
    b"s": Kind.SHARED,
    b"b": Kind.BOOLEAN,
    b"e": Kind.ERROR,
    b"str": Kind.FORMULA_TEXT,
    b"inlineStr": Kind.INLINE,
    b"d": Kind.DATE,
}


def number(raw: bytes) -> float | int | None:
    """A stored number; None for what is none, or is beyond the range of a double."""
    if _INTEGER.fullmatch(raw):
        return int(raw)
    raw = raw.strip()
    if not _REAL.fullmatch(raw):
        return None
    value = float(raw)
    return value if abs(value) != float("inf") else None


class StoredCells:
    """`CellTable` in columns; all columns have one entry a cell, in document order.

    `columns`, `styles`, `kinds` (`Kind`), `raws` (stored bytes of the value, still XML-escaped; of shared strings the
    index; None or empty where the cell has none). Rows are runs: `run_rows[i]` holds from cell `run_starts[i]` on.
    `rich` holds the runs of inline rich texts, `formulas` the formulas and `metadata` the indices into the
    metadata part (`cm`, `vm`), all by position in the table.
    `faults` are contradictions met while reading, in English; `element_count` is how many `<c` the part has by a count
    that is independent of the reading.
    """

    def __init__(self, strings: SharedStrings, budget: Budget) -> None:
        self.strings = strings
        self.run_rows = array("I")
        self.run_starts = array("I")
        self.columns = array("H")
        self.styles = array("I")
        self.kinds = bytearray()
        self.raws: list[bytes | None] = []
        self.rich: dict[int, tuple[RichRun, ...]] = {}
        self.metadata: dict[int, dict[str, int]] = {}
        self.formulas = FormulaReader(budget)
        self.faults: list[str] = []
        self.element_count = 0

    def __len__(self) -> int:
        return len(self.columns)

    def __iter__(self) -> Iterator[Cell]:
        has_formulas = len(self.formulas) > 0
        columns, styles, kinds, raws = self.columns, self.styles, self.kinds, self.raws
        formula: str | None = None
        for row, start, end in self.row_runs():
            for index in range(start, end):
                if has_formulas:
                    formula = self.formulas.read(index, row, columns[index])
                raw = raws[index]
                if not raw and formula is None:
                    yield Cell(row, columns[index], styles[index], "blank", None)
                else:
                    kind, value = self.decode(kinds[index], raw)
                    yield Cell(row, columns[index], styles[index], kind, value, formula)

    def row_runs(self) -> Iterator[tuple[int, int, int]]:
        """(row, first cell, cell after the last) of each run of cells in one row."""
        starts = self.run_starts
        for position, row in enumerate(self.run_rows):
            end = starts[position + 1] if position + 1 < len(starts) else len(self.columns)
            yield row, starts[position], end

    def row_of(self, index: int) -> int:
        """Row of the cell at a position."""
        return self.run_rows[bisect_right(self.run_starts, index) - 1]

    def decode(self, kind: int, raw: bytes | None) -> tuple[CellType, CellValue]:
        """Type and value of a stored value. What cannot be understood is text, so that it is not taken for empty."""
        raw = raw or b""
        if kind == Kind.NUMBER:
            return self._number(raw)
        if kind == Kind.SHARED:
            return self._shared(raw)
        if kind == Kind.BOOLEAN:
            return ("boolean", raw.strip() in (b"1", b"true")) if raw else ("blank", None)
        if not raw and kind != Kind.FORMULA_TEXT:
            return "blank", None
        if kind == Kind.ERROR:
            return "error", decode_stored(raw)
        if kind == Kind.DATE:
            return "date", decode_stored(raw)
        return "text", decode_stored(raw)

    @staticmethod
    def _number(raw: bytes) -> tuple[CellType, CellValue]:
        if not raw:
            return "blank", None
        value = number(raw)
        return ("text", decode_stored(raw)) if value is None else ("number", value)

    def _shared(self, raw: bytes) -> tuple[CellType, CellValue]:
        if not raw:
            return "blank", None
        index = number(raw)
        if isinstance(index, int) and 0 <= index < len(self.strings):
            return "text", self.strings[index]
        return "text", ""

    def runs(self, index: int) -> tuple[RichRun, ...]:
        """Rich-text runs of a cell, empty where its text is plain."""
        if self.kinds[index] != Kind.SHARED:
            return self.rich.get(index, ())
        shared = number(self.raws[index] or b"")
        return self.strings.runs.get(shared, ()) if isinstance(shared, int) else ()

    def append(self, row: int, column: int, style: int, kind: Kind, raw: bytes | None) -> int:
        """Add one cell; returns its position. For the readers: tables are not changed once read."""
        index = len(self.columns)
        if not self.run_rows or self.run_rows[-1] != row:
            self.run_rows.append(row)
            self.run_starts.append(index)
        self.columns.append(column)
        self.styles.append(style)
        self.kinds.append(kind)
        self.raws.append(raw)
        return index
