"""The bytes of a sheet that change: cells in their places, new cells and rows in order; `spans` and `dimension`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tr4ction_workbook.filling.markup import Edits, attributes_of, tag_pattern, with_attribute, without_attributes
from tr4ction_workbook.filling.sheet_part import RowSearch, SheetPart, StoredRow
from tr4ction_workbook.filling.values import Stored
from tr4ction_workbook.ooxml.model import CellRange, column_letters
from tr4ction_workbook.ooxml.text import escape_xml, escape_xstring

# What belongs to the old value: its type and its indices into the metadata part (clause 18.3.1.4)
_OF_VALUE = (b"t", b"cm", b"vm")
_TYPES = {"number": b"", "boolean": b' t="b"', "text": b' t="inlineStr"'}
_COLUMNS = re.compile(r"[0-9]{1,7}")
_NEEDS_SPACE = re.compile(r"\A\s|\s\Z|[\n\t]|  ")

Position = tuple[int, int]


class SheetWriter:
    """Writes values into one sheet. `style_of_new`: the style id of a cell that the sheet does not have yet."""

    def __init__(self, part: SheetPart, search: RowSearch, style_of_new: Callable[[int, int], int]) -> None:
        self.edits = Edits(part.data)
        self._part = part
        self._search = search
        self._style_of_new = style_of_new
        self._added: list[Position] = []

    def write(self, values: Mapping[Position, Stored]) -> None:
        """Blank values empty a cell and keep its style; where there is no cell, none is made for them."""
        by_row: dict[int, dict[int, Stored]] = {}
        for (row, column), stored in sorted(values.items(), key=lambda item: item[0]):
            by_row.setdefault(row, {})[column] = stored
        new_rows: dict[int, bytes] = {}
        for number, cells in by_row.items():
            rows = self._search.found.get(number)
            if rows:
                self._fill_row(rows, cells)
            else:
                markup = self._new_cells(number, cells)
                if markup:
                    new_rows[number] = self._element(b"row", b' r="%d"' % number, b"".join(markup.values()))
        self._insert_rows(new_rows)
        self._extend_dimension()

    def _fill_row(self, rows: list[StoredRow], cells: Mapping[int, Stored]) -> None:
        missing: dict[int, Stored] = {}
        for column, stored in cells.items():
            cell = next((row.cells[column] for row in rows if column in row.cells), None)
            if cell is None:
                missing[column] = stored
            else:
                raw = without_attributes(cell.raw_attributes, _OF_VALUE)
                self.edits.replace(cell.start, cell.end, self._cell(raw, stored, self._part.extension_of(cell)))
        self._insert_cells(rows[0], self._new_cells(rows[0].number, missing))

    def _insert_cells(self, row: StoredRow, markup: Mapping[int, bytes]) -> None:
        """Before the first cell that is further right, else after the last."""
        if not markup:
            return
        self._extend_spans(row, markup)
        if row.is_empty_tag:
            closing = b"</" + self._part.prefix + b"row>"
            self.edits.replace(row.inner_start - 2, row.inner_start, b">" + b"".join(markup.values()) + closing)
            return
        cells = list(row.cells.values())
        after_last = cells[-1].end if cells else row.inner_start
        for column, new in markup.items():
            self.edits.insert(next((cell.start for cell in cells if cell.column > column), after_last), new)

    def _new_cells(self, row: int, cells: Mapping[int, Stored]) -> dict[int, bytes]:
        markup = {}
        for column, stored in cells.items():
            if stored.kind != "blank":
                style = self._style_of_new(row, column)
                raw = f' r="{column_letters(column)}{row}"' + (f' s="{style}"' if style else "")
                markup[column] = self._cell(raw.encode(), stored, b"")
                self._added.append((row, column))
        return markup

    def _insert_rows(self, rows: Mapping[int, bytes]) -> None:
        if not rows:
            return
        part = self._part
        if part.is_empty_tag:
            closing = b"</" + part.prefix + b"sheetData>"
            self.edits.replace(part.tag_end - 2, part.tag_end, b">" + b"".join(rows.values()) + closing)
            return
        for number, markup in rows.items():
            self.edits.insert(self._search.before.get(number, part.end), markup)

    def _extend_spans(self, row: StoredRow, columns: Mapping[int, bytes]) -> None:
        """`spans` (clause 18.3.1.73) is an optimisation that must not be wrong."""
        ends = [int(end) for end in _COLUMNS.findall(attributes_of(row.raw_attributes).get("spans", ""))]
        if not ends or (min(ends) <= min(columns) and max(columns) <= max(ends)):
            return
        spans = b"%d:%d" % (min(*ends, *columns), max(*ends, *columns))
        start = row.start + 1 + len(self._part.prefix) + len(b"row")
        raw = with_attribute(row.raw_attributes, b"spans", spans)
        self.edits.replace(start, start + len(row.raw_attributes), raw)

    def _extend_dimension(self) -> None:
        """`dimension` (clause 18.3.1.35) covers what was added; one that is not there is not missed."""
        tag = tag_pattern(self._part.prefix, b"dimension").search(self._part.markup, 0, self._part.start)
        if tag is None or not self._added:
            return
        try:
            area = CellRange.parse(attributes_of(tag[1]).get("ref", ""))
        except ValueError:
            return
        rows, columns = zip(*self._added, strict=True)
        grown = CellRange(
            min(area.top, *rows), min(area.left, *columns), max(area.bottom, *rows), max(area.right, *columns)
        )
        if grown != area:
            self.edits.replace(*tag.span(1), with_attribute(tag[1], b"ref", str(grown).encode()))

    def _cell(self, raw_attributes: bytes, stored: Stored, extension: bytes) -> bytes:
        if stored.kind == "blank":
            return self._element(b"c", raw_attributes, extension)
        return self._element(b"c", raw_attributes + _TYPES[stored.kind], self._content(stored) + extension)

    def _content(self, stored: Stored) -> bytes:
        """Texts stand in the cell itself (clause 18.3.1.53): the shared table, another part, stays as it is."""
        if stored.kind != "text":
            return self._element(b"v", b"", stored.text.encode())
        space = b' xml:space="preserve"' if _NEEDS_SPACE.search(stored.text) else b""
        text = self._element(b"t", space, escape_xml(escape_xstring(stored.text)))
        return self._element(b"is", b"", text)

    def _element(self, name: bytes, raw_attributes: bytes, content: bytes) -> bytes:
        name = self._part.prefix + name
        if not content:
            return b"<%s%s/>" % (name, raw_attributes)
        return b"<%s%s>%s</%s>" % (name, raw_attributes, content, name)
