"""Custom document properties (ECMA-376 part 1, clause 22.3), by which a filled workbook says what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from itertools import count

from tr4ction_workbook.filling.book import Book
from tr4ction_workbook.filling.changes import CONTENT_TYPES, Changes
from tr4ction_workbook.filling.errors import Findings, shown
from tr4ction_workbook.filling.markup import Edits, Element
from tr4ction_workbook.filling.model import WholeWorkbook
from tr4ction_workbook.filling.values import has_illegal_character
from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.text import escape_xml, escape_xstring

_FORMAT_ID = b"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of all properties that users define
_FIRST_ID = 2  # 0 and 1 are reserved
_CONTENT_TYPE = b"application/vnd.openxmlformats-officedocument.custom-properties+xml"
_KINDS = ("custom-properties", "customProperties")
_MAX_NAME = 255

_TRANSITIONAL = (
    b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
)
_STRICT = (
    b"http://purl.oclc.org/ooxml/officeDocument/customProperties",
    b"http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties",
)


def check_properties(properties: Mapping[str, str], findings: Findings) -> None:
    folded = [name.casefold() for name in properties]
    for name, value in properties.items():
        is_repeated = folded.count(name.casefold()) > 1
        if not 0 < len(name) <= _MAX_NAME or is_repeated or has_illegal_character(name + value):
            findings.refuse(WholeWorkbook(), "property_malformed", found=shown(name))


def set_properties(book: Book, properties: Mapping[str, str], changes: Changes) -> None:
    """Set text properties, those of the same name anew, and add the part where the workbook has none."""
    namespaces = _STRICT if "purl.oclc.org" in str(book.root.tag) else _TRANSITIONAL
    relationships = book.package.relationships()
    part = next((found for kind in _KINDS if (found := relationships.first_part(kind))), None)
    if part is None:
        _add_part(book, properties, namespaces, changes)
    else:
        changes.edit(part, lambda edits, root: _set(edits, root, properties, namespaces[1]))


def _set(edits: Edits, root: Element, properties: Mapping[str, str], types: bytes) -> None:
    present = {item.attributes.get("name", "").casefold(): item for item in root.children if item.name == "property"}
    next_id = max([_FIRST_ID - 1, *(xml.integer(item.attributes.get("pid")) for item in present.values())]) + 1
    for name, value in properties.items():
        item = present.get(name.casefold())
        if item is None:
            root.append(edits, _property(root.prefix, next_id, name, value, types))
            next_id += 1
        elif item.is_empty_tag:
            item.append(edits, _value(value, types))
        else:
            edits.replace(item.inner_start, item.inner_end, _value(value, types))


def _add_part(book: Book, properties: Mapping[str, str], namespaces: tuple[bytes, ...], changes: Changes) -> None:
    main, types, relationship = namespaces
    part_names = {entry.name for entry in book.package.archive}
    ids = {item.id for item in book.package.relationships()}
    part = _free(lambda number: f"docProps/custom{number or ''}.xml", part_names).encode()
    relationship_id = _free(lambda number: f"rId{number + 1}", ids).encode()
    items = enumerate(properties.items(), _FIRST_ID)
    body = b"".join(_property(b"", number, name, value, types) for number, (name, value) in items)
    declaration = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    changes.add(part.decode(), declaration + b'<Properties xmlns="%s">%s</Properties>' % (main, body))

    def relate(edits: Edits, root: Element) -> None:
        values = root.prefix, relationship_id, relationship, part
        root.append(edits, b'<%sRelationship Id="%s" Type="%s" Target="%s"/>' % values)

    def declare(edits: Edits, root: Element) -> None:
        root.append(edits, b'<%sOverride PartName="/%s" ContentType="%s"/>' % (root.prefix, part, _CONTENT_TYPE))

    changes.edit("_rels/.rels", relate)
    changes.edit(CONTENT_TYPES, declare)


def _free(name: Callable[[int], str], taken: Container[str]) -> str:
    return next(found for number in count() if (found := name(number)) not in taken)


def _property(prefix: bytes, number: int, name: str, value: str, types: bytes) -> bytes:
    escaped = escape_xml(name).replace(b'"', b"&quot;")
    head = b'<%sproperty fmtid="%s" pid="%d" name="%s">' % (prefix, _FORMAT_ID, number, escaped)
    return head + _value(value, types) + b"</%sproperty>" % prefix


def _value(value: str, types: bytes) -> bytes:
    return b'<vt:lpwstr xmlns:vt="%s">%s</vt:lpwstr>' % (types, escape_xml(escape_xstring(value)))
