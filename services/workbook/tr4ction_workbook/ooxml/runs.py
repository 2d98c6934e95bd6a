"""Rich texts by pattern: their runs apart, each distinct font read once.

Rich texts repeat the fonts of their runs: the 623 runs of a real template have 33. Reading each run from a tree took
two thirds of the time of all shared strings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.model import Font, RichRun
from tr4ction_workbook.ooxml.styles import parse_font
from tr4ction_workbook.ooxml.text import decode_stored

# elements and attributes that texts and runs have in full
TYPED_ELEMENTS = frozenset(
    (
        *("t", "r", "rPr", "rFont", "charset", "family", "b", "i", "strike", "outline", "shadow", "condense"),
        *("extend", "color", "sz", "u", "vertAlign", "scheme"),
    )
)
TYPED_ATTRIBUTES = frozenset(("val", "rgb", "theme", "indexed", "auto", "tint", "space"))
_UNTYPED_TAG = re.compile(
    rf"""<(?!/|(?:{"|".join(sorted(TYPED_ELEMENTS))})
    (?:\ (?:{"|".join(sorted(TYPED_ATTRIBUTES))})="[^"<>]*+")*+\ ?/?>)""".encode(),
    re.VERBOSE,
)
_RUN = re.compile(
    rb"""<r>(?:<rPr>([^<]*+(?:<(?!/?rPr[\s/>])[^<]*+)*+)</rPr>)?+
    <t(?:\ xml:space="preserve")?>([^<]*+)</t></r>""",
    re.VERBOSE,
)


def read_runs(bodies: Sequence[bytes], head: bytes, part: str, budget: Budget) -> list[tuple[RichRun, ...]]:
    """Runs of string items, each from its content; empty for one that is not made of runs alone, in known fonts.

    `head` is the start tag around them, with the namespaces they may use. Raises WorkbookError.
    """
    split = [_RUN.split(body) for body in bodies]
    usual = [parts if not any(parts[::3]) else [] for parts in split]
    distinct = {properties for parts in usual for properties in parts[1::3] if properties is not None}
    strange = {properties for properties in distinct if _UNTYPED_TAG.search(properties)}
    if strange:
        usual = [parts if strange.isdisjoint(parts[1::3]) else [] for parts in usual]
    fonts = _fonts(distinct - strange, head, part, budget)
    return [
        tuple(
            [RichRun(decode_stored(text), fonts.get(font)) for font, text in zip(parts[1::3], parts[2::3], strict=True)]
        )
        for parts in usual
    ]


def _fonts(distinct: set[bytes], head: bytes, part: str, budget: Budget) -> dict[bytes | None, Font]:
    if not distinct:
        return {}
    listed = sorted(distinct)
    content = b"".join([b"<rPr>%b</rPr>" % properties for properties in listed])
    root = xml.parse(head + content + b"</sst>", part, budget)
    budget.give_back_nodes(content, kept=len(listed))
    return {properties: parse_font(element) for properties, element in zip(listed, root, strict=True)}
