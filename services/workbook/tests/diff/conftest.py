"""Fields as plain data, as the registry keeps them: no workbook at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tr4ction_workbook.diff import FieldMatches, match_fields
from tr4ction_workbook.fields import FillableField
from tr4ction_workbook.ooxml.model import column_letters


def field(label: str = "", *, row: int = 1, column: int = 2, sheet: str = "Ficha", **more: object) -> FillableField:
    """One field; its id says nothing, since ids are no evidence."""
    known = {
        "field_id": f"{sheet}!{row}.{column}",
        "sheet_name": sheet,
        "cell_range": f"{column_letters(column)}{row}",
        "label": label,
        "inferred_type": "text_short",
        "options": (),
        "required": True,
        "example_value": None,
        "phase": None,
        "group": None,
        "help": None,
        "order_index": 0,
        "confidence": 0.9,
        "reasons": ("boxed",),
    }
    return FillableField(**{**known, **more})  # type: ignore[arg-type]


def form(*fields: FillableField | str) -> list[FillableField]:
    """Fields in reading order, a row each where they say no other; equal siblings are numbered as detection does."""
    placed = [
        field(item, row=place) if isinstance(item, str) else replace(item, order_index=place)
        for place, item in enumerate(fields, 1)
    ]
    return numbered(placed)


def numbered(fields: Sequence[FillableField]) -> list[FillableField]:
    totals = Counter((item.sheet_name, item.group, item.label) for item in fields)
    counts: Counter[tuple[str, str | None, str]] = Counter()
    result = []
    for place, item in enumerate(fields):
        key = (item.sheet_name, item.group, item.label)
        counts[key] += 1
        label = f"{item.label} ({counts[key]})" if totals[key] > 1 and item.label else item.label
        result.append(replace(item, label=label, order_index=place))
    return result


def table(rows: int, *columns: str, first_row: int = 1, examples: Sequence[str | None] = ()) -> list[FillableField]:
    """A table of spare rows; `examples` stand in its first column."""
    return [
        field(label, row=first_row + row, column=column, example_value=_example(examples, row) if column == 2 else None)
        for row in range(rows)
        for column, label in enumerate(columns, 2)
    ]


def _example(examples: Sequence[str | None], row: int) -> str | None:
    return examples[row] if row < len(examples) else None


def pairs_of(matches: FieldMatches) -> dict[str, str]:
    return {match.old.cell_range: match.new.cell_range for match in matches.matches}


Compare = Callable[[Sequence[FillableField | str], Sequence[FillableField | str]], FieldMatches]


@pytest.fixture(name="field")
def _field() -> Callable[..., FillableField]:
    return field


@pytest.fixture(name="table")
def _table() -> Callable[..., list[FillableField]]:
    return table


@pytest.fixture(name="numbered")
def _numbered() -> Callable[[Sequence[FillableField]], list[FillableField]]:
    return numbered


@pytest.fixture
def compare() -> Compare:
    """`compare(old, new)`: matches of two forms, checked to say the same the other way round."""

    def run(old: Sequence[FillableField | str], new: Sequence[FillableField | str]) -> FieldMatches:
        before, after = form(*old), form(*new)
        found = match_fields(before, after)
        back = match_fields(after, before)
        assert {(m.old.order_index, m.new.order_index) for m in found.matches} == {
            (m.new.order_index, m.old.order_index) for m in back.matches
        }
        return found

    return run


@pytest.fixture(name="pairs_of")
def _pairs_of() -> Callable[[FieldMatches], dict[str, str]]:
    return pairs_of
