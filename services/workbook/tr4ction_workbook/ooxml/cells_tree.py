"""The thorough way through a sheet part: any well-formed XML, cells and rows without references, any order."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.budget import Budget, count_nodes
from tr4ction_workbook.ooxml.cellmarkup import row_properties
from tr4ction_workbook.ooxml.celltable import KINDS, METADATA, Kind, StoredCells
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError
from tr4ction_workbook.ooxml.formulas import StoredFormula
from tr4ction_workbook.ooxml.generic import keep
from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, CellRange, GenericElement, RowProperties
from tr4ction_workbook.ooxml.strings import StringItem, read_string_item
from tr4ction_workbook.ooxml.text import escape_xml, escape_xstring, unescape_xstring

_START_TAG = re.compile(rb"<(?:[\w.-]{1,40}:)?c[\s/>]")
_MAX_FAULTS = 100
_MAX_STRANGE = 10_000
_STEP = 1 << 16
_TYPED = frozenset(("r", "s", "t", *METADATA))
_REFERENCE = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}")


class TreeReader:
    """Reads one sheet part row by row and forgets each row; what remains is the tree of everything but the cells.

    Rows and cells without a valid `r` stand after their predecessor (clauses 18.3.1.4 and 18.3.1.73: `r` is optional).
    """

    def __init__(self, table: StoredCells, rows: dict[int, RowProperties], budget: Budget) -> None:
        self._table = table
        self._rows = rows
        self._budget = budget
        self._furthest = 0
        self._seen: set[int] | None = None
        self._row = 0
        self._column = 0
        self._part = ""
        self._nodes = 0
        self._strange = 0
        self._strange_nodes = 0
        self._last_strange: xml.Element | None = None
        self._parent: xml.Element | None = None

    def read(self, data: bytes, part: str) -> xml.Element:
        """Root of the part, its `sheetData` emptied. Raises DamagedWorkbookError or XmlBombError."""
        self._part = part
        xml.check_utf8(data, part)
        self._table.element_count = count_cells(data)
        parser = etree.XMLPullParser(events=("end",), tag=("{*}row",), **xml.PARSER_OPTIONS)
        try:
            for start in range(0, len(data), _STEP):
                piece = data[start : start + _STEP]
                self._nodes += count_nodes(piece)
                parser.feed(piece)
                for _, element in parser.read_events():
                    self._take_row(cast("xml.Element", element))
                self._budget.check_nodes(self._nodes)
            root: xml.Element | None = parser.close()
        except etree.XMLSyntaxError as error:
            raise xml.syntax_error(error, part) from error
        if root is None:
            raise DamagedWorkbookError(part=part, reason="not XML")
        for data_element in xml.children(root, "sheetData"):
            xml.take_out([item for item in data_element if _is_done(item)])
        xml.check_depth(root, part, self._budget.limits.max_depth)
        xml.check_attributes(root, part)
        self._budget.take_nodes(self._nodes)
        return root

    def _take_row(self, element: xml.Element) -> None:
        parent = element.getparent()
        if parent is None or xml.local(parent) != "sheetData":
            return
        if self._nodes > xml.MAX_ATTRIBUTES:
            xml.check_attributes(element, self._part)
        self._read_row(element)
        self._forget(element, parent)
        if self._parent is None:
            self._parent = parent
        if parent is self._parent:  # what stands between further ones is not forgotten
            self._nodes = self._strange_nodes

    def _forget(self, row: xml.Element, parent: xml.Element) -> None:
        """Take the cells out of a row, and the rows before it out of the tree; what is no row or cell stays, in bounds.

        The row itself must stay until the parser is beyond it.
        """
        item = row.getprevious()
        while item is not None and item is not self._last_strange:
            before = item.getprevious()
            if _is_done(item) or not (xml.local(item) == "row" or self._keeps([item])):
                parent.remove(item)
            item = before
        self._last_strange = row.getprevious()
        strange = [item for item in row if xml.local(item) != "c"]
        if strange and self._keeps(strange):
            row[:] = strange
            row.attrib.clear()
            row.set("r", str(self._row))
        else:
            row.clear()

    def _keeps(self, strange: list[xml.Element]) -> bool:
        """Whether there is room for elements that are no rows or cells."""
        self._strange += len(strange)
        if self._strange > _MAX_STRANGE:
            self._fault("there is too much among the rows and cells that is neither; some of it is left out")
            return False
        self._strange_nodes += sum(1 + len(node.attrib) for item in strange for node in item.iter())
        return True

    def _read_row(self, element: xml.Element) -> None:
        number = xml.integer(element.get("r"))
        if number > MAX_ROW:
            self._fault(f"row {number} is outside the sheet")
            return
        if self._row >= MAX_ROW and number <= 0:
            self._fault("a row is beyond the last one")
            return
        self._row = number if number > 0 else self._row + 1
        self._column = 0
        attributes = {str(name): str(value) for name, value in element.attrib.items()}
        if not attributes.keys() <= {"r", "spans"}:
            properties = row_properties(attributes)
            if properties != RowProperties():
                self._rows[self._row] = properties
        cells = [item for item in element.iter("{*}c") if _is_cell(item, element)]
        self._budget.take_cells(len(cells), rows=1)
        for cell in cells:
            self._read_cell(cell)

    def _read_cell(self, element: xml.Element) -> None:
        place = self._position(element.get("r"))
        if place is None:
            return
        row, column = place
        if self._is_repeated(row << 15 | column):
            self._fault(f"two cells at {CellRange(row, column, row, column)}")
        self._column = column
        stored_kind = (element.get("t") or "").encode("ascii", "replace")
        kind = KINDS.get(stored_kind, Kind.FORMULA_TEXT)
        inline = xml.child(element, "is")
        raw = escape_xml(xml.text_of(xml.child(element, "v")))
        style = min(max(xml.integer(element.get("s")), 0), 0xFFFFFFFF)
        item = None
        if inline is not None:
            item = read_string_item(inline)
            kind, raw = Kind.INLINE, escape_xml(escape_xstring(item.text))
            self._budget.take_nodes(len(item.runs))
            if item.runs:
                self._table.rich[len(self._table)] = item.runs
        index = self._table.append(row, column, style, kind, raw)
        self._read_formula(element, index, row, column)
        metadata = {name: xml.integer(element.get(name)) for name in METADATA if element.get(name)}
        if metadata:
            self._table.metadata[index] = metadata
        other = _other(element, stored_kind in KINDS, item)
        if other:
            self._table.other[index] = other

    def _is_repeated(self, place: int) -> bool:
        """What is beyond all that came before cannot be; places are remembered only from the first step back on."""
        if place > self._furthest:
            self._furthest = place
            repeated = False
        else:
            if self._seen is None:
                columns = self._table.columns.tolist()
                runs = self._table.row_runs()
                self._seen = {row << 15 | column for row, start, end in runs for column in columns[start:end]}
            repeated = place in self._seen
        if self._seen is not None:
            self._seen.add(place)
        return repeated

    def _read_formula(self, element: xml.Element, index: int, row: int, column: int) -> None:
        formula = xml.child(element, "f")
        if formula is None:
            return
        text = xml.text_of(formula)
        attributes = {str(name): str(value) for name, value in formula.attrib.items()}
        if attributes:
            self._table.formulas.add(index, row, column, StoredFormula(unescape_xstring(text), attributes))
        elif text:
            self._table.formulas.stored[index] = escape_xml(text)

    def _position(self, reference: str | None) -> tuple[int, int] | None:
        """None for a place that no sheet has: the cell is lost, which the count of cells will show."""
        if not reference:
            if self._column < MAX_COLUMN:
                return self._row, self._column + 1
            reference = "beyond the last column"
        elif _REFERENCE.fullmatch(reference.strip()):
            try:
                area = CellRange.parse(reference)
            except ValueError:
                pass
            else:
                return area.top, area.left
        self._fault(f"{reference[:20]!r} is no cell of a sheet")
        return None

    def _fault(self, message: str) -> None:
        if len(self._table.faults) < _MAX_FAULTS:
            self._table.faults.append(message)


def _other(element: xml.Element, kind_is_known: bool, item: StringItem | None) -> GenericElement | None:
    """The element without what the columns of the table have; None where nothing is left."""
    content: list[GenericElement | str] = []
    seen: set[str] = set()
    for child in element:
        name = xml.local(child)
        if name in seen or name not in ("v", "f", "is"):
            content += keep([child])
        elif name == "is" and item is not None and item.other:
            content.append([str(child.tag), {}, list(item.other)])
        seen.add(name)
    if element.keys() == ["r"] and not content:
        return None
    attributes = {
        str(name): str(value)
        for name, value in element.items()
        if name not in _TYPED or (name == "t" and not kind_is_known)
    }
    return [str(element.tag), attributes, content] if attributes or content else None


def count_cells(data: bytes) -> int:
    """Start tags of cells between the tags of `sheetData`: a count that owes nothing to the tree."""
    start, end = data.find(b"sheetData"), data.rfind(b"sheetData")
    markup = data[start:end]
    if b"<!" in markup or b"<?" in markup:
        markup = xml.NO_MARKUP.sub(b"", markup)
    return len(_START_TAG.findall(markup))


def _is_done(item: xml.Element) -> bool:
    """Whether it is a row of which nothing is left."""
    return xml.local(item) == "row" and not len(item)


def _is_cell(item: xml.Element, row: xml.Element) -> bool:
    """Cells are children of the row, or of alternate content in it."""
    parent = item.getparent()
    return parent is row or (parent is not None and xml.local(parent) in ("Choice", "Fallback"))
