"""Text in drawings (ECMA-376 part 1, clause 21.1.2)."""

from __future__ import annotations

from collections.abc import Iterator

from tr4ction_workbook.ooxml import xml


def paragraphs(body: xml.Element | None) -> str | None:
    """Text of a body, one line a paragraph; None where it has none."""
    lines = ("".join(_runs(paragraph)) for paragraph in xml.children(body, "p"))
    return "\n".join(lines).strip("\n") or None


def _runs(paragraph: xml.Element) -> Iterator[str]:
    for item in paragraph:
        name = xml.local(item)
        if name in ("r", "fld"):
            yield xml.text_of(xml.child(item, "t"))
        elif name == "br":
            yield "\n"
