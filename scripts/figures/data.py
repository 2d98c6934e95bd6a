"""Labelled workbooks, what is found in them, and how both compare by the scorer that lies with the labels."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.data import EVAL
from tr4ction_workbook.fields import FillableField, detect_fields
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.ooxml.model import Sheet, StyleSheet, Workbook

SCORER = EVAL.parent / "tools" / "score_fields.py"

METHOD = "the method's workbook"
AS_FOUND = "forms as found"
STRIPPED = "forms by layout alone"
OTHERS = "their other sheets by layout alone"
KINDS = (METHOD, AS_FOUND, STRIPPED, OTHERS)

Gold = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """`family` is the same for a form and its copy without protection.

    Of OTHERS the labels are what the authors unlocked on the sheets that `gold` does not list.
    """

    name: str
    family: str
    kind: str
    path: Path
    gold: Path


@dataclass(frozen=True, slots=True)
class Score:
    precision: float
    recall: float
    f1: float
    labels: float
    types: float
    sheets: Mapping[str, Mapping[str, Any]]


def labelled() -> Iterator[Labelled]:
    """Every workbook with labels; none where the evaluation data are not at hand."""
    if not SCORER.is_file():
        return
    yield Labelled("Q1", "Q1", METHOD, EVAL / "q1" / "Template Q1.xlsx", EVAL / "q1" / "gold")
    for gold in sorted((EVAL / "forms").glob("*.gold.json")):
        family = gold.name.removesuffix(".gold.json")
        for path in sorted(gold.parent.glob(f"{family}.*xl*")):
            if ".stripped." not in path.name:
                yield Labelled(path.name, family, AS_FOUND, path, gold)
                continue
            yield Labelled(path.name, family, STRIPPED, path, gold)
            others = Labelled(path.name, family, OTHERS, path, gold)
            if gold_of(others):
                yield others


@cache
def workbook_at(path: Path) -> Workbook:
    return read_workbook(path)


@cache
def gold_of(item: Labelled) -> Gold:
    """By sheet the fields that are labelled."""
    listed: Gold = _scorer().load_gold(item.gold)
    if item.kind != OTHERS:
        return listed
    twin = workbook_at(item.path.with_name(item.path.name.replace(".stripped", "")))
    found: dict[str, list[dict[str, str]]] = {}
    for sheet in twin.sheets:
        if sheet.name not in listed and sheet.state == "visible" and sheet.is_protected:
            fields = [{"range": cell} for cell in _unlocked(sheet, twin.styles)]
            if fields not in found.values():  # copies of a sheet count once
                found[sheet.name] = fields
    return found


def _unlocked(sheet: Sheet, styles: StyleSheet) -> list[str]:
    merges = [merged for merged in sheet.merges if merged.area > 1]
    covered = {
        (row, column): (row, column) == (merged.top, merged.left)
        for merged in merges
        for row in range(merged.top, merged.bottom + 1)
        for column in range(merged.left, merged.right + 1)
    }
    return [
        cell.reference
        for cell in sheet.cells
        if not styles[cell.style_id].locked and cell.formula is None and covered.get((cell.row, cell.column), True)
    ]


def find(item: Labelled) -> Sequence[FillableField]:
    return detect_fields(workbook_at(item.path)).fields


@cache
def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_fields", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(item: Labelled, fields: Iterable[FillableField]) -> Score:
    found = _scorer().score(gold_of(item), {"fields": [field.as_dict() for field in fields]})
    return Score(
        found["precision"],
        found["recall"],
        found["f1"],
        found["label_accuracy"],
        found["type_accuracy"],
        found["sheets"],
    )


def wrong_ranges(result: Score) -> set[tuple[str, str]]:
    """Sheet and range of what was found and is no field."""
    return {(name, cells) for name, sheet in result.sheets.items() for cells in sheet["extra"]}


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
