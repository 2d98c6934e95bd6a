"""What cells carry beside their value: arrows of lists, notes, links, and whatever lies on the sheet above them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tr4ction_workbook.ooxml.model import CellRange, Sheet
from tr4ction_workbook.rendering.geometry import Axis
from tr4ction_workbook.rendering.markup import escaped
from tr4ction_workbook.rendering.merges import Spans
from tr4ction_workbook.rendering.options import RenderLimits

Place = tuple[int, int]

_LOOKS_PER_CELL = 10


@dataclass(slots=True)
class Marks:
    """By the place of the cell that is drawn. `hosted`: markup of what is positioned from that cell's corner."""

    dropdowns: set[Place] = field(default_factory=set)
    targets: dict[Place, str] = field(default_factory=dict)
    hosted: dict[Place, list[str]] = field(default_factory=dict)

    def host(self, place: Place, markup: str) -> None:
        self.hosted.setdefault(place, []).append(markup)


@dataclass(frozen=True, slots=True)
class Layout:
    """The shown part of a sheet: its rows, its columns, and the merged ranges on it."""

    rows: Axis
    columns: Axis
    spans: Spans

    def places(self, area: CellRange, budget: int) -> list[Place]:
        """Shown places of a range, at most `budget` of them."""
        rows, columns = self.rows.within(area.top, area.bottom), self.columns.within(area.left, area.right)
        if not columns:
            return []
        return [(row, column) for row in rows[: max(1, budget // len(columns))] for column in columns][:budget]

    def is_within(self, area: CellRange) -> bool:
        """Whether any of it is shown."""
        return bool(self.rows.within(area.top, area.bottom) and self.columns.within(area.left, area.right))

    def host(self, row: int, column: int) -> Place | None:
        """The drawn cell at whose corner something that begins in this cell is hung up."""
        shown_row, shown_column = self.rows.host(row), self.columns.host(column)
        if shown_row is None or shown_column is None:
            return None
        return self.spans.host(shown_row, shown_column)


def read_marks(sheet: Sheet, layout: Layout, limits: RenderLimits) -> Marks:
    """Lists and links. Their ranges are looked at within a budget, whatever they say."""
    marks = Marks()
    budget, characters = _LOOKS_PER_CELL * limits.max_cells, limits.max_characters
    lists = (area for item in sheet.validations if item.type == "list" and item.show_dropdown for area in item.ranges)
    marks.dropdowns = _owners(lists, layout, budget)
    for link in sheet.hyperlinks:
        if link.target and budget > 0:
            places = layout.places(link.range, min(budget, characters // len(link.target)))
            budget -= len(places) + 1
            characters -= len(places) * len(link.target)
            marks.targets.update(dict.fromkeys((layout.spans.host(*place) for place in places), link.target))
    return marks


def _owners(areas: Iterable[CellRange], layout: Layout, budget: int) -> set[Place]:
    found: set[Place] = set()
    for area in areas:
        if budget <= 0:
            break
        places = layout.places(area, budget)
        budget -= len(places) + 1
        found.update(layout.spans.host(*place) for place in places)
    return found


def mark_comments(sheet: Sheet, layout: Layout, marks: Marks, limits: RenderLimits) -> list[tuple[str, str, str]]:
    """Hangs up the corner marks; returns (reference, author, text) of the comments, in reading order."""
    characters = limits.max_characters
    authors = {item.reference: item.author for item in reversed(sheet.notes)}
    found: list[tuple[Place, str, str, str]] = []
    for reference, text in sheet.comments.items():
        try:
            area = CellRange.parse(reference)
        except ValueError:
            continue
        text = text[:characters]
        characters -= len(text)
        if not text:
            continue
        found.append(((area.top, area.left), reference, authors.get(reference, ""), text))
        if layout.is_within(area):
            place = layout.host(area.top, area.left)
            if place is not None:
                marks.host(place, f'<i class="note" title="{escaped(text)}"></i>')
    return [(reference, author, text) for _, reference, author, text in sorted(found)]
