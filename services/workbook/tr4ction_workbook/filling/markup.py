"""Changing bytes of XML where they stand, so that everything around a change stays as it was."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from xml.parsers import expat

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError
from tr4ction_workbook.ooxml.text import decode_stored

Buffer = bytes | memoryview

_STEP = 1 << 20
_NO_MARKUP = re.compile(rb"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>")
_TAG_REST = rb"""((?:\s(?:[^<>"'/]|"[^"]*"|'[^']*')*+)?)(/?)>"""
_START_TAG = re.compile(rb"<((?:[\w.-]+:)?)([\w.-]+)" + _TAG_REST)
_ATTRIBUTE = re.compile(rb"""\s+([\w.:-]+)\s*=\s*("[^"]*"|'[^']*')""")


class Edits:
    """Replacements in one part; what is not replaced is passed on untouched."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._edits: list[tuple[int, int, bytes]] = []

    def __bool__(self) -> bool:
        return bool(self._edits)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Insertions at one place (`start == end`) come out in the order in which they were made."""
        insort(self._edits, (start, end, new), key=itemgetter(0, 1))

    def insert(self, position: int, new: bytes) -> None:
        self.replace(position, position, new)

    def pieces(self) -> Iterator[Buffer]:
        """The new part, piece by piece, so that it is never in memory twice."""
        view = memoryview(self.data)
        done = 0
        for start, end, new in self._edits:
            if start < done:
                raise ValueError("two changes of one place")
            yield view[done:start]
            yield new
            done = end
        yield view[done:]


def tag_pattern(prefix: bytes, name: bytes) -> re.Pattern[bytes]:
    """The start tag of an element of that prefix (`x:` or empty): groups are its attributes, and `/` where it is empty.

    For markup that is well-formed and has passed `without_hidden`: there, every `<` begins a tag.
    """
    return re.compile(b"<" + re.escape(prefix) + name + _TAG_REST)


def without_hidden(data: bytes) -> bytes:
    """Markup of the same length in which comments, CDATA sections and instructions are blanks; itself without them."""
    if b"<!" not in data and data.find(b"<?", 2) < 0:
        return data
    return _NO_MARKUP.sub(lambda match: b" " * len(match[0]), data)


def check_well_formed(data: bytes, part: str) -> None:
    """Raise DamagedWorkbookError for what is not well-formed XML in UTF-8. Costs a twentieth of a tree."""
    parser = expat.ParserCreate("utf-8")
    view = memoryview(data)
    try:
        for start in range(0, len(data), _STEP):
            parser.Parse(view[start : start + _STEP], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise DamagedWorkbookError(part=part, reason=f"malformed XML ({error})") from error


def attributes_of(raw: bytes) -> dict[str, str]:
    """Attributes of a start tag by name as written."""
    return {name.decode(): decode_stored(value[1:-1]) for name, value in _ATTRIBUTE.findall(raw)}


def plainly_quoted(raw: bytes) -> bytes:
    """The attributes of a start tag in double quotes and without references, so that patterns can look for one."""
    if b"'" not in raw and b"&" not in raw:
        return raw
    found = attributes_of(raw).items()
    return "".join(f' {name}="{value.replace(chr(34), chr(39))}"' for name, value in found).encode()


def without_attributes(raw: bytes, names: Iterable[bytes]) -> bytes:
    """The attributes of a start tag but for those."""
    gone = frozenset(names)
    return _ATTRIBUTE.sub(lambda match: b"" if match[1] in gone else match[0], raw).rstrip()


def with_attribute(raw: bytes, name: bytes, value: bytes) -> bytes:
    """The attributes of a start tag, one of them changed where it stands, or added at the end. `value` is escaped."""
    for match in _ATTRIBUTE.finditer(raw):
        if match[1] == name:
            return raw[: match.start(2)] + b'"' + value + b'"' + raw[match.end(2) :]
    return raw.rstrip() + b" " + name + b'="' + value + b'"'


@dataclass(slots=True)
class Element:
    """Where an element stands in its part. `inner_start` and `inner_end` enclose its content; `name` has no prefix."""

    name: str
    prefix: bytes
    raw_attributes: bytes
    start: int
    inner_start: int
    inner_end: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def attributes(self) -> dict[str, str]:
        return attributes_of(self.raw_attributes)

    @property
    def is_empty_tag(self) -> bool:
        return self.end == self.inner_start

    def child(self, name: str) -> Element | None:
        return next((item for item in self.children if item.name == name), None)

    def append(self, edits: Edits, new: bytes) -> None:
        """Put markup at the end of the content."""
        if not self.is_empty_tag:
            edits.insert(self.inner_end, new)
            return
        tag = edits.data[self.start : self.inner_start]
        name = tag[1 : len(self.prefix) + 1 + len(self.name.encode())]
        edits.replace(self.inner_start - 2, self.inner_start, b">" + new + b"</" + name + b">")

    def set_attributes(self, edits: Edits, raw: bytes) -> None:
        start = self.inner_start - (2 if self.is_empty_tag else 1) - len(self.raw_attributes)
        edits.replace(start, start + len(self.raw_attributes), raw)


def outline(data: bytes, part: str) -> Element:
    """The root of a small part, and where everything in it stands. Raises DamagedWorkbookError."""
    parser = expat.ParserCreate("utf-8")
    top = Element("", b"", b"", 0, 0)
    stack = [top]

    def start_element(_name: str, _attributes: object) -> None:
        start = parser.CurrentByteIndex
        match = _START_TAG.match(data, start)
        if match is None:
            raise DamagedWorkbookError(part=part, reason="a tag that cannot be understood")
        element = Element(match[2].decode(), match[1], match[3], start, match.end())
        if match[4]:
            element.inner_end = element.end = match.end()
        stack[-1].children.append(element)
        stack.append(element)

    def end_element(_name: str) -> None:
        element = stack.pop()
        if not element.end:
            element.inner_end = parser.CurrentByteIndex
            element.end = data.index(b">", element.inner_end) + 1

    parser.StartElementHandler = start_element
    parser.EndElementHandler = end_element
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise DamagedWorkbookError(part=part, reason=f"malformed XML ({error})") from error
    return top.children[0]


def open_text(raw: bytes, part: str) -> tuple[bytes, Callable[[Iterable[Buffer]], Iterator[Buffer]]]:
    """A part in UTF-8 to be changed, and what puts the changed pieces into its stored encoding again.

    Raises XmlBombError for a document type declaration, DamagedWorkbookError for unknown encodings.
    """
    data = xml.as_utf8(raw, part)
    if data is raw:
        return data, iter
    encoding = xml.stored_encoding(raw)
    if encoding == "utf-8-sig":
        return data, lambda pieces: iter((raw[:3], *pieces))
    return data, lambda pieces: iter((_encode(raw, encoding, data, b"".join(pieces)),))


def _encode(raw: bytes, encoding: str, before: bytes, after: bytes) -> bytes:
    """With the byte order mark and the declaration that were left out; what the encoding lacks as references."""
    mark = b""
    if encoding == "utf-16":
        mark, raw = raw[:2], raw[2:]
        encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    text = raw.decode(encoding)
    head = text[: len(text) - len(before.decode("utf-8"))]
    return mark + (head + after.decode("utf-8")).encode(encoding, "xmlcharrefreplace")
