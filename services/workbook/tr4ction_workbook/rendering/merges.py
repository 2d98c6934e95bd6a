"""Merged ranges as they lie in the shown part of a sheet (clause 18.3.1.55)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tr4ction_workbook.ooxml.model import CellRange
from tr4ction_workbook.rendering.geometry import Axis


@dataclass(frozen=True, slots=True)
class Span:
    """A merged range, and its rows and columns that are shown. Its value is that of its first cell, shown or not."""

    range: CellRange
    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass(slots=True)
class Spans:
    """`owners`: spans by the first of their shown cells; `covered`: the cells that are not drawn by themselves."""

    owners: dict[tuple[int, int], Span] = field(default_factory=dict)
    covered: dict[tuple[int, int], Span] = field(default_factory=dict)

    def host(self, row: int, column: int) -> tuple[int, int]:
        """The cell that is drawn where this one lies."""
        span = self.covered.get((row, column))
        return (row, column) if span is None else (span.rows[0], span.columns[0])


def find_spans(merges: Iterable[CellRange], rows: Axis, columns: Axis, budget: int) -> Spans:
    """Ranges that overlap one before are passed over: Excel repairs such files. `budget` bounds the cells looked at."""
    spans = Spans()
    for merge in merges:
        if budget <= 0:
            break
        shown_rows, shown_columns = rows.within(merge.top, merge.bottom), columns.within(merge.left, merge.right)
        places = [(row, column) for row in shown_rows for column in shown_columns]
        budget -= len(places)
        if not places or any(place in spans.covered for place in places):
            continue
        span = Span(merge, tuple(shown_rows), tuple(shown_columns))
        spans.owners[places[0]] = span
        spans.covered.update(dict.fromkeys(places, span))
    return spans
