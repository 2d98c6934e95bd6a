"""Which cell an answer belongs to: by the field's id, or by `Sheet!B4`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tr4ction_workbook.fields import FillableField
from tr4ction_workbook.filling.book import Book
from tr4ction_workbook.filling.errors import Findings
from tr4ction_workbook.filling.model import Answer, Target
from tr4ction_workbook.ooxml.model import CellRange
from tr4ction_workbook.ooxml.sheet import SheetSource

_CELLS = re.compile(r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?")


@dataclass(frozen=True, slots=True)
class _Key:
    """A key that leads nowhere."""

    order: int
    where: str


def find_targets(
    book: Book, answers: Mapping[str, Answer], fields: Sequence[FillableField], findings: Findings
) -> dict[int, list[Target]]:
    """The answers by the index of their sheet, in order."""
    by_id = {field.field_id: field for field in fields}
    found: dict[int, list[Target]] = {}
    for order, (key, answer) in enumerate(answers.items()):
        field = by_id.get(key)
        place = _place(book, _Key(order, key), field, by_id, findings)
        if place is not None:
            sheet, area = place
            target = Target(order, key, answer, field, sheet, area, area.top, area.left)
            found.setdefault(sheet.index, []).append(target)
    return found


def is_address(key: str) -> bool:
    """Whether a key is written as a cell of a sheet, not as a field's id."""
    return "!" in key


def _place(
    book: Book, key: _Key, field: FillableField | None, known: Collection[str], findings: Findings
) -> tuple[SheetSource, CellRange] | None:
    if field is not None:
        name, reference = field.sheet_name, field.cell_range
    elif is_address(key.where):
        name, _, reference = key.where.rpartition("!")
        if not _CELLS.fullmatch(reference.strip()):
            findings.refuse(key, "cell_malformed", reference=reference[:40])
            return None
    else:
        findings.refuse(key, "unknown_field", near=nearest(key.where, known))
        return None
    sheet = book.source(name) or book.source(_unquoted(name))
    if sheet is None:
        near = nearest(_unquoted(name), [source.name for source in book.sheets])
        findings.refuse(key, "unknown_sheet", sheet=name[:60], near=near)
        return None
    try:
        return sheet, CellRange.parse(reference)
    except ValueError:
        findings.refuse(key, "cell_malformed", reference=reference[:40])
        return None


def _unquoted(name: str) -> str:
    name = name.strip()
    if len(name) > 2 and name.startswith("'") and name.endswith("'"):
        return name[1:-1].replace("''", "'")
    return name


def nearest(word: str, known: Collection[str]) -> str:
    """`; did you mean X?` in the form that messages take, or nothing."""
    import difflib  # a tenth of what filling takes, and needed only by mistakes

    by_fold = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold()[:200], by_fold, n=1, cutoff=0.6)
    return f" (did you mean {by_fold[close[0]]!r}?)" if close else ""
