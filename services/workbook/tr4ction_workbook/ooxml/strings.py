"""The shared string table (ECMA-376 part 1, clause 18.4): plain texts, and rich texts with their runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.model import RichRun
from tr4ction_workbook.ooxml.styles import parse_font
from tr4ction_workbook.ooxml.text import (
    XML_SPACE,
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
    """A string item: its text (phonetic runs left out) and, where it is rich, its runs."""

    text: str
    runs: tuple[RichRun, ...] = ()


def read_string_item(element: xml.Element) -> StringItem:
    """An `si`, `is` or comment `text` element (CT_Rst)."""
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
    return StringItem("".join(texts), tuple(runs) if is_rich else ())


class SharedStrings:
    """Texts by index. Length is the number of `si` elements; the stated `count` attributes are not trusted."""

    def __init__(self, texts: list[str], runs: dict[int, tuple[RichRun, ...]]) -> None:
        self.texts = texts
        self.runs = runs

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
    if start[1]:
        unprefixed = without_prefix(data, start[1])
        declaration = b"xmlns:" + start[1].removesuffix(b":") + b"="
        if unprefixed is None or declaration not in data[: data.find(b">", start.end())]:
            return None
        data = unprefixed
    budget.take_strings(data.count(b"<si"))
    flat = _SI.split(data)
    between, plain, bodies = flat[0::3], flat[1::3], flat[2::3]
    if not plain or b"".join(between[1:-1]).strip(XML_SPACE):
        return None
    if max(len(text or b"") for text in plain) > _MAX_TEXT:
        return None
    around = [xml.local(element) for element in xml.parse(between[0] + b"<items/>" + between[-1], part, budget)]
    if "si" in around or around.count("items") != 1:
        return None
    rich = [(index, body) for index, body in enumerate(bodies) if body]
    try:
        texts = decode_all([text or b"" for text in plain])
    except UnicodeDecodeError:
        return None
    runs: dict[int, tuple[RichRun, ...]] = {}
    if rich:
        items = b"".join(b"<si>" + body + b"</si>" for _, body in rich)
        root = xml.parse(_head(data) + items + b"</sst>", part, budget)
        if len(root) != len(rich):
            return None
        for (index, _), element in zip(rich, root, strict=True):
            item = read_string_item(element)
            texts[index] = item.text
            if item.runs:
                runs[index] = item.runs
        budget.give_back_nodes(items, kept=sum(map(len, runs.values())))
    return SharedStrings(texts, runs)


def _head(data: bytes) -> bytes:
    """The start tag of the root, with the namespaces that the items may use."""
    start = data.index(b"<sst")
    return data[start : data.index(b">", start) + 1]


def read_tree(root: xml.Element) -> SharedStrings:
    texts: list[str] = []
    runs: dict[int, tuple[RichRun, ...]] = {}
    for element in root:
        if xml.local(element) != "si":
            continue
        item = read_string_item(element)
        if item.runs:
            runs[len(texts)] = item.runs
        texts.append(item.text)
    return SharedStrings(texts, runs)
