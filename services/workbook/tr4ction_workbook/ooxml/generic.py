"""What no typed field holds, in generic form: `[tag, {attribute: value}, [child or text, …]]`.

Two forms: with full names (`{namespace}local`), as readers keep what they do not understand, and with the short names
of one document, which `Names` gives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

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
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# attributes have no namespace unless a prefix says so, hence the main one needs a prefix there
_MAIN_ATTRIBUTES = "main"


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
    order in which they are met, and so does the second of two namespaces with one usual prefix. `namespaces` says which
    prefix means what. Elements without a namespace are `:local`; attributes without one have no prefix.
    `counts`: how many elements of each full name were put into generic form, `total` how many in all.
    """

    def __init__(self) -> None:
        self.namespaces: dict[str, str] = {}
        self._numbered: dict[str, str] = {}
        self.counts: defaultdict[str, int] = defaultdict(int)
        self.total = 0
        self.element = _ShortNames(self._shorten_element).__getitem__
        self.attribute = _ShortNames(self._shorten_attribute).__getitem__

    def attributes(self, attributes: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Attributes with full names as attributes with short ones."""
        return {self.attribute(name): value for name, value in attributes}

    def _shorten_element(self, name: str) -> str:
        if not name.startswith("{"):
            return f":{name}"
        prefix, local_name = self._prefix(name)
        return f"{prefix}:{local_name}" if prefix else local_name

    def _shorten_attribute(self, name: str) -> str:
        if not name.startswith("{"):
            return name
        prefix, local_name = self._prefix(name)
        if not prefix:
            self.namespaces.setdefault(_MAIN_ATTRIBUTES, self.namespaces[""])
        return f"{prefix or _MAIN_ATTRIBUTES}:{local_name}"

    def _prefix(self, name: str) -> tuple[str, str]:
        uri, _, local_name = name[1:].partition("}")
        prefix = _PREFIXES.get(uri)
        if prefix is None or self.namespaces.setdefault(prefix, uri) != uri:
            prefix = self._numbered.setdefault(uri, f"ns{len(self._numbered) + 1}")
            self.namespaces[prefix] = uri
        return prefix, local_name

    def elements_by_namespace(self) -> dict[str, int]:
        """`counts` summed over the names of each namespace, in alphabetical order."""
        found: defaultdict[str, int] = defaultdict(int)
        for name, count in self.counts.items():
            found[name[1:].partition("}")[0] if name.startswith("{") else ""] += count
        return dict(sorted(found.items()))


def to_generic(element: xml.Element, names: Names, preserve: bool = False) -> GenericElement:
    """An element with all that is in it.

    White space with a line break between elements is layout and left out, unless `xml:space` keeps it (`preserve`: the
    element is in one that does). Depth is bounded by `Limits.max_depth`, so recursion is safe.
    """
    short = names.attribute
    tag = str(element.tag)
    attributes = {short(str(name)): value for name, value in element.items()}
    names.counts[tag] += 1
    names.total += 1
    text = element.text
    if not len(element):  # most elements are leaves
        return [names.element(tag), attributes, [text] if text else []]
    if "xml:space" in attributes:
        preserve = attributes["xml:space"] == "preserve"
    content: list[GenericElement | str] = []
    if text and (preserve or not _is_layout(text)):
        content.append(text)
    for item in element:
        content.append(to_generic(item, names, preserve))
        tail = item.tail
        if tail and (preserve or not _is_layout(tail)):
            content.append(tail)
    return [names.element(tag), attributes, content]


def _is_layout(text: str) -> bool:
    return text.isspace() and "\n" in text


class _FullNames(Names):
    """Names as they are, for what is kept before there is a document."""

    def __init__(self) -> None:
        super().__init__()
        self.element = self.attribute = str


def keep(elements: Iterable[xml.Element]) -> list[GenericElement]:
    """Elements with full names, apart from the tree they were in; see `shorten`."""
    names = _FullNames()
    return [to_generic(element, names) for element in elements]


def shorten(element: GenericElement, names: Names) -> GenericElement:
    """What `keep` made, with the short names of a document."""
    tag, attributes, content = element
    names.counts[tag] += 1
    names.total += 1
    inner = [item if isinstance(item, str) else shorten(item, names) for item in content]
    return [names.element(tag), names.attributes(attributes.items()), inner]


def prefixes(root: xml.Element) -> dict[str, str]:
    """Namespaces by the prefixes of a part, which some values name: `mc:Ignorable`, `Requires`, `xsi:type`."""
    found = dict(root.nsmap)
    for choice in root.iter(f"{_COMPATIBILITY}Choice"):
        for prefix, uri in choice.nsmap.items():
            found.setdefault(prefix, uri)
    return {prefix or "": uri for prefix, uri in found.items()}


class ElementRemainder:
    """`Remainder` of a part: what its readers left in its tree after taking out what typed fields hold in full."""

    def __init__(self, root: xml.Element) -> None:
        self._root = root

    def generic(self, names: Names) -> GenericElement:
        return to_generic(self._root, names)

    def prefixes(self) -> dict[str, str]:
        return prefixes(self._root)

    def relationship_ids(self) -> set[str]:
        return {
            str(value)
            for element in self._root.iter()
            for name, value in element.items()
            if str(name).endswith("/relationships}id")
        }
