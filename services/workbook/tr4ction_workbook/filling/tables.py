"""Tables keep the names of their columns twice: in the header cells and in a part (clauses 18.5.1.2, 18.5.1.3).

Excel repairs a workbook in which the two differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tr4ction_workbook.filling.book import Book
from tr4ction_workbook.filling.errors import Findings, shown
from tr4ction_workbook.filling.markup import Edits, Element, open_text, outline, with_attribute
from tr4ction_workbook.filling.model import Target
from tr4ction_workbook.filling.values import Stored
from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import CellRange
from tr4ction_workbook.ooxml.relationships import Relationships
from tr4ction_workbook.ooxml.text import escape_xml, escape_xstring, unescape_xstring

_MAX_NAME = 255
_SPECIAL = re.compile(r"([\[\]#'@])")  # what a structured reference escapes with an apostrophe
_LINE_ENDS = {"\n": "_x000a_", "\t": "_x0009_"}


@dataclass(slots=True)
class TablePart:
    """A table, the names of its columns, and those that answers give them."""

    part: str
    names: list[str]
    title: str
    header: CellRange | None
    is_query: bool
    renamed: dict[int, tuple[Target, str]] = field(default_factory=dict)

    def position(self, target: Target) -> int | None:
        """Which column the target names; None where it is no header cell of this table."""
        if self.header is None or not self.header.contains(target.row, target.column):
            return None
        position = target.column - self.header.left
        return position if position < len(self.names) else None

    def rename(self, target: Target, stored: Stored, findings: Findings) -> Stored | None:
        """The text for a header cell, which is all it can hold; None where it was refused."""
        position = self.position(target)
        if position is None:
            return stored
        text = {"1": "TRUE", "0": "FALSE"}[stored.text] if stored.kind == "boolean" else stored.text
        if not 0 < len(text.strip()) <= _MAX_NAME:
            findings.refuse(target, "table_header_malformed", table=self.title)
            return None
        self.renamed[position] = target, text
        return Stored("text", text)

    def check(self, book: Book, findings: Findings) -> None:
        """Refuse names that two columns would have, and changes of names that are referred to."""
        final = [
            self.renamed[position][1] if position in self.renamed else name for position, name in enumerate(self.names)
        ]
        folded = [name.casefold() for name in final]
        for position, (target, name) in self.renamed.items():
            old = self.names[position]
            if folded.count(name.casefold()) > 1:
                findings.refuse(target, "table_header_repeated", table=self.title, found=shown(name))
            elif name != old and (self.is_query or _is_referred_to(book, old)):
                findings.refuse(target, "table_header_used", found=shown(old))

    def change(self, edits: Edits, root: Element) -> None:
        """Write the new names into the part."""
        columns = _columns(root)
        for position, (_, name) in self.renamed.items():
            attributes = with_attribute(columns[position].raw_attributes, b"name", _as_attribute(name))
            columns[position].set_attributes(edits, attributes)


def read_table_parts(book: Book, relationships: Relationships) -> list[TablePart]:
    """The tables of a sheet; one without a usable range is passed over."""
    found = []
    for relationship in relationships.of_kind("table"):
        if relationship.part is None:
            continue
        data, _ = open_text(book.package.read(relationship.part), relationship.part)
        root = outline(data, relationship.part)
        attributes = root.attributes
        try:
            area = CellRange.parse(attributes.get("ref", ""))
        except ValueError:
            continue
        has_header = xml.integer(attributes.get("headerRowCount"), 1) > 0
        found.append(
            TablePart(
                part=relationship.part,
                names=[unescape_xstring(item.attributes.get("name", "")) for item in _columns(root)],
                title=attributes.get("displayName") or attributes.get("name") or "",
                header=CellRange(area.top, area.left, area.top, area.right) if has_header else None,
                is_query=attributes.get("tableType", "worksheet") != "worksheet",
            )
        )
    return found


def _columns(root: Element) -> list[Element]:
    holder = root.child("tableColumns")
    return [item for item in holder.children if item.name == "tableColumn"] if holder else []


def _as_attribute(name: str) -> bytes:
    name = escape_xstring(name)
    for character, escaped in _LINE_ENDS.items():
        name = name.replace(character, escaped)
    return escape_xml(name).replace(b'"', b"&quot;")


def _is_referred_to(book: Book, name: str) -> bool:
    """Whether a formula may name the column: `Table[Name]`, `[@Name]`, `[@[Name]]`."""
    escaped = re.escape(escape_xml(_SPECIAL.sub(r"'\1", name)))
    reference = re.compile(rb"\[@?" + escaped + rb"\]")
    for entry in book.package.archive:
        if entry.name.lower().endswith(".xml") and not entry.name.lower().endswith("sharedstrings.xml"):
            data, _ = open_text(book.package.read(entry.name), entry.name)
            if reference.search(data):
                return True
    return False
