"""Parsing of package parts with lxml: no DTD, no entities, no network, bounded depth.

Names are compared by their local part: transitional and strict documents (ECMA-376 parts 4 and 1) differ only in
namespaces, and some producers prefix what others do not.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from tr4ction_workbook.ooxml.budget import Budget, count_nodes
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError, WorkbookTooLargeError, XmlBombError
from tr4ction_workbook.ooxml.model import Attributes
from tr4ction_workbook.ooxml.text import escape_bad_entities

Element = etree._Element

# comments, character data and instructions
NO_MARKUP = re.compile(rb"(?s)(?><!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z))")
_DECLARATION = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_DECLARATION_TEXT = re.compile(r"\s*<\?xml\s[^<>]*\?>")
_PROLOG_DOCTYPE = re.compile(rb"\s*+(?:(?>(?s:<\?.*?\?>|<!--.*?-->))\s*+)*+<!DOCTYPE")
_TEXT_ENCODING = re.compile(
    r"utf[-_]?(16|32)|iso[-_]?8859|latin|windows|cp\d|us-ascii|ascii|gb|big5|shift|euc|koi8|iso-2022"
)
# huge_tree stays off: libxml2 then refuses deep nesting, and text beyond 10 MB
PARSER_OPTIONS: Any = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
}
# of one element; programs write some dozens
MAX_ATTRIBUTES = 1000
_has_too_many_attributes = etree.XPath(f"boolean(descendant-or-self::*[@*[{MAX_ATTRIBUTES + 1}]])")
_DECODE_STEP = 1 << 20
_MAX_INTEGER = 2**53
_TRUE = frozenset(("1", "true", "on", "t"))


def _parser(recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(recover=recover, **PARSER_OPTIONS)


def stored_encoding(data: bytes) -> str:
    """The codec of a part by its byte order mark, else by its declaration (XML 1.0, appendix F)."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if data[:4] in (b"<\0?\0", b"\0<\0?"):
        return "utf-16-le" if data[0] else "utf-16-be"
    declared = _DECLARATION.match(data, 0, 200)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    return "utf-8" if encoding == "utf8" else encoding


def as_utf8(data: bytes, part: str) -> bytes:
    """The part in UTF-8 without byte order mark; the same object where it is that already. Refuses any DOCTYPE."""
    encoding = stored_encoding(data)
    if encoding == "utf-8-sig":
        data = data[3:]
    elif encoding != "utf-8":
        data = _transcode(data, encoding, part)
    if _PROLOG_DOCTYPE.match(data):
        raise XmlBombError(part=part, reason="a document type declaration")
    return data


def count_tags(data: bytes) -> int:
    """How many elements the markup of a part (UTF-8) has: its start tags, counted without a parser."""
    instructions = data.count(b"<?")
    if (b"!" in data and b"<!" in data) or instructions > 1:
        data = NO_MARKUP.sub(b"", data)
        instructions = 0
    return data.count(b"<") - data.count(b"</") - instructions


def _transcode(data: bytes, encoding: str, part: str) -> bytes:
    if not _TEXT_ENCODING.match(encoding):
        raise DamagedWorkbookError(part=part, reason=f"unknown encoding {encoding}")
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise DamagedWorkbookError(part=part, reason=f"not {encoding} text") from error
    text = text.removeprefix("\ufeff")
    declaration = _DECLARATION_TEXT.match(text)
    return text[declaration.end() if declaration else 0 :].encode("utf-8", "replace")


def parse(data: bytes, part: str, budget: Budget, *, recover: bool = False) -> Element:
    """Root element of a part. Raises DamagedWorkbookError for malformed XML, XmlBombError for DTDs and deep nesting,
    WorkbookTooLargeError for what would be too large a tree: it takes up to fifty times the room of its XML.

    `recover` is for VML parts only, which Excel itself writes with unclosed HTML tags.
    """
    allowed = budget.limits.max_tree_bytes
    if len(data) > allowed:
        raise WorkbookTooLargeError(limit="max_tree_bytes", allowed=allowed)
    data = as_utf8(data, part)
    budget.take_nodes(count_nodes(data))
    if recover:
        data = _recovered(data.decode("utf-8", "replace").encode("utf-8"), part)
    check_utf8(data, part)
    root = _parse_strictly(data, part)
    check_depth(root, part, budget.limits.max_depth)
    if data.count(b"=") > MAX_ATTRIBUTES:
        check_attributes(root, part)
    return root


def check_attributes(element: Element, part: str) -> None:
    """Raises XmlBombError: lxml takes time by the square of an element's attributes."""
    if _has_too_many_attributes(element):
        raise XmlBombError(part=part, reason=f"an element with more than {MAX_ATTRIBUTES} attributes")


def check_depth(root: Element, part: str, max_depth: int) -> None:
    """Raises XmlBombError: what walks through trees may call itself for each level."""
    if _deeper_than(max_depth)(root):
        raise XmlBombError(part=part, reason=f"nested more than {max_depth} deep")


@lru_cache(maxsize=16)
def _deeper_than(depth: int) -> Callable[[Element], object]:
    return etree.XPath(f"boolean({'/*' * (depth + 1)})")


def _recovered(data: bytes, part: str) -> bytes:
    """What libxml2 makes of malformed XML, as well-formed XML; it makes broken UTF-8 of references to surrogates."""
    try:
        root = _present(etree.fromstring(escape_bad_entities(data), _parser(recover=True)), part)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedWorkbookError(part=part, reason="not XML") from error
    return etree.tostring(root, encoding="utf-8").decode("utf-8", "replace").encode("utf-8")


def _parse_strictly(data: bytes, part: str) -> Element:
    try:
        return _present(etree.fromstring(data, _parser()), part)
    except etree.XMLSyntaxError as error:
        raise syntax_error(error, part) from error
    except ValueError as error:
        raise DamagedWorkbookError(part=part, reason="not XML") from error


def _present(root: Element | None, part: str) -> Element:
    # the stubs do not know that recovery may leave nothing
    if root is None:
        raise DamagedWorkbookError(part=part, reason="not XML")
    return root


def check_utf8(data: bytes, part: str) -> None:
    """libxml2 lets encoded surrogates through, at which lxml stumbles when it is asked for the text."""
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _DECODE_STEP):
            decoder.decode(data[start : start + _DECODE_STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise DamagedWorkbookError(part=part, reason="not UTF-8 text") from error


def syntax_error(error: etree.XMLSyntaxError, part: str) -> DamagedWorkbookError | XmlBombError:
    message = str(error.msg)
    if "emory" in message:
        raise MemoryError
    if "depth" in message or "XML_PARSE_HUGE" in message:
        return XmlBombError(part=part, reason="nested too deeply or too large")
    return DamagedWorkbookError(part=part, reason=f"malformed XML ({message[:120]})")


@lru_cache(maxsize=4096)
def _local_name(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def local(element: Element) -> str:
    """Name of an element without its namespace; empty for what is no element (entity references)."""
    return _local_name(element.tag)


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Child elements of that local name; alternate content (part 3) is replaced by its first choice."""
    if element is None:
        return
    for item in element:
        found = _local_name(item.tag)
        if found == name:
            yield item
        elif found == "AlternateContent":
            yield from children(first_choice(item), name)


def first_choice(alternate: Element) -> Element | None:
    return next((item for item in alternate if local(item) in ("Choice", "Fallback")), None)


def child(element: Element | None, name: str) -> Element | None:
    return next(children(element, name), None)


def descendants(element: Element | None, name: str) -> Iterator[Element]:
    if element is not None:
        yield from element.iter(f"{{*}}{name}")


def attribute(element: Element, name: str) -> str | None:
    """Attribute by local name whatever its namespace: `r:id` has another one in strict documents."""
    value = element.get(name)
    if value is None:
        for key, other in element.attrib.items():
            if str(key).endswith("}" + name):
                return str(other)
    return value


def attributes(element: Element) -> dict[str, str]:
    """All attributes by full name: faster than asking the tree for many of them one by one."""
    return {str(name): str(value) for name, value in element.items()}


def others(element: Element, typed: frozenset[str]) -> Attributes:
    """Attributes whose names are not among `typed`, with full names."""
    return tuple((str(name), str(value)) for name, value in element.items() if name not in typed)


def take_out(elements: list[Element]) -> None:
    """Remove elements of one parent from their tree, for typed fields have them in full.

    What stands in alternate content stays, lest one of its branches be without it.
    """
    parent = elements[0].getparent() if elements else None
    if parent is None or local(parent) in ("Choice", "Fallback"):
        return
    inside = [element for element in elements if element.getparent() is parent]
    if len(inside) == len(parent):
        del parent[:]
        parent.text = None
    else:
        for element in inside:
            parent.remove(element)


def getter(element: Element | None) -> Callable[[str], str | None]:
    """`element.get`, also where there is no element."""
    return _nothing if element is None else element.get


def _nothing(_: str) -> None:
    return None


def is_true(value: str | None, default: bool = False) -> bool:
    """ST_Boolean, and the `on`/`t` of older producers."""
    return default if value is None else value.strip().lower() in _TRUE


def integer(value: str | None, default: int = 0) -> int:
    """A whole number; producers write `12.0` too. Anything else is the default; what JSON cannot hold is its most."""
    if value is None or len(value) > 20:
        return default
    if len(value) < 16 and value.isdecimal():
        return int(value)
    try:
        number = int(value)
    except ValueError:
        decimal = real(value)
        if decimal is None:
            return default
        number = int(decimal)
    return number if -_MAX_INTEGER < number < _MAX_INTEGER else _MAX_INTEGER if number > 0 else -_MAX_INTEGER


def real(value: str | None) -> float | None:
    """A finite number, else None."""
    try:
        number = float(value) if value is not None else None
    except ValueError:
        return None
    return number if number is not None and abs(number) < 1e300 else None


def text_of(element: Element | None) -> str:
    return "" if element is None else (element.text or "")


def all_text(element: Element | None) -> str:
    """The text of an element and of all in it, with single blanks."""
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())
