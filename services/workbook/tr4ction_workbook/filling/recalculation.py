"""Formulas after a fill: their stored results are those of before, so the workbook asks to be calculated when opened.

The calculation chain lists the cells with formulas (clause 18.6); an entry without a formula makes Excel repair the
workbook. Programs make a new one, so the part goes when a formula does.
"""

from __future__ import annotations

from collections.abc import Collection

from tr4ction_workbook.filling.book import Book, has_formula
from tr4ction_workbook.filling.changes import CONTENT_TYPES, Changes
from tr4ction_workbook.filling.markup import Edits, Element, open_text, with_attribute
from tr4ction_workbook.ooxml import xml

# CT_Workbook (clause 18.2.27): what may stand before calcPr
_BEFORE = frozenset(
    (
        "fileVersion",
        "fileSharing",
        "workbookPr",
        "AlternateContent",
        "revisionPtr",
        "workbookProtection",
        "bookViews",
        "sheets",
        "functionGroups",
        "externalReferences",
        "definedNames",
    )
)


def has_formulas(book: Book, searched: Collection[str]) -> bool:
    """Whether a sheet has formulas, but for the parts that were `searched`. The first one that is found answers."""
    if book.relationships.first_part("calcChain"):
        return True
    parts = [source.part for source in book.sheets if source.part and source.part not in searched]
    return any(_part_has_formula(book, part) for part in parts)


def _part_has_formula(book: Book, part: str) -> bool:
    data, _ = open_text(book.package.read(part), part)
    name = data.find(b"sheetData")
    return name > 0 and has_formula(data, data[data.rfind(b"<", 0, name) + 1 : name])


def ask_for_calculation(book: Book, changes: Changes) -> None:
    """Set `fullCalcOnLoad` where it is not."""
    changes.edit(book.part, _ask)


def _ask(edits: Edits, root: Element) -> None:
    properties = root.child("calcPr")
    if properties is None:
        before = [item for item in root.children if item.name in _BEFORE]
        position = before[-1].end if before else root.inner_start
        edits.insert(position, b"<" + root.prefix + b'calcPr fullCalcOnLoad="1"/>')
    elif not xml.is_true(properties.attributes.get("fullCalcOnLoad")):
        properties.set_attributes(edits, with_attribute(properties.raw_attributes, b"fullCalcOnLoad", b"1"))


def drop_calculation_chain(book: Book, changes: Changes) -> None:
    """The part with its relationship and its content type."""
    chain = book.relationships.first_part("calcChain")
    if chain is None:
        return
    ids = {item.id for item in book.relationships.of_kind("calcChain")}
    folder, _, name = book.part.rpartition("/")
    changes.drop(chain)
    changes.edit(f"{folder}/_rels/{name}.rels".lstrip("/"), lambda edits, root: _remove(edits, root, "Id", ids))
    part_names = {f"/{chain}".casefold()}
    changes.edit(CONTENT_TYPES, lambda edits, root: _remove(edits, root, "PartName", part_names))


def _remove(edits: Edits, root: Element, attribute: str, values: set[str]) -> None:
    for item in root.children:
        value = item.attributes.get(attribute, "")
        if value in values or (attribute == "PartName" and value.casefold() in values):
            edits.replace(item.start, item.end, b"")
