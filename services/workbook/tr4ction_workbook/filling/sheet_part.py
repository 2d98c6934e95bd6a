"""Where rows and cells stand in the bytes of a sheet part (ECMA-376 part 1, clauses 18.3.1.80, 18.3.1.73, 18.3.1.4).

The part is proved to be well-formed first; in well-formed XML without comments and CDATA sections every `<` begins a
tag, so that patterns find what a parser would.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from tr4ction_workbook.filling.markup import (
    attributes_of,
    check_well_formed,
    plainly_quoted,
    tag_pattern,
    without_hidden,
)
from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError
from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, CellRange, column_letters

_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^<>]*)?/?>")
_ROW_NUMBER = re.compile(rb'\sr\s*=\s*"\s*([0-9]{1,7})\s*"')
_REFERENCE = re.compile(rb'\sr\s*=\s*"\s*([^"]*?)\s*"')
_STYLE = re.compile(rb'\ss\s*=\s*"\s*([0-9]{1,9})\s*"')


@dataclass(slots=True)
class StoredCell:
    """A `c` and where it stands; `inner_start` and `inner_end` enclose its content."""

    row: int
    column: int
    raw_attributes: bytes
    start: int
    end: int
    inner_start: int
    inner_end: int

    @property
    def style_id(self) -> int:
        return style_of(self.raw_attributes)


@dataclass(slots=True)
class StoredRow:
    """A `row` and where it stands, with its cells by column in document order."""

    number: int
    raw_attributes: bytes
    start: int
    inner_start: int
    inner_end: int
    is_empty_tag: bool
    cells: dict[int, StoredCell] = field(default_factory=dict)


@dataclass(slots=True)
class RowSearch:
    """The rows that were looked for: `found` may have several elements of one number, as some producers write.

    `before`: where a row that was not found belongs; at the end where nothing is said.
    """

    found: dict[int, list[StoredRow]] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> StoredCell | None:
        return next((item.cells[column] for item in self.found.get(row, ()) if column in item.cells), None)


@dataclass(frozen=True, slots=True)
class FormulaRange:
    """The `ref` of an array formula or data table (clause 18.3.1.40)."""

    kind: str
    area: CellRange


class SheetPart:
    """A sheet part in UTF-8. `root` is the tree of everything around its cells; `start` and `end` enclose its rows."""

    def __init__(self, data: bytes, part: str, budget: Budget) -> None:
        check_well_formed(data, part)
        self.data = data
        self.part = part
        self._budget = budget
        self.markup = without_hidden(data)
        tag = _SHEET_DATA.search(self.markup)
        if tag is None:
            raise DamagedWorkbookError(part=part, reason="it has no sheetData")
        self.prefix = tag[1]
        self.tag_end = tag.end()
        self.is_empty_tag = tag[0].endswith(b"/>")
        self.start = tag.end()
        self.end = self.start if self.is_empty_tag else self._find_end()
        after = self.end if self.is_empty_tag else self.markup.index(b">", self.end) + 1
        empty = b"<" + self.prefix + b"sheetData/>"
        self.root = xml.parse(self.data[: tag.start()] + empty + self.data[after:], part, budget)
        self._check_prefixes()

    def _find_end(self) -> int:
        return self.markup.rindex(b"</" + self.prefix + b"sheetData")

    def _check_prefixes(self) -> None:
        """One prefix for all rows and cells, and no alternatives among them: nothing else was ever seen."""
        rows = self.markup.find(b":row", self.start, self.end) >= 0 if not self.prefix else self._has(rb"<row[\s/>]")
        mixed = rows and (self.prefix or self._has(rb"<[\w.-]+:row[\s/>]"))
        if mixed or self.markup.find(b"AlternateContent", self.start, self.end) >= 0:
            raise DamagedWorkbookError(part=self.part, reason="its rows are written in a way that no program uses")

    def _has(self, pattern: bytes) -> bool:
        return re.compile(pattern).search(self.markup, self.start, self.end) is not None

    def rows(self, numbers: Iterable[int] | None = None) -> RowSearch:
        """Rows by number (all of them where none is given), with their cells.

        Rows without `r` stand after their predecessor.
        """
        wanted = sorted(set(numbers or ()))
        search = RowSearch()
        passed = previous = 0
        for tag in tag_pattern(self.prefix, b"row").finditer(self.markup, self.start, self.end):
            stated = _ROW_NUMBER.search(plainly_quoted(tag[1]))
            number = int(stated[1]) if stated else 0
            previous = number = number if 0 < number <= MAX_ROW else previous + 1
            while passed < len(wanted) and wanted[passed] < number:
                search.before[wanted[passed]] = tag.start()
                passed += 1
            position = bisect_left(wanted, number)
            if numbers is None or (position < len(wanted) and wanted[position] == number):
                search.found.setdefault(number, []).append(self._row(number, tag))
        return search

    def _row(self, number: int, tag: re.Match[bytes]) -> StoredRow:
        is_empty = bool(tag[2])
        end = tag.end() if is_empty else self.markup.index(b"</" + self.prefix + b"row", tag.end())
        row = StoredRow(number, self.data[tag.start(1) : tag.end(1)], tag.start(), tag.end(), end, is_empty)
        if not is_empty:
            self._read_cells(row)
        return row

    def _read_cells(self, row: StoredRow) -> None:
        """Cells without `r` stand after their predecessor. What contradicts itself is refused, not guessed at."""
        pattern = tag_pattern(self.prefix, b"c")
        closing = b"</" + self.prefix + b"c"
        position, column = row.inner_start, 0
        while tag := pattern.search(self.markup, position, row.inner_end):
            inner_end = end = tag.end()
            if not tag[2]:
                inner_end = self._closing(closing, end)
                end = self.markup.index(b">", inner_end) + 1
            column = self._column(tag[1], row.number, column)
            if column in row.cells:
                name = f"{column_letters(column)}{row.number}"
                raise DamagedWorkbookError(part=self.part, reason=f"two cells at {name}")
            raw = self.data[tag.start(1) : tag.end(1)]
            row.cells[column] = StoredCell(row.number, column, raw, tag.start(), end, tag.end(), inner_end)
            position = end

    def _closing(self, closing: bytes, position: int) -> int:
        """Where the end tag begins; `</c` begins others too."""
        while True:
            position = self.markup.index(closing, position)
            if self.markup[position + len(closing) : position + len(closing) + 1] in b"> \t\r\n":
                return position
            position += 1

    def _column(self, raw_attributes: bytes, row: int, previous: int) -> int:
        found = _REFERENCE.search(plainly_quoted(raw_attributes))
        reference = found[1].decode("utf-8", "replace") if found else ""
        if not reference and previous < MAX_COLUMN:
            return previous + 1
        try:
            area = CellRange.parse(reference)
        except ValueError:
            area = None
        if area is None or (area.top, area.area) != (row, 1):
            raise DamagedWorkbookError(part=self.part, reason=f"a cell {reference[:20]!r} in row {row}")
        return area.left

    def formula_ranges(self) -> list[FormulaRange]:
        """The ranges of array formulas and data tables."""
        found = []
        for tag in tag_pattern(self.prefix, b"f").finditer(self.markup, self.start, self.end):
            if b"ref" not in tag[1]:
                continue
            attributes = attributes_of(tag[1])
            kind = attributes.get("t", "normal")
            if kind in ("array", "dataTable"):
                try:
                    found.append(FormulaRange(kind, CellRange.parse(attributes.get("ref", ""))))
                except ValueError:
                    continue
        return found

    def formula_of(self, cell: StoredCell) -> re.Match[bytes] | None:
        """The start tag of a cell's formula."""
        return tag_pattern(self.prefix, b"f").search(self.markup, cell.inner_start, cell.inner_end)

    def content(self, start: int, name: bytes) -> tuple[int, str]:
        """Of an element without children whose content begins at `start`: where it ends, and its text."""
        inner_end = self._closing(b"</" + self.prefix + name, start)
        text = xml.text_of(xml.parse(b"<t>" + self.data[start:inner_end] + b"</t>", self.part, self._budget))
        return self.markup.index(b">", inner_end) + 1, text

    def parsed(self, cell: StoredCell) -> xml.Element:
        """A cell without its attributes and its extension list."""
        prefix = self.prefix.removesuffix(b":")
        declared = b' xmlns:%s="_"' % prefix if prefix else b""
        content = self.data[cell.inner_start : cell.inner_end - len(self.extension_of(cell))]
        return xml.parse(b"<c%s>%s</c>" % (declared, content), self.part, self._budget)

    def extension_of(self, cell: StoredCell) -> bytes:
        """The extension list of a cell, which stays when its value changes."""
        start = self.markup.find(b"<" + self.prefix + b"extLst", cell.inner_start, cell.inner_end)
        return self.data[start : cell.inner_end] if start >= 0 else b""


def style_of(raw_attributes: bytes) -> int:
    match = _STYLE.search(plainly_quoted(raw_attributes))
    return int(match[1]) if match else 0
