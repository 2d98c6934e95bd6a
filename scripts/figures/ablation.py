"""What each rule is worth: the same figures with the rule left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from figures.data import METHOD, STRIPPED, find, labelled, mean, score
from tr4ction_workbook.fields import areas, candidates, detection, grid, marks, overwritten, precedents, roles, search
from tr4ction_workbook.fields.doubts import DOUBTS
from tr4ction_workbook.fields.legends import Legend


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1 of the method's workbook, and their means over the forms by layout alone."""

    method: tuple[float, float, float]
    forms: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    left_out: Callable[[], AbstractContextManager[Any]]


def _returns(place: Any, name: str, value: Callable[[], Any]) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: mock.patch.object(place, name, side_effect=lambda *_, **__: value())


def rules() -> Iterator[Rule]:
    yield Rule("validation rules and drop-downs", _returns(marks, "_validated", dict))
    yield Rule("boxes drawn around unmerged cells", _returns(areas, "trace_boxes", tuple))
    yield Rule("cells that formulas read", _returns(precedents.Precedents, "of", set))
    yield Rule("the sheet's legend", _returns(detection, "read_legend", Legend))
    yield Rule("paint without a box", _returns(candidates, "input_fills", set))
    yield Rule("blanks among words", _returns(areas, "find_blank", lambda: None))
    yield Rule("labels that ask", _returns(candidates, "_asked_for", set))
    yield Rule("hidden rows and columns", _returns(grid.Grid, "is_hidden", bool))
    yield Rule("collapsible rows are theory", _returns(detection, "find_theory", set))
    yield Rule("what stands in line with a label", _returns(roles, "_in_line", set))
    yield Rule("headers beside headers", _returns(roles, "_among_headers", set))
    yield Rule("paint in which labels are written", _returns(roles, "_in_label_look", set))
    yield Rule("several headers over one box", _returns(roles, "header_parts", list))
    yield Rule("first column of a list", _returns(search, "list_columns", set))
    yield Rule("labels that are answers too", _returns(search, "placeholders_among", dict))
    yield Rule("numbered headers among names", _returns(overwritten, "_numbered_leftovers", dict))
    yield Rule("sheets to read only", _returns(search, "_is_read_only", bool))
    for doubt in DOUBTS:
        rest = tuple(other for other in DOUBTS if other is not doubt)
        yield Rule(
            f"doubt: {doubt.__name__.replace('_', ' ')}",
            lambda rest=rest: mock.patch.object(search, "DOUBTS", rest),  # type: ignore[misc]
        )


def measure() -> Figures:
    scores = {item: score(item, find(item)) for item in labelled() if item.kind in (METHOD, STRIPPED)}
    method = [found for item, found in scores.items() if item.kind == METHOD]
    forms = [found for item, found in scores.items() if item.kind == STRIPPED]
    first, second = (
        (
            mean(found.precision for found in group),
            mean(found.recall for found in group),
            mean(found.f1 for found in group),
        )
        for group in (method, forms)
    )
    return Figures(first, second)
