"""One version's fields, prepared for comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from tr4ction_workbook.diff.wording import unnumbered, words_of
from tr4ction_workbook.fields import FillableField
from tr4ction_workbook.fields.identity import sheet_key
from tr4ction_workbook.ooxml.model import CellRange

Key = tuple[str, ...]

_OCCURRENCE = re.compile(r"(.*) \(([1-9]\d*)\)", re.DOTALL)


class Version:
    """Fields in reading order; everything else is by their place in it."""

    def __init__(self, fields: Sequence[FillableField]) -> None:
        self.fields = sorted(fields, key=lambda field: field.order_index)
        self.labels = _without_occurrence(self.fields)
        self.sheet_names: dict[str, str] = {}
        self.sheets: dict[str, list[int]] = {}
        for place, field in enumerate(self.fields):
            key = sheet_key(field.sheet_name)
            self.sheet_names.setdefault(key, field.sheet_name)
            self.sheets.setdefault(key, []).append(place)

    def __len__(self) -> int:
        return len(self.fields)

    @cached_property
    def exact(self) -> list[Key]:
        """Section title and label."""
        return [
            (words_of(field.group or ""), words_of(label))
            for field, label in zip(self.fields, self.labels, strict=True)
        ]

    @cached_property
    def ungrouped(self) -> list[Key]:
        return [key[1:] for key in self.exact]

    @cached_property
    def unnumbered(self) -> list[Key]:
        return [(unnumbered(label),) for label in self.labels]

    @cached_property
    def kinds(self) -> list[tuple[object, ...]]:
        """What is asked for, apart from its name."""
        return [(field.inferred_type, field.options, field.help) for field in self.fields]

    @cached_property
    def boxes(self) -> list[CellRange | None]:
        """The cells of each field; None where its range is none."""
        return [_parsed(field.cell_range) for field in self.fields]

    @cached_property
    def rows(self) -> list[int | None]:
        """The first row of each field."""
        return [box.top if box else None for box in self.boxes]


def _parsed(cell_range: str) -> CellRange | None:
    try:
        return CellRange.parse(cell_range)
    except ValueError:
        return None


def _without_occurrence(fields: Sequence[FillableField]) -> list[str]:
    """Labels without the number that detection gives to equal siblings, `Meta (2)`: it changes with every row.

    A number that stands in the workbook itself is kept, unless all such labels count from 1 in reading order: then
    their order says the same.
    """
    labels = [field.label for field in fields]
    siblings: dict[tuple[str, str | None, str], list[tuple[int, int]]] = {}
    for place, field in enumerate(fields):
        if field.label.endswith(")") and (match := _OCCURRENCE.fullmatch(field.label)):
            key = (field.sheet_name, field.group, match[1])
            siblings.setdefault(key, []).append((place, int(match[2])))
    for (_, _, label), found in siblings.items():
        if len(found) > 1 and [number for _, number in found] == list(range(1, len(found) + 1)):
            for place, _ in found:
                labels[place] = label
    return labels
