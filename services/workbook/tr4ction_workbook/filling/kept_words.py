"""The words of a cell that stay when its blank is filled: `Nome: ____` becomes `Nome: Ana`."""

from __future__ import annotations

from collections.abc import Sequence

from tr4ction_workbook.fields.blanks import Blank, find_blank
from tr4ction_workbook.filling.book import Book
from tr4ction_workbook.filling.markup import attributes_of
from tr4ction_workbook.filling.model import Target
from tr4ction_workbook.filling.sheet_part import SheetPart, StoredCell
from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import DataValidation
from tr4ction_workbook.ooxml.strings import read_string_item


def blank_of(
    target: Target, cell: StoredCell | None, validations: Sequence[DataValidation], part: SheetPart, book: Book
) -> Blank | None:
    """The blank among the words of a field's cell. None where the answer is all that the cell will hold.

    Only a field without an example has words that are no example; a cell that is addressed by itself is replaced.
    """
    field = target.field
    if field is None or field.example_value is not None or cell is None or cell.inner_start == cell.inner_end:
        return None
    if any(item.type for item in validations):
        return None
    return find_blank(_text(cell, part, book))


def _text(cell: StoredCell, part: SheetPart, book: Book) -> str:
    """Empty where the cell holds no text, or a calculated one."""
    kind = attributes_of(cell.raw_attributes).get("t")
    if kind not in ("s", "inlineStr"):
        return ""
    content = part.parsed(cell)
    if kind == "inlineStr":
        item = xml.child(content, "is")
        return "" if item is None else read_string_item(item, look_for_other=False).text
    index = xml.integer(xml.text_of(xml.child(content, "v")), -1)
    return book.strings[index] if 0 <= index < len(book.strings) else ""
