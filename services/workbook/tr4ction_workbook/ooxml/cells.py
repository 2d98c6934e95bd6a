"""The fast way through `sheetData` (ECMA-376 part 1, clause 18.3.1.80): patterns over the stored bytes.

A tree of a sheet costs ten times what its cells are worth. The patterns here take what writers really write, and prove
for each chunk that nothing was passed over: as many matches as the chunk has `<c`, nothing but row tags between them,
rows and cells strictly ascending. Where a proof fails, the whole sheet is read again by `cells_tree`, which takes any
XML.
"""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import chain
from operator import ge

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.cell_patterns import USUAL, WIDER
from tr4ction_workbook.ooxml.celltable import KINDS, Kind, StoredCells
from tr4ction_workbook.ooxml.errors import WorkbookError
from tr4ction_workbook.ooxml.formulas import StoredFormula
from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, RowProperties, column_number
from tr4ction_workbook.ooxml.strings import read_string_item
from tr4ction_workbook.ooxml.text import (
    XML_SPACE,
    decode_stored,
    escape_xml,
    escape_xstring,
    has_bad_character,
    has_bad_entity,
    unescape_xml,
)

_CHUNK = 1 << 20

_ROW = re.compile(rb"<row((?:\s[^<>]*?)?)(/?)>")
_ROW_NUMBER = re.compile(rb'\sr="([0-9]{1,7})"')
_ATTRIBUTE = re.compile(rb'\s++([A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?+)\s*+=\s*+(?:"([^"<]*+)"|\'([^\'<]*+)\')')
_QUOTED = re.compile(rb'"[^"]*+"')
_BLANKS = bytes.maketrans(b"\t\r\n", b"   ")
# `o` for the tag that opens a row, `c` for one that closes it, `e` for a row without content, `.` for a cell
_ROWS_IN_PAIRS = re.compile(rb"(?:o\.*+c|e)*+")
_PLAIN_ROW = RowProperties()
_MAX_KNOWN = 10_000

_Columns = dict[str, list[bytes | None]]


class _Numbers(dict[bytes | None, int]):
    """Small whole numbers by their digits, remembered: a sheet repeats few style ids."""

    def __missing__(self, digits: bytes | None) -> int:
        if digits is None:
            return 0
        number = min(int(digits), 0xFFFFFFFF) if 0 < len(digits) <= 20 else 0
        if len(self) < 100_000:
            self[digits] = number
        return number


class _Letters(dict[bytes | None, int]):
    """Column numbers by their letters; more than three letters are beyond any sheet."""

    def __missing__(self, letters: bytes | None) -> int:
        if letters is None or len(letters) > 3:
            return MAX_COLUMN + 1
        number = self[letters] = column_number(letters.decode())
        return number


_letters = _Letters()


def parse_attributes(raw: bytes, prefixes: Container[str] = ()) -> dict[str, str] | None:
    """Attributes of a start tag, by name as written. None where they are not as XML wants them, or a name has a prefix
    that is not among those."""
    found = _ATTRIBUTE.findall(raw)
    attributes = {name.decode(): _attribute_value(first or second) for name, first, second in found}
    if len(attributes) != len(found) or _ATTRIBUTE.sub(b"", raw).strip(XML_SPACE):
        return None
    if any(prefix and prefix not in prefixes for prefix in (name.rpartition(":")[0] for name in attributes)):
        return None
    return attributes


def _attribute_value(raw: bytes) -> str:
    """As an XML processor gives it: white space is blanks (XML 1.0, clause 3.3.3)."""
    return unescape_xml(raw.translate(_BLANKS).decode("utf-8", "replace"))


def row_properties(attributes: dict[str, str]) -> RowProperties:
    """Of the attributes of a `row` (clause 18.3.1.73); its style counts only with `customFormat`."""
    get = attributes.get
    return RowProperties(
        height=xml.real(get("ht")),
        hidden=xml.is_true(get("hidden")),
        outline_level=xml.integer(get("outlineLevel")),
        style_id=xml.integer(get("s")) if xml.is_true(get("customFormat")) else None,
        collapsed=xml.is_true(get("collapsed")),
        custom_height=xml.is_true(get("customHeight")),
    )


def read_cells(
    data: bytes,
    start: int,
    end: int,
    table: StoredCells,
    rows: dict[int, RowProperties],
    budget: Budget,
    prefixes: Container[str],
) -> bool:
    """Read the content of a `sheetData` element, `data[start:end]`, into an empty table. `prefixes` are those of
    namespaces declared around it.

    False where the patterns cannot answer for the content; table and rows are then of no use.
    """
    reader = _ChunkReader(table, rows, prefixes, budget)
    taken_cells = taken_rows = 0
    while start < end:
        stop = data.find(b"</row>", min(start + _CHUNK, end), end)
        stop = end if stop < 0 else stop + 6
        chunk = data[start:stop]
        start = stop
        count = chunk.count(b"<c")
        num_rows = chunk.count(b"<row")
        budget.take_cells(count, num_rows)
        taken_cells, taken_rows = taken_cells + count, taken_rows + num_rows
        table.element_count += count
        if not (_is_plain(chunk) and reader.read(chunk, count)):
            budget.give_back_cells(taken_cells, taken_rows)
            return False
    return True


def _is_plain(chunk: bytes) -> bool:
    """No comments, CDATA, instructions or alternate content; references and bytes that an XML processor would take."""
    if b"<!" in chunk or b"<?" in chunk or b"AlternateContent" in chunk:
        return False
    if has_bad_entity(chunk) or has_bad_character(chunk):
        return False
    if chunk.isascii():
        return True
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _ChunkReader:
    """Reads chunks of whole rows one after the other; false once a proof fails."""

    def __init__(
        self, table: StoredCells, rows: dict[int, RowProperties], prefixes: Container[str], budget: Budget
    ) -> None:
        self._table = table
        self._budget = budget
        self._rows = rows
        self._prefixes = prefixes
        self._known: dict[bytes, RowProperties] = {}
        self._pattern = USUAL
        self._styles = _Numbers({b"": 0, None: 0})
        self._last_row = 0
        self._last_filled = 0

    def read(self, chunk: bytes, count: int) -> bool:
        between, columns = self._pattern.split(chunk)
        while len(between) != count + 1:
            wider = WIDER.get(id(self._pattern))
            if wider is None:
                return False
            self._pattern = wider
            between, columns = wider.split(chunk)
        numbers = self._read_rows(b".".join(between))
        return numbers is not None and (not count or self._add(between, columns, numbers))

    def _read_rows(self, markup: bytes) -> set[int] | None:
        """Row numbers of what stands between the cells, which are points in it. None unless it is rows in pairs, with
        ascending numbers, and all cells are in rows."""
        parts = _ROW.split(markup)
        attributes, slashes = parts[1::3], parts[2::3]
        shape = b"".join(
            chain.from_iterable(zip(parts[0::3], (b"e" if slash else b"o" for slash in slashes), strict=False))
        )
        shape = (shape + parts[-1]).replace(b"</row>", b"c").translate(None, XML_SPACE)
        if not _ROWS_IN_PAIRS.fullmatch(shape):
            return None
        numbers: set[int] = set()
        for text in attributes:
            match = _ROW_NUMBER.search(text)
            number = int(match[1]) if match else 0
            if match is None or not self._last_row < number <= MAX_ROW:
                return None
            self._last_row = number
            numbers.add(number)
            rest = text.replace(match[0], b"", 1)
            properties = self._known.get(rest) or self._read_properties(rest)
            if properties is None:
                return None
            if properties is not _PLAIN_ROW:
                self._rows[number] = properties
        return numbers

    def _read_properties(self, text: bytes) -> RowProperties | None:
        """Of the attributes of a row without its number; remembered, for most rows have the same."""
        attributes = parse_attributes(text, self._prefixes)
        if attributes is None or "r" in attributes:
            return None
        properties = row_properties(attributes)
        if properties == _PLAIN_ROW:
            properties = _PLAIN_ROW
        if len(self._known) < _MAX_KNOWN:
            self._known[text] = properties
        return properties

    def _add(self, between: list[bytes], found: _Columns, rows: set[int]) -> bool:
        table = self._table
        base = len(table)
        columns = list(map(_letters.__getitem__, found["letters"]))
        if max(columns) > MAX_COLUMN or not self._add_runs(between, found["digits"], columns, rows):
            return False
        try:
            table.kinds += bytes(map(KINDS.__getitem__, found["type"]))
        except KeyError:
            return False
        table.columns.extend(columns)
        table.styles.extend(map(self._styles.__getitem__, found["style"]))
        table.raws.extend(found["value"])
        if (any(found["formula"]) or any(found["f_attributes"])) and not _add_formulas(table, base, found):
            return False
        if "attributes" in found and not self._are_attributes(found["attributes"]):
            return False
        return "cm" not in found or (
            _add_metadata(table, base, found) and _add_inline(table, base, found, self._budget)
        )

    def _are_attributes(self, texts: list[bytes | None]) -> bool:
        """Whether XML would take them: each name once, its prefix declared. Cells repeat few sets of names."""
        names = {_QUOTED.sub(b'""', text) for text in texts if text}
        return all(parse_attributes(text, self._prefixes) is not None for text in names)

    def _add_runs(self, between: list[bytes], digits: list[bytes | None], columns: list[int], rows: set[int]) -> bool:
        """Group cells by row. False unless all cells of a row name it, rows ascend, and columns ascend in each."""
        starts = [position for position, markup in enumerate(between) if markup and b"<row" in markup]
        if starts and starts[-1] == len(digits):  # rows without cells at the end
            starts.pop()
        if not starts or starts[0] != 0:
            return False
        base = len(self._table)
        breaks = 0
        for start, end in zip(starts, [*starts[1:], len(digits)], strict=True):
            text = digits[start]
            row = int(text) if text and len(text) < 8 else 0
            if row <= self._last_filled or row not in rows:
                return False
            if digits[start:end].count(text) != end - start:
                return False
            self._last_filled = row
            breaks += start > 0 and columns[start - 1] >= columns[start]
            self._table.run_rows.append(row)
            self._table.run_starts.append(base + start)
        # every step back to the left must be one to a new row
        steps_back: int = sum(map(ge, columns, columns[1:]))
        return steps_back == breaks


def _add_formulas(table: StoredCells, base: int, found: _Columns) -> bool:
    stored = table.formulas.stored
    for offset, (attributes, text) in enumerate(zip(found["f_attributes"], found["formula"], strict=True)):
        if attributes:
            parsed = parse_attributes(attributes, ("xml",))
            if parsed is None:
                return False
            formula = StoredFormula(decode_stored(text or b""), parsed)
            row = int(found["digits"][offset] or 0)
            table.formulas.add(base + offset, row, table.columns[base + offset], formula)
        elif text:
            stored[base + offset] = text
    return True


def _add_metadata(table: StoredCells, base: int, found: _Columns) -> bool:
    cm, vm = found["cm"], found["vm"]
    if any(cm) or any(vm):
        for offset, (cell, value) in enumerate(zip(cm, vm, strict=True)):
            if cell or value:
                pairs = (("cm", cell), ("vm", value))
                table.metadata[base + offset] = {name: int(raw[:9]) for name, raw in pairs if raw}
    return True


def _add_inline(table: StoredCells, base: int, found: _Columns, budget: Budget) -> bool:
    """Texts in `is`, whatever type the cell states."""
    plain, rich = found["plain"], found["rich"]
    for offset, raw in enumerate(plain) if plain.count(None) < len(plain) else ():
        if raw is not None:
            table.raws[base + offset] = raw
            table.kinds[base + offset] = Kind.INLINE
    for offset, raw in enumerate(rich) if any(rich) else ():
        if not raw:
            continue
        try:
            item = read_string_item(xml.parse(raw.strip(), "is", budget))
        except WorkbookError:  # a prefix declared further out, which the tree reader knows
            return False
        budget.give_back_nodes(raw, kept=len(item.runs))
        table.raws[base + offset] = escape_xml(escape_xstring(item.text))
        table.kinds[base + offset] = Kind.INLINE
        if item.runs:
            table.rich[base + offset] = item.runs
    return True
