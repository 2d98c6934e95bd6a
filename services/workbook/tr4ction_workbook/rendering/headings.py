"""Letters above the columns and numbers beside the rows, with marks where something between them is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tr4ction_workbook.ooxml.model import Sheet, column_letters
from tr4ction_workbook.rendering.geometry import Axis
from tr4ction_workbook.rendering.markup import escaped
from tr4ction_workbook.rendering.wording import Wording


@dataclass(frozen=True, slots=True)
class Heading:
    """`gap`: hidden rows or columns right before it; `is_collapsed`: it stands for a group that is closed."""

    number: int
    gap: int
    is_collapsed: bool


def row_headings(sheet: Sheet, axis: Axis) -> Iterator[Heading]:
    def is_grouped(row: int) -> bool:
        properties = sheet.rows.get(row)
        return properties is not None and properties.outline_level > 0

    return _headings(axis, is_grouped, sheet.summary_below)


def column_headings(sheet: Sheet, axis: Axis) -> Iterator[Heading]:
    grouped = {
        column
        for item in sheet.columns
        if item.outline_level
        for column in range(max(item.first, 1), min(item.last, axis.count) + 1)
    }
    return _headings(axis, grouped.__contains__, sheet.summary_below)


def _headings(axis: Axis, is_grouped: Callable[[int], bool], summary_behind: bool) -> Iterator[Heading]:
    """The summary of a closed group stands behind it, or before it, as the sheet says (`outlinePr`)."""
    shown = axis.shown
    for place, number in enumerate(shown):
        before = shown[place - 1] if place else 0
        after = shown[place + 1] if place + 1 < len(shown) else axis.count + 1
        first, last = (before + 1, number - 1) if summary_behind else (number + 1, after - 1)
        collapsed = last >= first and is_grouped(last if summary_behind else first)
        yield Heading(number, number - before - 1, collapsed)


def column_heading(heading: Heading, names: str, wording: Wording) -> str:
    return _element("col", heading, column_letters(heading.number), names, wording, wording.hidden_columns)


def row_heading(heading: Heading, names: str, wording: Wording) -> str:
    return _element("row", heading, str(heading.number), names, wording, wording.hidden_rows)


def _element(scope: str, heading: Heading, index: str, names: str, wording: Wording, hidden: str) -> str:
    notes = [hidden.format(index=index, count=heading.gap)] if heading.gap else []
    if heading.is_collapsed:
        notes.append(wording.collapsed)
    classes = " ".join(filter(None, (names, "gap" if heading.gap else "")))
    attributes = f' class="{classes}"' if classes else ""
    if not notes:
        return f'<th scope="{scope}"{attributes}>{index}</th>'
    said = escaped("; ".join(notes))
    plus = '<span class="plus" aria-hidden="true">+</span>' if heading.is_collapsed else ""
    return f'<th scope="{scope}"{attributes} title="{said}">{index}{plus}<span class="sr">{said}</span></th>'
