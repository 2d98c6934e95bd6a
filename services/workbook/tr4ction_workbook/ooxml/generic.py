"""Elements in generic form, for what no typed field holds: `[tag, {attribute: value}, [child or text, …]]`."""

from __future__ import annotations

from collections.abc import Callable

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import GenericElement

_PREFIXES = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing": "xdr",
    "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing": "xdr",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main": "x14",
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac": "x14ac",
    "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main": "x15",
    "http://schemas.microsoft.com/office/excel/2006/main": "xm",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


class _ShortNames(dict[str, str]):
    """Names already shortened; a plain look-up for all but the first of a kind."""

    def __init__(self, shorten: Callable[[str], str]) -> None:
        self._shorten = shorten

    def __missing__(self, name: str) -> str:
        found = self[name] = self._shorten(name)
        return found


class Names:
    """Short names of one document: `local` in the main namespace, `prefix:local` in others.

    Well-known namespaces have their usual prefix, alike for strict and transitional; others get `ns1`, `ns2`, … in the
    order in which they are met. `namespaces` says which prefix means what.
    """

    def __init__(self) -> None:
        self.namespaces: dict[str, str] = {}
        self._unknown: dict[str, str] = {}
        self.short = _ShortNames(self._shorten).__getitem__

    def _shorten(self, name: str) -> str:
        if not name.startswith("{"):
            return name
        uri, _, local_name = name[1:].partition("}")
        prefix = _PREFIXES.get(uri)
        if prefix is None:
            prefix = self._unknown.setdefault(uri, f"ns{len(self._unknown) + 1}")
        self.namespaces.setdefault(prefix, uri)
        return f"{prefix}:{local_name}" if prefix else local_name


def to_generic(element: xml.Element, names: Names) -> GenericElement:
    """An element with all that is in it. White space between elements is left out unless `xml:space` keeps it.

    Depth is bounded by `Limits.max_depth`, so recursion is safe.
    """
    short = names.short
    attributes = {short(str(name)): value for name, value in element.items()}
    content: list[GenericElement | str] = []
    text = element.text
    has_children = len(element) > 0
    keep = not has_children or attributes.get("xml:space") == "preserve"
    if text and (keep or not text.isspace()):
        content.append(text)
    for item in element:
        if isinstance(item.tag, str):
            content.append(to_generic(item, names))
        if item.tail and (keep or not item.tail.isspace()):
            content.append(item.tail)
    return [short(str(element.tag)), attributes, content]


class ElementRemainder:
    """`Remainder` of a part: its root without the children that typed fields hold in full."""

    def __init__(self, root: xml.Element, typed: frozenset[str]) -> None:
        self._root = root
        self._typed = typed

    def generic(self, names: Names) -> GenericElement:
        attributes = {names.short(str(name)): str(value) for name, value in self._root.attrib.items()}
        content = [to_generic(item, names) for item in self._root if xml.local(item) not in self._typed]
        return [names.short(str(self._root.tag)), attributes, content]
