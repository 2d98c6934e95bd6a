"""The shared string table (ECMA-376 part 1, clause 18.4): plain texts, and rich texts with their runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.generic import ElementRemainder, keep
from tr4ction_workbook.ooxml.model import GenericElement, Remainder, RichRun
from tr4ction_workbook.ooxml.runs import TYPED_ATTRIBUTES, TYPED_ELEMENTS, read_runs
from tr4ction_workbook.ooxml.styles import parse_font
from tr4ction_workbook.ooxml.text import (
    decode_all,
    has_bad_character,
    has_bad_entity,
    unescape_xstring,
    without_prefix,
)

# what repeats is possessive or ends at the next item, so that time is in proportion to the text, whatever the text
_SI = re.compile(
    rb"""<si>(?:\s*+<t(?:\ xml:space="preserve")?>([^<]*+)</t>\s*+</si>|([^<]*+(?:<(?!/?si[\s/>])[^<]*+)*+)</si>)
    |<si\s*+/>""",
    re.VERBOSE,
)
_ROOT = re.compile(rb"(?:<\?xml[^<>]*\?>)?\s*<((?:[\w.-]+:)?)sst[\s/>]")
# beyond what an XML processor takes for one text; a program writes 32,767 characters at most
_MAX_TEXT = 10_000_000


@dataclass(slots=True)
class StringItem:
    """A string item: its text (phonetic runs left out) and, where it is rich, its runs.

    `other`: what of the element is neither, with full names: phonetic runs and their properties, and runs that hold
    something unknown.
    """

    text: str
    runs: tuple[RichRun, ...] = ()
    other: tuple[GenericElement, ...] = ()


def read_string_item(element: xml.Element, look_for_other: bool = True) -> StringItem:
    """An `si`, `is` or comment `text` element (CT_Rst). `look_for_other`: whether `other` is asked for."""
    texts: list[str] = []
    runs: list[RichRun] = []
    is_rich = False
    for item in element:
        name = xml.local(item)
        if name == "t":
            texts.append(unescape_xstring(xml.text_of(item)))
            runs.append(RichRun(texts[-1], None))
        elif name == "r":
            is_rich = True
            text = "".join(unescape_xstring(xml.text_of(part)) for part in xml.children(item, "t"))
            properties = xml.child(item, "rPr")
            texts.append(text)
            runs.append(RichRun(text, None if properties is None else parse_font(properties)))
    other = _other(element) if look_for_other else ()
    return StringItem("".join(texts), tuple(runs) if is_rich else (), other)


def _other(element: xml.Element) -> tuple[GenericElement, ...]:
    """Children that are not in typed form, or not all of them; the element itself where it has attributes."""
    if element.attrib:
        return tuple(keep([element]))
    return tuple(keep(item for item in element if not _is_typed(item)))


def _is_typed(item: xml.Element) -> bool:
    if xml.local(item) not in ("t", "r"):
        return False
    elements = {xml.local(part) for part in item.iter()}
    attributes = {str(name).rpartition("}")[2] for part in item.iter() for name in part.attrib}
    return elements <= TYPED_ELEMENTS and attributes <= TYPED_ATTRIBUTES


class SharedStrings:
    """Texts by index. Length is the number of `si` elements; the stated `count` attributes are not trusted.

    `runs` and `other` (see `StringItem`) are by index; `remainder` is the part without its items.
    """

    def __init__(
        self,
        texts: list[str],
        runs: dict[int, tuple[RichRun, ...]],
        other: dict[int, tuple[GenericElement, ...]] | None = None,
        remainder: Remainder | None = None,
    ) -> None:
        self.texts = texts
        self.runs = runs
        self.other = other or {}
        self.remainder = remainder

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, index: int) -> str:
        return self.texts[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)


def read_shared_strings(data: bytes | None, part: str, budget: Budget) -> SharedStrings:
    """The table of a part; an empty one where the workbook has none."""
    if data is None:
        return SharedStrings([], {})
    data = xml.as_utf8(data, part)
    table = _read_fast(data, part, budget)
    return read_tree(xml.parse(data, part, budget)) if table is None else table


def _read_fast(data: bytes, part: str, budget: Budget) -> SharedStrings | None:
    """By pattern, which takes a third of the time of a tree; None where the pattern did not account for everything."""
    start = _ROOT.match(data)
    if start is None or b"<!" in data or has_bad_entity(data) or has_bad_character(data):
        return None
    prefix = start[1]
    if prefix:
        unprefixed = without_prefix(data, prefix)
        declaration = b"xmlns:" + prefix.removesuffix(b":") + b"="
        if unprefixed is None or declaration not in data[: data.find(b">", start.end())]:
            return None
        data = unprefixed
    budget.take_strings(data.count(b"<si"))
    flat = _SI.split(data)
    between, plain, bodies = flat[0::3], [text or b"" for text in flat[1::3]], flat[2::3]
    if not plain or b"".join(between[1:-1]).strip():
        return None
    if max(map(len, plain)) > _MAX_TEXT or max(len(body or b"") for body in bodies) > _MAX_TEXT:
        return None
    root = _around(between[0], between[-1], prefix, part, budget)
    if root is None:
        return None
    try:
        strings = SharedStrings(decode_all(plain), {}, {}, ElementRemainder(root))
    except UnicodeDecodeError:
        return None
    rich = [(index, body) for index, body in enumerate(bodies) if body]
    if rich and not _add_rich(strings, rich, _root_tag(data), part, budget):
        return None
    # kept with names that have no namespace now
    return None if prefix and strings.other else strings


def _around(head: bytes, tail: bytes, prefix: bytes, part: str, budget: Budget) -> xml.Element | None:
    """The tree of what stands before the first item and behind the last; None where it is not one element around them.

    `prefix`: what the root had before its name.
    """
    if prefix:
        if tail.strip() != b"</sst>" or head.count(b"<") - head.count(b"<?") != 1:
            return None
        head, tail = head.replace(b"<sst", b"<" + prefix + b"sst"), b"</" + prefix + b"sst>"
    root = xml.parse(head + b"<items/>" + tail, part, budget)
    names = [xml.local(element) for element in root]
    if "si" in names or names.count("items") != 1:
        return None
    xml.take_out([root[names.index("items")]])
    return root


def _root_tag(data: bytes) -> bytes:
    """With the namespaces that the items may use."""
    start = data.index(b"<sst")
    return data[start : data.index(b">", start) + 1]


def _add_rich(
    strings: SharedStrings, rich: Sequence[tuple[int, bytes]], root_tag: bytes, part: str, budget: Budget
) -> bool:
    """Items that are more than a plain text, by index and content. False where they cannot be read one by one."""
    xml.check_utf8(b"".join([body for _, body in rich]), part)
    unusual = []
    for (index, body), runs in zip(rich, read_runs([body for _, body in rich], root_tag, part, budget), strict=True):
        if runs:
            strings.texts[index] = "".join([run.text for run in runs])
            strings.runs[index] = runs
        else:
            unusual.append((index, body))
    items = b"".join(b"<si>" + body + b"</si>" for _, body in unusual)
    root = xml.parse(root_tag + items + b"</sst>", part, budget)
    if len(root) != len(unusual):
        return False
    for (index, _), element in zip(unusual, root, strict=True):
        item = read_string_item(element)
        strings.texts[index] = item.text
        if item.runs:
            strings.runs[index] = item.runs
        if item.other:
            strings.other[index] = item.other
    budget.give_back_nodes(items, kept=sum(map(len, strings.runs.values())) + len(strings.other))
    return True


def read_tree(root: xml.Element) -> SharedStrings:
    texts: list[str] = []
    runs: dict[int, tuple[RichRun, ...]] = {}
    other: dict[int, tuple[GenericElement, ...]] = {}
    for element in root:
        if xml.local(element) != "si":
            continue
        item = read_string_item(element)
        if item.runs:
            runs[len(texts)] = item.runs
        if item.other:
            other[len(texts)] = item.other
        texts.append(item.text)
    xml.take_out([element for element in root if xml.local(element) == "si"])
    return SharedStrings(texts, runs, other, ElementRemainder(root))
