"""Shared formulas whose first cell gives up its formula (ECMA-376 part 1, clause 18.3.1.40).

The first cell of a shared formula has its text; the others refer to it by `si`. The next of them becomes the first.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from tr4ction_workbook.filling.markup import Edits, attributes_of, with_attribute, without_attributes
from tr4ction_workbook.filling.sheet_part import SheetPart, StoredCell
from tr4ction_workbook.ooxml.formulas import translate
from tr4ction_workbook.ooxml.model import CellRange
from tr4ction_workbook.ooxml.text import escape_xml

_LOST = "#REF!"
_SHARED_ONLY = (b"t", b"ref", b"si")


@dataclass(slots=True)
class _Member:
    """A cell of a shared formula, and where its `f` element stands."""

    cell: StoredCell
    raw_attributes: bytes
    start: int
    end: int
    text: str


def rehome_shared_formulas(part: SheetPart, overwritten: Container[tuple[int, int]], edits: Edits) -> None:
    """Give the text of every shared formula whose first cell is overwritten to its next cell."""
    for members in _shared_formulas(part).values():
        first = next((member for member in members if member.text), None)
        if first is None or (first.cell.row, first.cell.column) not in overwritten:
            continue
        rest = [item for item in members if not item.text and (item.cell.row, item.cell.column) not in overwritten]
        if rest:
            _rehome(part, first, rest, edits)


def _rehome(part: SheetPart, first: _Member, rest: list[_Member], edits: Edits) -> None:
    texts = [
        translate(first.text, item.cell.row - first.cell.row, item.cell.column - first.cell.column) for item in rest
    ]
    if _LOST in texts[0] and _LOST not in first.text:  # what it lost, those after it may still have
        for member, text in zip(rest, texts, strict=True):
            _write(part, member, without_attributes(member.raw_attributes, _SHARED_ONLY), text, edits)
        return
    rows, columns = [item.cell.row for item in rest], [item.cell.column for item in rest]
    area = CellRange(min(rows), min(columns), max(rows), max(columns))
    _write(part, rest[0], with_attribute(rest[0].raw_attributes, b"ref", str(area).encode()), texts[0], edits)


def _write(part: SheetPart, member: _Member, raw_attributes: bytes, text: str, edits: Edits) -> None:
    name = part.prefix + b"f"
    edits.replace(member.start, member.end, b"<%s%s>%s</%s>" % (name, raw_attributes, escape_xml(text), name))


def _shared_formulas(part: SheetPart) -> dict[str, list[_Member]]:
    found: dict[str, list[_Member]] = {}
    for rows in part.rows().found.values():
        for row in rows:
            for cell in row.cells.values():
                tag = part.formula_of(cell)
                attributes = attributes_of(tag[1]) if tag else {}
                if tag and attributes.get("t") == "shared" and "si" in attributes:
                    end, text = (tag.end(), "") if tag[2] else part.content(tag.end(), b"f")
                    found.setdefault(attributes["si"], []).append(_Member(cell, tag[1], tag.start(), end, text))
    return found


def formula_text(part: SheetPart, cell: StoredCell) -> str | None:
    """The text of a cell's formula, empty for a member of a shared one; None where the cell has none."""
    tag = part.formula_of(cell)
    if tag is None:
        return None
    return "" if tag[2] else part.content(tag.end(), b"f")[1]
