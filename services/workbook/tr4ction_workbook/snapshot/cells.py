"""The cells of a sheet as columns of the document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

import msgspec

from tr4ction_workbook.ooxml.celltable import Kind, StoredCells, number
from tr4ction_workbook.ooxml.formulas import StoredFormula
from tr4ction_workbook.ooxml.text import decode_stored
from tr4ction_workbook.snapshot.document import CellColumns, FormulaRecord
from tr4ction_workbook.snapshot.styles import Colors

_BLANK = b"."
_WRONG = ord("x")
_numbers = msgspec.json.Decoder(list[int | float])
_LETTERS = {
    int(kind): ord(letter)
    for kind, letter in (
        (Kind.NUMBER, "n"),
        (Kind.SHARED, "s"),
        (Kind.BOOLEAN, "b"),
        (Kind.ERROR, "e"),
        (Kind.FORMULA_TEXT, "t"),
        (Kind.INLINE, "i"),
        (Kind.DATE, "d"),
    )
}

Value = str | float | int | bool


def cell_columns(table: StoredCells, colors: Colors) -> CellColumns:
    """Columns of a table, without changing it."""
    types, values = _values(table)
    ends = [*table.run_starts[1:], len(table)] if table.run_starts else []
    return CellColumns(
        rows=table.run_rows.tolist(),
        counts=[end - start for start, end in zip(table.run_starts, ends, strict=True)],
        columns=table.columns.tolist(),
        styles=table.styles.tolist(),
        types=types,
        values=values,
        formulas=_formulas(table),
        rich={index: colors.runs(runs) for index, runs in table.rich.items()},
        metadata=table.metadata,
    )


def _values(table: StoredCells) -> tuple[str, list[Value]]:
    kinds, raws = table.kinds, table.raws
    positions = list(compress(range(len(raws)), raws))
    if Kind.FORMULA_TEXT in kinds:  # an empty result of a formula is a value, an empty `v` of others is none
        positions = [index for index, raw in enumerate(raws) if raw or kinds[index] == Kind.FORMULA_TEXT]
    stored_kinds = bytes([kinds[index] for index in positions])
    stored = [raws[index] or b"" for index in positions]
    numbers = _plain_numbers(stored_kinds, stored)
    letters = bytearray(_BLANK * len(raws))
    values: list[Value] = []
    for index, kind, raw in zip(positions, stored_kinds, stored, strict=True):
        if numbers is not None and kind <= Kind.SHARED:
            letters[index] = _LETTERS[kind]
            values.append(next(numbers))
        else:
            letters[index], value = _decode(kind, raw)
            values.append(value)
    return letters.decode(), values


def _plain_numbers(kinds: bytes, raws: list[bytes]) -> Iterator[float | int] | None:
    """All numbers and indices at once, where all are written as JSON writes them, which is nearly always."""
    indices = b"".join([raw for kind, raw in zip(kinds, raws, strict=True) if kind == Kind.SHARED])
    if indices and not indices.isdigit():
        return None
    joined = b",".join([raw for kind, raw in zip(kinds, raws, strict=True) if kind <= Kind.SHARED])
    try:
        return iter(_numbers.decode(b"[" + joined + b"]"))
    except msgspec.DecodeError:
        return None


def _decode(kind: int, raw: bytes) -> tuple[int, Value]:
    if kind in (Kind.NUMBER, Kind.SHARED):
        value = number(raw)
        if value is None or (kind == Kind.SHARED and not isinstance(value, int)):
            return _WRONG, decode_stored(raw)
        return _LETTERS[kind], value
    if kind == Kind.BOOLEAN:
        return _LETTERS[kind], raw.strip() in (b"1", b"true")
    return _LETTERS[kind], decode_stored(raw)


def _formulas(table: StoredCells) -> list[FormulaRecord]:
    records = []
    for index, formula in table.formulas.stored.items():
        if isinstance(formula, StoredFormula):
            text = table.formulas.read(index, table.row_of(index), table.columns[index])
            records.append(FormulaRecord(index, text or "", formula.attributes))
        else:
            records.append(FormulaRecord(index, decode_stored(formula)))
    return records
