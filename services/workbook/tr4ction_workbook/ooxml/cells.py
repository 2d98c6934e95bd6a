"""The fast way through `sheetData` (ECMA-376 part 1, clause 18.3.1.80): over the stored bytes, a megabyte at a time.

A tree of a sheet costs ten times what its cells are worth. Here values and formulas are taken out of the bytes, and the
markup that is left, which repeats itself, is looked up (see `cellmarkup`). Nothing is passed over: each cell's markup
was accounted for in full, there are as many cells as the chunk has `<c`, as many places for values and formulas as were
taken out, rows and cells ascend strictly. Where that does not hold, the whole sheet is read again by `cells_tree`,
which takes any XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate, chain, compress
from operator import ge

from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.cellmarkup import FORMULA, INLINE, PLACES, VALUE, CellMarkup, MarkupMemory, RowMarkup
from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.model import MAX_ROW, RowProperties
from tr4ction_workbook.ooxml.text import XML_SPACE, escape_xml, escape_xstring, has_bad_character, has_bad_entity

_CHUNK = 1 << 20

_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_ROW_NUMBER_LATER = re.compile(rb'<row((?:\s++(?!r=)[\w:.-]++="[^"<>]*+")++)[ \t\r\n]++r="([0-9]{1,7})"')
_VALUE = re.compile(rb'<v(?: xml:space="preserve")?>([^<]++)</v>')
_VALUE_OR_INLINE = re.compile(
    rb'(?:<v(?: xml:space="preserve")?>|(<is><t(?: xml:space="preserve")?>))([^<]++)(?(1)</t></is>|</v>)'
)
_FORMULA = re.compile(rb"<f>([^<]++)</f>")


class CellReader:
    """Reads the cells of a workbook's sheets; what it finds out about the markup of one serves the others."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._memory = MarkupMemory(budget, {})

    def read(
        self,
        data: bytes,
        start: int,
        end: int,
        table: StoredCells,
        rows: dict[int, RowProperties],
        prefixes: Mapping[str, str],
    ) -> bool:
        """Read the content of a `sheetData` element, `data[start:end]`, into an empty table. `prefixes`: namespaces
        declared around it.

        False where the content is not such as writers write; table and rows are then of no use.
        """
        self._memory = self._memory.for_prefixes(prefixes)
        last_row = taken_cells = taken_rows = 0
        while start < end:
            stop = data.find(b"</row>", min(start + _CHUNK, end), end)
            stop = end if stop < 0 else stop + 6
            chunk = data[start:stop]
            start = stop
            count, num_rows = chunk.count(b"<c"), chunk.count(b"<row")
            self._budget.take_cells(count, num_rows)
            taken_cells, taken_rows = taken_cells + count, taken_rows + num_rows
            table.element_count += count
            numbers = self._read_chunk(chunk, count, last_row, table, rows)
            if numbers is None:
                self._budget.give_back_cells(taken_cells, taken_rows)
                return False
            last_row = numbers[-1] if numbers else last_row
        return True

    def _read_chunk(
        self, chunk: bytes, count: int, last_row: int, table: StoredCells, rows: dict[int, RowProperties]
    ) -> list[int] | None:
        """The numbers of the rows of a chunk that has `count` cells; None where it is not such as writers write."""
        if not _has_places(chunk):
            return None
        markup, values, formulas = _taken_apart(chunk)
        texts = b"\n".join(chain(values, formulas))
        if has_bad_entity(texts) or has_bad_character(texts):
            return None
        numbers, found = self._rows(markup)
        if found is None or not _adds_up(found, count, len(values), len(formulas)):
            return None
        if any(map(ge, [last_row, *numbers], numbers)) or (numbers and numbers[-1] > MAX_ROW):
            return None
        rows.update([(number, row.properties) for number, row in zip(numbers, found, strict=True) if row.properties])
        self._add(table, numbers, found, values, formulas)
        return numbers

    def _rows(self, markup: bytes) -> tuple[list[int], list[RowMarkup] | None]:
        """Numbers and markup of rows; None where some of it is not such as writers write."""
        first, *parts = _ROW.split(markup)
        digits, texts = parts[::2], parts[1::2]
        found = None if first.strip(XML_SPACE) else self._memory.rows(digits, texts)
        if found is None:
            reordered = _ROW_NUMBER_LATER.sub(rb'<row r="\2"\1', markup)
            if reordered != markup:
                return self._rows(reordered)
        return list(map(int, digits)), found

    def _add(
        self, table: StoredCells, numbers: list[int], found: list[RowMarkup], values: list[bytes], formulas: list[bytes]
    ) -> None:
        filled = [row.num_cells > 0 for row in found]
        numbers, found = list(compress(numbers, filled)), list(compress(found, filled))
        starts = list(accumulate([row.num_cells for row in found], initial=len(table)))
        table.run_rows.extend(numbers)
        table.run_starts.extend(starts[:-1])
        table.records += b"".join([row.records for row in found])
        plain = iter(formulas)
        inline: list[tuple[int, bytes]] = []
        taken = 0
        for start, number, row in zip(starts, numbers, found, strict=False):  # of starts there is one more
            for position, stored in row.formulas:
                index = start + position
                if stored is None:
                    table.formulas.stored[index] = next(plain)
                else:
                    table.formulas.add(index, number, table.columns[index], stored)
            for position, before, cell in row.special:
                self._add_special(table, start + position, cell)
                if cell.inline is not None and cell.inline.text:
                    inline.append((taken + before, escape_xml(escape_xstring(cell.inline.text))))
            taken += row.num_values
        table.values += _with_inline(values, inline) if inline else values

    def _add_special(self, table: StoredCells, index: int, cell: CellMarkup) -> None:
        if cell.metadata:
            table.metadata[index] = cell.metadata
        if cell.inline is not None and cell.inline.runs:
            self._budget.take_nodes(len(cell.inline.runs))
            table.rich[index] = cell.inline.runs


def _has_places(chunk: bytes) -> bool:
    """Whether it is UTF-8 without any of the characters that stand for what is taken out."""
    if any(place in chunk for place in PLACES):
        return False
    if chunk.isascii():
        return True
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _taken_apart(chunk: bytes) -> tuple[bytes, list[bytes], list[bytes]]:
    """Markup, values and plain formulas."""
    if b"<is" in chunk:
        parts = _VALUE_OR_INLINE.split(chunk)
        values = parts[2::3]
        slots = [INLINE if opened else VALUE for opened in parts[1::3]]
        markup = b"".join(chain.from_iterable(zip(parts[::3], [*slots, b""], strict=True)))
    else:
        parts = _VALUE.split(chunk)
        values = parts[1::2]
        markup = VALUE.join(parts[::2])
    formulas = _FORMULA.split(markup) if b"<f>" in markup else [markup]
    return FORMULA.join(formulas[::2]), values, formulas[1::2]


def _adds_up(found: list[RowMarkup], cells: int, values: int, formulas: int) -> bool:
    return (
        sum([row.num_cells for row in found]) == cells
        and sum([row.num_values for row in found]) == values
        and sum([row.num_formulas for row in found]) == formulas
    )


def _with_inline(values: list[bytes], inline: list[tuple[int, bytes]]) -> Iterator[bytes]:
    """Values with inline texts among them, each before the value at its position."""
    start = 0
    for position, text in inline:
        yield from values[start:position]
        yield text
        start = position
    yield from values[start:]
