"""The fast way through `sheetData` (ECMA-376 part 1, clause 18.3.1.80): patterns over the stored bytes.

A tree of a sheet costs ten times what its cells are worth. The patterns here take what writers really write, and prove
for each chunk that nothing was passed over: as many matches as the chunk has `<c`, nothing but row tags between them,
rows and cells strictly ascending. Where a proof fails, the whole sheet is read again by `cells_tree`, which takes any
XML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import ge

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.celltable import KINDS, Kind, StoredCells
from tr4ction_workbook.ooxml.errors import WorkbookError, WorkbookTooLargeError
from tr4ction_workbook.ooxml.formulas import StoredFormula
from tr4ction_workbook.ooxml.limits import Limits
from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, RowProperties, column_number
from tr4ction_workbook.ooxml.strings import read_string_item
from tr4ction_workbook.ooxml.text import decode_stored, escape_xml, escape_xstring, has_bad_entity

_CHUNK = 1 << 20

# Every pattern takes time in proportion to its text, whatever the text: what repeats is possessive (`++`), or ends at
# the next `<`, which well-formed XML does not have inside tags or values.


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern for one whole cell, and what its groups hold."""

    expression: re.Pattern[bytes]
    groups: tuple[str, ...]

    def split(self, chunk: bytes) -> tuple[list[bytes], dict[str, list[bytes | None]]]:
        """What stands between the cells, and the groups as columns: much cheaper than a tuple for each match."""
        flat = self.expression.split(chunk)
        width = len(self.groups) + 1
        columns = {name: flat[position + 1 :: width] for position, name in enumerate(self.groups)}
        return flat[0::width], columns


# what nearly every cell looks like
_USUAL = _Pattern(
    re.compile(
        rb"""<c[ ]r="([A-Z]++)([0-9]++)"(?:[ ]s="([0-9]++)")?+(?:/>|(?:[ ]t="([a-zA-Z]++)")?+>
        (?:<f((?:\s[^<>]*?)?)(?:/>|>([^<]*+)</f>))?+<v>([^<]*+)</v></c>)""",
        re.VERBOSE,
    ),
    ("letters", "digits", "style", "type", "f_attributes", "formula", "value"),
)
_BODY = rb"""(?:\s*/>|\s*>\s*
    (?:<f((?:\s[^<>]*?)?)(?:/>|>([^<]*+)</f>)\s*)?
    (?:(?:<v(?:\sxml:space="preserve")?>|<is><t(?:\sxml:space="preserve")?>)([^<]*+)(?:</v>|</t></is>)\s*|<v\s*/>\s*)?
    (<is>[^<]*+(?:<(?!/?is>|c[\s/>])[^<]*+)*+</is>\s*)?
    </c>)"""
_ALL_GROUPS = ("letters", "digits", "style", "type", "cm", "vm", "f_attributes", "formula", "value", "inline")
# everything the element may have, with the attributes in the order in which Excel writes them
_FULL = _Pattern(
    re.compile(
        rb"""<c\sr="([A-Z]{1,3})([0-9]{1,7})"(?:\ss="([0-9]*)")?(?:\st="([A-Za-z]*)")?
        (?:\scm="([0-9]+)")?(?:\svm="([0-9]+)")?"""
        + _BODY,
        re.VERBOSE,
    ),
    _ALL_GROUPS,
)
# the same with attributes in any order, among others
_ANY_ORDER = _Pattern(
    re.compile(
        rb"""<c(?=\s)(?=[^<>]*?\sr="([A-Za-z]{1,3})([0-9]{1,7})")
        (?:(?=[^<>]*?\ss="([0-9]*)")|)(?:(?=[^<>]*?\st="([A-Za-z]*)")|)
        (?:(?=[^<>]*?\scm="([0-9]+)")|)(?:(?=[^<>]*?\svm="([0-9]+)")|)(?:\s+[\w:]+="[^"<>]*")+"""
        + _BODY,
        re.VERBOSE,
    ),
    _ALL_GROUPS,
)
_WIDER = {id(_USUAL): _FULL, id(_FULL): _ANY_ORDER}

_ROW = re.compile(rb"<row((?:\s[^<>]*?)?)(/?)>")
_ROW_NUMBER = re.compile(rb'\sr="([0-9]{1,7})"')
_ATTRIBUTE = re.compile(rb'(?<![\w.:-])([\w.:-]++)\s*+=\s*+(?:"([^"]*)"|\'([^\']*)\')')
_TELLING = re.compile(rb"\s(?:ht|hidden|outlineLevel|s|customFormat|collapsed)=")

_Columns = dict[str, list[bytes | None]]


class _Numbers(dict[bytes | None, int]):
    """Small whole numbers by their digits, remembered: a sheet repeats few style ids."""

    def __missing__(self, digits: bytes | None) -> int:
        if digits is None:
            return 0
        number = min(int(digits), 0xFFFFFFFF) if 0 < len(digits) < 12 else 0
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


class Budget:
    """How many cells a workbook may still have."""

    def __init__(self, limits: Limits) -> None:
        self._allowed = limits.max_cells
        self.left = limits.max_cells

    def take(self, cells: int) -> None:
        self.left -= cells
        if self.left < 0:
            raise WorkbookTooLargeError(limit="max_cells", allowed=self._allowed)


def parse_attributes(raw: bytes) -> dict[str, str]:
    """Attributes of a start tag, by name as written."""
    return {name.decode(): decode_stored(first or second) for name, first, second in _ATTRIBUTE.findall(raw)}


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
    data: bytes, start: int, end: int, table: StoredCells, rows: dict[int, RowProperties], budget: Budget
) -> bool:
    """Read the content of a `sheetData` element, `data[start:end]`, into an empty table.

    False where the patterns cannot answer for the content; table and rows are then of no use.
    """
    reader = _ChunkReader(table, rows)
    while start < end:
        stop = data.find(b"</row>", min(start + _CHUNK, end), end)
        stop = end if stop < 0 else stop + 6
        chunk = data[start:stop]
        start = stop
        count = chunk.count(b"<c")
        budget.take(count)
        table.element_count += count
        if not (_is_plain(chunk) and reader.read(chunk, count)):
            return False
    return True


def _is_plain(chunk: bytes) -> bool:
    """No comments, CDATA, instructions or alternate content; references and bytes that an XML processor would take."""
    if b"<!" in chunk or b"<?" in chunk or b"AlternateContent" in chunk:
        return False
    if b"&" in chunk and has_bad_entity(chunk):
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

    def __init__(self, table: StoredCells, rows: dict[int, RowProperties]) -> None:
        self._table = table
        self._rows = rows
        self._pattern = _USUAL
        self._styles = _Numbers({b"": 0, None: 0})
        self._last_row = 0
        self._last_filled = 0

    def read(self, chunk: bytes, count: int) -> bool:
        between, columns = self._pattern.split(chunk)
        while len(between) != count + 1:
            wider = _WIDER.get(id(self._pattern))
            if wider is None:
                return False
            self._pattern = wider
            between, columns = wider.split(chunk)
        numbers = self._read_rows(b"".join(between))
        return numbers is not None and (not count or self._add(between, columns, numbers))

    def _read_rows(self, markup: bytes) -> set[int] | None:
        """Row numbers of what stands between the cells. None unless it is rows in pairs, with ascending numbers."""
        parts = _ROW.split(markup)
        attributes, slashes = parts[1::3], parts[2::3]
        if b"".join(parts[0::3]).replace(b"</row>", b"").strip():
            return None
        if markup.count(b"</row>") != len(slashes) - slashes.count(b"/"):
            return None
        known: dict[bytes, RowProperties] = {}
        numbers: set[int] = set()
        for text in attributes:
            match = _ROW_NUMBER.search(text)
            number = int(match[1]) if match else 0
            if match is None or not self._last_row < number <= MAX_ROW:
                return None
            self._last_row = number
            numbers.add(number)
            if _TELLING.search(text):
                rest = text.replace(match[0], b"", 1)
                self._rows[number] = known.get(rest) or known.setdefault(rest, row_properties(parse_attributes(rest)))
        return numbers

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
        if any(found["formula"]) or any(found["f_attributes"]):
            _add_formulas(table, base, found)
        return "cm" not in found or (_add_metadata(table, base, found) and _add_inline(table, base, found["inline"]))

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


def _add_formulas(table: StoredCells, base: int, found: _Columns) -> None:
    stored = table.formulas.stored
    for offset, (attributes, text) in enumerate(zip(found["f_attributes"], found["formula"], strict=True)):
        if attributes:
            formula = StoredFormula(decode_stored(text or b""), parse_attributes(attributes))
            row = int(found["digits"][offset] or 0)
            table.formulas.add(base + offset, row, table.columns[base + offset], formula)
        elif text:
            stored[base + offset] = text


def _add_metadata(table: StoredCells, base: int, found: _Columns) -> bool:
    cm, vm = found["cm"], found["vm"]
    if any(cm) or any(vm):
        for offset, (cell, value) in enumerate(zip(cm, vm, strict=True)):
            if cell or value:
                pairs = (("cm", cell), ("vm", value))
                table.metadata[base + offset] = {name: int(raw[:9]) for name, raw in pairs if raw}
    return True


def _add_inline(table: StoredCells, base: int, inline: list[bytes | None]) -> bool:
    if not any(inline):
        return True
    for offset, raw in enumerate(inline):
        if not raw:
            continue
        try:
            item = read_string_item(xml.parse(raw.strip(), "is"))
        except WorkbookError:  # a prefix declared further out, which the tree reader knows
            return False
        table.raws[base + offset] = escape_xml(escape_xstring(item.text))
        table.kinds[base + offset] = Kind.INLINE
        if item.runs:
            table.rich[base + offset] = item.runs
    return True
