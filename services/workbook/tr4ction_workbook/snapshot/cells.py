"""The cells of a sheet as columns of the document."""

from __future__ import annotations

from itertools import compress
from typing import cast

import msgspec

from tr4ction_workbook.ooxml.celltable import HAS_VALUE, KIND_MASK, Kind, StoredCells, number
from tr4ction_workbook.ooxml.generic import Names, shorten
from tr4ction_workbook.ooxml.text import decode_all, decode_stored
from tr4ction_workbook.snapshot.sheet_records import CellColumns, FormulaRecord
from tr4ction_workbook.snapshot.styles import Colors

_BLANK, _RESULT, _WRONG = b".", b"t", b"x"
_EMPTY_RESULT = b"\0"  # until it is told apart from what is blank
_OF_KIND: dict[int, bytes] = {
    Kind.NUMBER: b"n",
    Kind.SHARED: b"s",
    Kind.BOOLEAN: b"b",
    Kind.ERROR: b"e",
    Kind.FORMULA_TEXT: _RESULT,
    Kind.INLINE: b"i",
    Kind.DATE: b"d",
}
# tables for `bytes.translate`, by tag or by kind
_LETTERS = b"".join(
    _OF_KIND.get(tag & KIND_MASK, _BLANK)
    if tag & HAS_VALUE
    else (_EMPTY_RESULT if tag == Kind.FORMULA_TEXT else _BLANK)
    for tag in range(256)
)
_IS_SHARED = bytes(kind == Kind.SHARED for kind in range(256))
_IS_NUMERIC = bytes(kind in (Kind.NUMBER, Kind.SHARED) for kind in range(256))
_NO_ATTRIBUTES: dict[str, str] = {}  # one for all: a new one for each of 200,000 formulas is a third of their time
_numbers = msgspec.json.Decoder(list[int | float])

Value = str | float | int | bool


def cell_columns(table: StoredCells, colors: Colors, names: Names) -> CellColumns:
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
        formulas=_formulas(table, names),
        rich={index: colors.runs(runs) for index, runs in table.rich.items()},
        metadata=table.metadata,
        other={index: shorten(element, names) for index, element in table.other.items()},
    )


def _values(table: StoredCells) -> tuple[str, list[Value]]:
    """The letters of `types`, and `values`."""
    kinds, raws = table.value_kinds, table.values
    letters = table.tags.translate(_LETTERS)
    if ord(_EMPTY_RESULT) in letters:
        kinds, raws = _with_empty_results(letters, raws, kinds)
        letters = letters.replace(_EMPTY_RESULT, _RESULT)
    numbers = _plain_numbers(kinds, raws)
    if numbers is not None and len(numbers) == len(raws):
        return letters.decode(), cast("list[Value]", numbers)
    wrong: list[int] = []
    ready = None if numbers is None else iter(numbers)
    values: list[Value] = []
    for position, (kind, raw) in enumerate(zip(kinds, raws, strict=True)):
        if ready is not None and kind <= Kind.SHARED:
            values.append(next(ready))
        else:
            value = _decode(kind, raw)
            if value is None:
                wrong.append(position)
                value = decode_stored(raw)
            values.append(value)
    return (_marked(letters, wrong) if wrong else letters).decode(), values


def _with_empty_results(letters: bytes, raws: list[bytes], kinds: bytes) -> tuple[bytes, list[bytes]]:
    """Kinds and values, with the empty results of formulas: these are values, where an empty `v` of others is none."""
    stored = zip(kinds, raws, strict=True)
    empty = (Kind.FORMULA_TEXT, b"")
    pairs = [empty if letter == ord(_EMPTY_RESULT) else next(stored) for letter in letters if letter != ord(_BLANK)]
    return bytes([kind for kind, _ in pairs]), [raw for _, raw in pairs]


def _marked(letters: bytes, wrong: list[int]) -> bytes:
    """Letters with those values marked that their type does not allow."""
    marked = bytearray(letters)
    valued = [index for index, letter in enumerate(letters) if letter != ord(_BLANK)]
    for position in wrong:
        marked[valued[position]] = ord(_WRONG)
    return bytes(marked)


def _plain_numbers(kinds: bytes, raws: list[bytes]) -> list[float | int] | None:
    """All numbers and indices at once, where all are written as JSON writes them, which is nearly always."""
    indices = b"".join(compress(raws, kinds.translate(_IS_SHARED)))
    if indices and not indices.isdigit():
        return None
    joined = b",".join(compress(raws, kinds.translate(_IS_NUMERIC)))
    try:
        return _numbers.decode(b"[" + joined + b"]")
    except msgspec.DecodeError:
        return None


def _decode(kind: int, raw: bytes) -> Value | None:
    """None for a value that its type does not allow."""
    if kind == Kind.NUMBER:
        return number(raw)
    if kind == Kind.SHARED:
        index = number(raw)
        return index if isinstance(index, int) else None
    if kind == Kind.BOOLEAN:
        return raw.strip() in (b"1", b"true")
    return decode_stored(raw)


def _formulas(table: StoredCells, names: Names) -> list[FormulaRecord]:
    stored = table.formulas.stored
    texts = iter(decode_all([formula for formula in stored.values() if isinstance(formula, bytes)]))
    records = []
    for index, formula in stored.items():
        if isinstance(formula, bytes):
            records.append(FormulaRecord(index, next(texts), _NO_ATTRIBUTES))
        else:
            text = table.formulas.read(index, table.row_of(index), table.columns[index])
            records.append(FormulaRecord(index, text or "", names.attributes(formula.attributes.items())))
    return records
