"""What the markup of rows and cells says, found out once for each distinct piece of it.

A sheet repeats itself: take its values, its formulas and the digits of the row number out of `<row r="7">…</row>`, and
few different rows are left, made of still fewer different cells. Each of them is read by patterns once, with all the
checks there are; every row like it costs one look-up. Of the 2,592 rows of a real template 1,041 are different, made of
1,804 different cells of 34,667; on a sheet with uniform columns it is one row in hundreds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import ge
from typing import cast

from msgspec import Struct

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.attributes import XML_PREFIX, parse_attributes
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.celltable import HAS_VALUE, KINDS, METADATA, Kind, pack_record, record_tags
from tr4ction_workbook.ooxml.errors import WorkbookError
from tr4ction_workbook.ooxml.formulas import StoredFormula
from tr4ction_workbook.ooxml.model import MAX_COLUMN, RowProperties, column_number
from tr4ction_workbook.ooxml.strings import StringItem, read_string_item
from tr4ction_workbook.ooxml.text import NO_CHARACTERS, XML_SPACE, decode_stored, has_bad_character, has_bad_entity

# What stands in the place of what was taken out (`INLINE`: a plain inline text): characters that XML does not have.
PLACES = ROW_DIGITS, VALUE, FORMULA, INLINE = b"\0", b"\1", b"\2", b"\3"
_NO_CHARACTERS = NO_CHARACTERS.translate(None, b"".join(PLACES))

# Every pattern takes time in proportion to its text, whatever the text: what repeats is possessive (`++`), or ends at
# the next `<`, which well-formed XML does not have inside tags or values.
# A value in which something was taken out was none: XML has no `<` there either.
_ATTRIBUTES = rb'((?:\s++[\w:.-]++="[^"<>\x01-\x03]*+")*+)\s*+'
_REST = re.compile(
    _ATTRIBUTES
    + rb"""(?:/>|>\s*+
    (?:(\x02)|<f"""
    + _ATTRIBUTES
    + rb"""(?:/>|>([^<]*+)</f>))?+\s*+
    (?:(\x01)|<v\s*+/>|<v></v>)?+\s*+
    (?:(\x03)|(<is\s*+/>|<is>[^<]*+(?:<(?!/?is>)[^<]*+)*+</is>))?+\s*+
    </c>)\s*+""",
    re.VERBOSE,
)
_START = re.compile(_ATTRIBUTES + rb"(/?)")
_CELL_NUMBER = re.compile(rb'(\sr="[A-Za-z]{1,3})([0-9]{1,7})"')
_REFERENCE_LATER = re.compile(rb'\A((?:\s++(?!r=)[\w:.-]++="[^"<>]*+")++)[ \t\r\n]++r="([A-Za-z]{1,3}\0")')
# attributes of a row that `RowProperties` has in fields of their own, and those that only repeat what cells say
_TYPED_ROW = frozenset(("r", "spans", "ht", "hidden", "outlineLevel", "collapsed", "customHeight"))
_TYPED_WITH_STYLE = _TYPED_ROW | {"s", "customFormat"}
_TYPED_CELL = frozenset(("s", "t", *METADATA))
_NO_PROPERTIES = RowProperties()
_PREFIX = re.compile(rb"\s([\w.-]++):[\w.-]++=")

_MAX_BYTES = 4 * 1024 * 1024
_OVERHEAD = 400  # bytes that a piece takes besides its text, or little less


class CellMarkup(Struct):
    """A cell but for its column and value: its style, its `Kind` with flags (see `StoredCells`), and what is more.

    `takes_value`, `takes_formula`: one was taken out, which is this cell's. `is_special`: has inline text or metadata.
    """

    style: int
    tag: int
    takes_value: bool
    takes_formula: bool
    formula: StoredFormula | None
    inline: StringItem | None
    metadata: dict[str, int]
    has_formula: bool
    is_special: bool


class RowMarkup(Struct):
    """A row without its values; positions count its cells from 0.

    `num_values` and `num_formulas` were taken out. `formulas`: position and formula of the cells that have one, None
    for one that was taken out. `special`: position of each cell with inline text or metadata, how many values were
    taken out before it, and the cell.
    """

    properties: RowProperties | None
    records: bytes = b""
    num_cells: int = 0
    num_values: int = 0
    num_formulas: int = 0
    formulas: Sequence[tuple[int, StoredFormula | None]] = ()
    special: Sequence[tuple[int, int, CellMarkup]] = ()


_Start = tuple[RowProperties | None, bool]
_Cell = tuple[int, bytes, CellMarkup | None]


class MarkupMemory:
    """What was met so far, in all sheets of a workbook. What it keeps is bounded: beyond that it begins anew.

    Rows are made of a start tag and cells; a cell of the letters of its column, and the rest. `prefixes`: namespaces by
    prefix, for the attributes of rows; cells with attributes that have one are not such as writers write.
    """

    def __init__(self, budget: Budget, prefixes: Mapping[str, str]) -> None:
        self._budget = budget
        self._prefixes = prefixes
        self._used: dict[str, str] = {}
        self._rows: dict[bytes, RowMarkup] = {}
        self._starts: dict[bytes, _Start] = {}
        self._cells = _Cells(budget)
        self._size = 0

    def for_prefixes(self, prefixes: Mapping[str, str]) -> MarkupMemory:
        """This memory, or a new one where prefixes that were met have other namespaces now."""
        if any(prefixes.get(prefix) != namespace for prefix, namespace in self._used.items()):
            return MarkupMemory(self._budget, prefixes)
        self._prefixes = prefixes
        return self

    def rows(self, numbers: Sequence[bytes], texts: Sequence[bytes]) -> list[RowMarkup] | None:
        """Markup of rows by their texts from behind `<row r="7"` to before the next row, and the digits there.

        None where the markup of one is not such as writers write, or its number is not in its every cell.
        """
        known = self._rows
        found = []
        for digits, text in zip(numbers, texts, strict=True):
            key = text.replace(digits + b'"', ROW_DIGITS + b'"')
            row = known.get(key) or self._learn(key)
            if row is None:  # perhaps because other attributes end with the same digits: a style id
                key = _without_row_number(text, digits)
                row = known.get(key) or self._learn(key)
                if row is None:
                    return None
            found.append(row)
        return found

    def _learn(self, key: bytes) -> RowMarkup | None:
        if self._size + self._cells.size > _MAX_BYTES:
            self._rows.clear()
            self._starts.clear()
            self._cells = _Cells(self._budget)
            self._size = 0
        row = self._read_row(key)
        if row is not None:
            self._rows[key] = row
            self._size += 2 * len(key) + _OVERHEAD
        return row

    def _read_row(self, key: bytes) -> RowMarkup | None:
        tag, _, content = key.partition(b">")
        start = self._start(tag)
        if start is None:
            return None
        properties, is_empty = start
        if is_empty:
            return None if content.strip(XML_SPACE) else RowMarkup(properties)
        content, end, after = content.rpartition(b"</row>")
        first, *pieces = content.split(b"<c")
        if first.strip(XML_SPACE) or not end or after.strip(XML_SPACE) or key.count(ROW_DIGITS) != len(pieces):
            return None
        cells = list(map(self._cells.__getitem__, pieces))
        return None if None in cells else _joined(properties, key, cast("list[_Cell]", cells))

    def _start(self, tag: bytes) -> _Start | None:
        start = self._starts.get(tag) or _read_start(tag, self._prefixes)
        if start is not None and tag not in self._starts:
            self._starts[tag] = start
            self._size += len(tag) + _OVERHEAD
            for found in _PREFIX.findall(tag):
                prefix = found.decode()
                self._used[prefix] = self._prefixes.get(prefix, "")
        return start


class _Cells(dict[bytes, _Cell | None]):
    """Column and record of a cell by its text from behind `<c`, and its markup where that says more.

    None for a cell that is not such as writers write. Texts already met are a plain look-up.
    """

    def __init__(self, budget: Budget) -> None:
        self.size = 0
        self._budget = budget
        self._rests: dict[bytes, CellMarkup | None] = {}

    def __missing__(self, text: bytes) -> _Cell | None:
        found = self[text] = self._read(text)
        self.size += len(text) + _OVERHEAD
        return found

    def _read(self, text: bytes) -> _Cell | None:
        if not text.startswith(b' r="'):
            text = _REFERENCE_LATER.sub(rb' r="\2\1', text, 1)
        letters, digits, rest = text[4:].partition(ROW_DIGITS + b'"')
        column = _column(letters)
        if not digits or column > MAX_COLUMN or not text.startswith(b' r="'):
            return None
        if rest in self._rests:
            cell = self._rests[rest]
        else:
            cell = self._rests[rest] = _read_rest(rest, self._budget)
        if cell is None:
            return None
        return column, pack_record(column, cell.tag, cell.style), cell if cell.has_formula or cell.is_special else None


@lru_cache(maxsize=MAX_COLUMN)
def _column(letters: bytes) -> int:
    """Column of some letters; one beyond the last for what no column has."""
    return column_number(letters.decode()) if len(letters) <= 3 and letters.isalpha() else MAX_COLUMN + 1


def _without_row_number(text: bytes, digits: bytes) -> bytes:
    """The row without its number where that stands as such, and nowhere else; empty where a cell has another."""
    first, *rest = _CELL_NUMBER.split(text)
    if rest[1::3].count(digits) != len(rest) // 3:
        return b""
    rest[1::3] = [ROW_DIGITS + b'"'] * (len(rest) // 3)
    return first + b"".join(rest)


def _is_plain(markup: bytes) -> bool:
    """References and characters that an XML processor would take, the places of what was taken out apart."""
    return not has_bad_entity(markup) and not has_bad_character(markup, _NO_CHARACTERS)


def _read_start(tag: bytes, prefixes: Mapping[str, str]) -> _Start | None:
    """Properties of a row, None where it has none worth telling, and whether the tag is its end too."""
    match = _START.fullmatch(tag)
    attributes = parse_attributes(match[1], prefixes) if match else None
    if match is None or attributes is None or "r" in attributes or ROW_DIGITS in tag or not _is_plain(tag):
        return None
    properties = row_properties(attributes)
    return None if properties == _NO_PROPERTIES else properties, bool(match[2])


def _joined(properties: RowProperties | None, key: bytes, cells: list[_Cell]) -> RowMarkup | None:
    """None unless columns ascend."""
    if not cells:
        return RowMarkup(properties)
    columns, records, more = zip(*cells, strict=True)
    if any(map(ge, columns, columns[1:])):
        return None
    num_values = key.count(VALUE) + key.count(INLINE)
    row = RowMarkup(properties, b"".join(records), len(cells), num_values, key.count(FORMULA))
    if any(more):
        _add_more(row, more)
    return row


def _add_more(row: RowMarkup, cells: Sequence[CellMarkup | None]) -> None:
    """What cells say beside their records. `cells` has None for those that say nothing more."""
    formulas, special = [], []
    taken = 0
    for position, (tag, cell) in enumerate(zip(record_tags(row.records), cells, strict=True)):
        if cell is not None and cell.has_formula:
            formulas.append((position, cell.formula))
        if cell is not None and cell.is_special:
            special.append((position, taken, cell))
        taken += bool(tag & HAS_VALUE) if cell is None else cell.takes_value
    row.formulas, row.special = formulas, special


def _read_rest(rest: bytes, budget: Budget) -> CellMarkup | None:
    """A cell, from behind its reference; None where it is not such as writers write."""
    match = _REST.fullmatch(rest) if _is_plain(rest) else None
    attributes = parse_attributes(match[1], {}) if match else None
    if match is None or attributes is None or not attributes.keys() <= _TYPED_CELL:
        return None
    formula_slot, formula_attributes, formula_text, value_slot, inline_slot, inline_markup = match.groups()[1:]
    kind = KINDS.get(attributes.get("t", "").encode())
    inline = None if inline_markup is None else _read_inline(inline_markup, budget)
    if kind is None or (inline_markup and inline is None) or (value_slot and (inline_slot or inline)):
        return None
    formula = None
    if formula_attributes or formula_text:
        stored = parse_attributes(formula_attributes, XML_PREFIX)
        if not stored:
            return None
        formula = StoredFormula(decode_stored(formula_text or b""), stored)
    if inline_slot or inline:
        kind = Kind.INLINE
    metadata = {name: xml.integer(attributes[name]) for name in METADATA if attributes.get(name)}
    has_value = value_slot or inline_slot or (inline and inline.text)
    return CellMarkup(
        style=min(max(xml.integer(attributes.get("s")), 0), 0xFFFFFFFF),
        tag=kind | HAS_VALUE if has_value else kind,
        takes_value=bool(value_slot or inline_slot),
        takes_formula=bool(formula_slot),
        formula=formula,
        inline=inline,
        metadata=metadata,
        has_formula=bool(formula_slot or formula),
        is_special=bool(inline or metadata),
    )


def _read_inline(markup: bytes, budget: Budget) -> StringItem | None:
    if b"<!" in markup or b"<?" in markup or b"AlternateContent" in markup:
        return None
    try:
        item = read_string_item(xml.parse(markup, "is", budget))
    except WorkbookError:  # a prefix declared further out, which the tree reader knows
        return None
    budget.give_back_nodes(markup, kept=0)
    return None if item.other else item


def row_properties(attributes: dict[str, str]) -> RowProperties:
    """Of the attributes of a `row` (clause 18.3.1.73); its style counts only with `customFormat`."""
    get = attributes.get
    has_style = xml.is_true(get("customFormat"))
    typed = _TYPED_WITH_STYLE if has_style else _TYPED_ROW
    height = xml.real(get("ht"))
    return RowProperties(
        height=height,
        hidden=xml.is_true(get("hidden")),
        outline_level=xml.integer(get("outlineLevel")),
        style_id=xml.integer(get("s")) if has_style else None,
        collapsed=xml.is_true(get("collapsed")),
        custom_height=xml.is_true(get("customHeight")),
        other=tuple(
            (name, value)
            for name, value in attributes.items()
            if name not in typed or (name == "ht" and height is None)
        ),
    )
