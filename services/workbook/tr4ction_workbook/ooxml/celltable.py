"""The cells of a sheet in columns: eight bytes a cell beside its value, which is decoded when asked for."""

from __future__ import annotations

import re
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from enum import IntEnum
from functools import cached_property
from itertools import accumulate, chain, compress

from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.formulas import FormulaReader
from tr4ction_workbook.ooxml.model import Cell, CellType, CellValue, GenericElement, RichRun
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


# attributes of a cell that are numbers kept beside the columns
METADATA = ("cm", "vm", "ph")
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


# One record a cell: column, `Kind` with the flag below, style id. Eight bytes, so that a record of markup met before
# is copied as it is, and columns and style ids can be seen as strides of one buffer without being taken apart.
_RECORD = struct.Struct("=HBxI")
pack_record = _RECORD.pack
_TAG_OFFSET = 2
HAS_VALUE = 0x10
KIND_MASK = 0x0F
_KINDS = bytes(tag & KIND_MASK for tag in range(256))
_WITHOUT_VALUE = bytes(tag for tag in range(256) if not tag & HAS_VALUE)


def record_tags(records: bytes) -> bytes:
    """`Kind` and flags of some records."""
    return records[_TAG_OFFSET :: _RECORD.size]


class StoredCells:
    """`CellTable` in columns, in document order.

    `records` has eight bytes a cell (see `pack_record`), of which `columns`, `styles` and `tags` are views. `values`
    holds the stored bytes of the cells that have a value (`HAS_VALUE`), never empty and still XML-escaped; of shared
    strings the index. Rows are runs: `run_rows[i]` holds from cell `run_starts[i]` on.
    `rich` holds the runs of inline rich texts, `formulas` the formulas, `metadata` the numbers `cm`, `vm` (indices into
    the metadata part) and `ph` (1 where phonetic runs are shown), and `other` the `c` element with only what none of
    these has, all by position in the table.
    `faults` are contradictions met while reading, in English; `element_count` is how many `<c` the part has by a count
    that is independent of the reading.
    """

    def __init__(self, strings: SharedStrings, budget: Budget) -> None:
        self.strings = strings
        self.run_rows = array("I")
        self.run_starts = array("I")
        self.records = bytearray()
        self.values: list[bytes] = []
        self.rich: dict[int, tuple[RichRun, ...]] = {}
        self.metadata: dict[int, dict[str, int]] = {}
        self.other: dict[int, GenericElement] = {}
        self.formulas = FormulaReader(budget)
        self.faults: list[str] = []
        self.element_count = 0

    def __len__(self) -> int:
        return len(self.records) // _RECORD.size

    def __iter__(self) -> Iterator[Cell]:
        has_formulas = len(self.formulas) > 0
        columns, styles, tags = self.columns, self.styles, self.tags
        values = iter(self.values)
        formula: str | None = None
        for row, start, end in self.row_runs():
            for index in range(start, end):
                if has_formulas:
                    formula = self.formulas.read(index, row, columns[index])
                tag = tags[index]
                raw = next(values) if tag & HAS_VALUE else b""
                if not raw and formula is None:
                    yield Cell(row, columns[index], styles[index], "blank", None)
                else:
                    kind, value = self.decode(tag & KIND_MASK, raw)
                    yield Cell(row, columns[index], styles[index], kind, value, formula)

    @property
    def columns(self) -> memoryview:
        """Column of each cell."""
        return memoryview(self.records).cast("H")[:: _RECORD.size // 2]

    @property
    def styles(self) -> memoryview:
        """Style id of each cell."""
        return memoryview(self.records).cast("I")[1 :: _RECORD.size // 4]

    @property
    def tags(self) -> bytes:
        """`Kind` of each cell, with its flags."""
        return bytes(self.records[_TAG_OFFSET :: _RECORD.size])

    @property
    def value_kinds(self) -> bytes:
        """`Kind` of each of the `values`."""
        return self.tags.translate(_KINDS, _WITHOUT_VALUE)

    def values_of(self, *kinds: Kind) -> list[bytes]:
        """The `values` that are of some kinds."""
        chosen = bytes(kind in kinds for kind in range(256))
        return list(compress(self.values, self.value_kinds.translate(chosen)))

    def row_runs(self) -> Iterator[tuple[int, int, int]]:
        """(row, first cell, cell after the last) of each run of cells in one row."""
        ends = chain(self.run_starts[1:], (len(self),))
        return zip(self.run_rows, self.run_starts, ends, strict=False)  # there may be no run

    def row_of(self, index: int) -> int:
        """Row of the cell at a position."""
        return self.run_rows[bisect_right(self.run_starts, index) - 1]

    def has_value(self, index: int) -> bool:
        """Whether the cell at a position has a stored value."""
        return bool(self.records[index * _RECORD.size + _TAG_OFFSET] & HAS_VALUE)

    def value(self, index: int) -> tuple[CellType, CellValue]:
        """Type and value of the cell at a position."""
        tag = self.records[index * _RECORD.size + _TAG_OFFSET]
        raw = self.values[self._value_positions[index]] if tag & HAS_VALUE else b""
        return self.decode(tag & KIND_MASK, raw)

    def decode(self, kind: int, raw: bytes) -> tuple[CellType, CellValue]:
        """Type and value of a stored value. What cannot be understood is text, so that it is not taken for empty."""
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
        tag = self.records[index * _RECORD.size + _TAG_OFFSET]
        if tag != Kind.SHARED | HAS_VALUE:
            return self.rich.get(index, ())
        shared = number(self.values[self._value_positions[index]])
        return self.strings.runs.get(shared, ()) if isinstance(shared, int) else ()

    @cached_property
    def _value_positions(self) -> array[int]:
        """Where in `values` the value of each cell is, of the next one that has a value where the cell has none."""
        return array("I", accumulate((bool(tag & HAS_VALUE) for tag in self.tags), initial=0))

    def append(self, row: int, column: int, style: int, kind: Kind, raw: bytes) -> int:
        """Add one cell, `raw` empty if it has no value; returns its position. For readers: tables stay as read."""
        index = len(self)
        if not self.run_rows or self.run_rows[-1] != row:
            self.run_rows.append(row)
            self.run_starts.append(index)
        self.records += pack_record(column, kind | HAS_VALUE if raw else kind, style)
        if raw:
            self.values.append(raw)
        return index
