"""Conditional formats that a value alone decides (clause 18.3.1.10).

Comparisons with constants and cells, texts, blanks, errors and duplicates are shown. Formulas, colour scales, data
bars, icons, averages and ranks need calculating or drawing of their own; they are counted, and the page says how many.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from tr4ction_workbook.ooxml.generic import Names
from tr4ction_workbook.ooxml.model import (
    CellFormat,
    CellRange,
    CellValue,
    DifferentialFormat,
    Fill,
    GenericElement,
    Sheet,
    StyleSheet,
)
from tr4ction_workbook.ooxml.xml import integer, is_true

ValueAt = Callable[[int, int], CellValue]
Place = tuple[int, int]

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]{1,3})?", re.IGNORECASE)
_REFERENCE = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_ERRORS = ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!")
_TEXT_TYPES = frozenset(("containsText", "notContainsText", "beginsWith", "endsWith"))
_STATE_TYPES = frozenset(("containsBlanks", "notContainsBlanks", "containsErrors", "notContainsErrors"))
_COUNT_TYPES = frozenset(("duplicateValues", "uniqueValues"))


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with a format that can be decided; `operands` are numbers, texts or references."""

    type: str
    operator: str
    text: str
    operands: tuple[str, ...]
    priority: int
    stops: bool
    format: DifferentialFormat
    ranges: tuple[CellRange, ...]


def read_rules(sheet: Sheet, styles: StyleSheet) -> tuple[list[Rule], int]:
    """Rules by priority, and how many there are that cannot be shown."""
    if sheet.remainder is None:
        return [], 0
    found: list[Rule] = []
    left_out = 0
    for ranges, element in _elements(sheet.remainder.generic(Names())):
        rule = _rule(element, ranges, styles)
        if rule is None:
            left_out += 1
        elif rule.ranges:
            found.append(rule)
    return sorted(found, key=lambda rule: rule.priority), left_out


def _elements(root: GenericElement) -> Iterator[tuple[str, GenericElement]]:
    """Every `cfRule` with its `sqref`; those of the extension list, which repeat or are new, have none."""
    for child in root[2]:
        if not isinstance(child, list):
            continue
        if child[0] == "conditionalFormatting":
            yield from ((child[1].get("sqref", ""), item) for item in child[2] if item[0] == "cfRule")
        elif child[0] == "extLst":
            yield from (("", item) for item in _descendants(child, "x14:cfRule"))


def _descendants(element: GenericElement, name: str) -> Iterator[GenericElement]:
    for child in element[2]:
        if isinstance(child, list):
            if child[0] == name:
                yield child
            yield from _descendants(child, name)


def _rule(element: GenericElement, ranges: str, styles: StyleSheet) -> Rule | None:
    get = element[1].get
    kind = get("type") or ""
    operands = tuple("".join(map(str, child[2])) for child in element[2] if child[0] == "formula")
    supported = kind in _TEXT_TYPES | _STATE_TYPES | _COUNT_TYPES or (
        kind == "cellIs" and bool(operands) and all(_is_operand(operand) for operand in operands)
    )
    changes = styles.differential(integer(get("dxfId"), -1))
    if not supported or changes is None or not ranges:
        return None
    areas = []
    for reference in ranges.split():
        try:
            areas.append(CellRange.parse(reference))
        except ValueError:
            continue
    return Rule(
        type=kind,
        operator=get("operator") or "",
        text=(get("text") or "").casefold(),
        operands=operands,
        priority=integer(get("priority"), 0),
        stops=is_true(get("stopIfTrue")),
        format=changes,
        ranges=tuple(areas),
    )


def _is_operand(text: str) -> bool:
    text = text.strip()
    is_text = len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1].replace('""', "")
    is_word = text.upper() in ("TRUE", "FALSE")
    return is_text or is_word or bool(_NUMBER.fullmatch(text) or _REFERENCE.fullmatch(text))


def decide(
    rules: list[Rule], places_of: Callable[[CellRange], list[Place]], value_at: ValueAt
) -> dict[Place, tuple[DifferentialFormat, ...]]:
    """The formats that apply to each place, the first being the most important."""
    found: dict[Place, list[DifferentialFormat]] = {}
    stopped: set[Place] = set()
    for rule in rules:
        places = [place for area in rule.ranges for place in places_of(area)]
        counts = _counts(rule, places, value_at)
        for place in places:
            if place not in stopped and _holds(rule, place, value_at, counts):
                found.setdefault(place, []).append(rule.format)
                if rule.stops:
                    stopped.add(place)
    return {place: tuple(formats) for place, formats in found.items()}


def _counts(rule: Rule, places: list[Place], value_at: ValueAt) -> Counter[Any]:
    if rule.type not in _COUNT_TYPES:
        return Counter()
    return Counter(_comparable(value_at(*place)) for place in places)


def _holds(rule: Rule, place: Place, value_at: ValueAt, counts: Counter[Any]) -> bool:
    value = value_at(*place)
    if rule.type in _COUNT_TYPES:
        return value not in (None, "") and (counts[_comparable(value)] > 1) is (rule.type == "duplicateValues")
    if rule.type in _STATE_TYPES:
        is_error = isinstance(value, str) and value in _ERRORS
        is_blank = value is None or (isinstance(value, str) and not value.strip())
        return (is_blank if "Blanks" in rule.type else is_error) is not rule.type.startswith("not")
    if rule.type in _TEXT_TYPES:
        return _text_holds(rule, "" if value is None else str(value).casefold())
    return _comparison_holds(rule, place, value, value_at)


def _text_holds(rule: Rule, text: str) -> bool:
    if rule.type == "beginsWith":
        return text.startswith(rule.text)
    if rule.type == "endsWith":
        return text.endswith(rule.text)
    return (rule.text in text) is (rule.type == "containsText")


def _comparison_holds(rule: Rule, place: Place, value: CellValue, value_at: ValueAt) -> bool:
    if value is None or value == "":
        return False
    operands = [_comparable(_operand(operand, rule, place, value_at)) for operand in rule.operands]
    one = _comparable(value)
    first = operands[0]
    if rule.operator in ("between", "notBetween"):
        low, high = sorted((first, operands[-1]))
        return (low <= one <= high) is (rule.operator == "between")
    return {
        "equal": one == first,
        "notEqual": one != first,
        "greaterThan": one > first,
        "lessThan": one < first,
        "greaterThanOrEqual": one >= first,
        "lessThanOrEqual": one <= first,
    }.get(rule.operator, False)


def _operand(text: str, rule: Rule, place: Place, value_at: ValueAt) -> CellValue:
    text = text.strip()
    if text.startswith('"'):
        return text[1:-1].replace('""', '"')
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    if _NUMBER.fullmatch(text):
        return float(text)
    match = _REFERENCE.fullmatch(text)
    area = None if match is None else CellRange.parse(text)
    if match is None or area is None:
        return None
    origin = rule.ranges[0]
    row = area.top if match[3] else area.top + place[0] - origin.top
    column = area.left if match[1] else area.left + place[1] - origin.left
    return value_at(row, column)


def _comparable(value: CellValue) -> tuple[int, Any]:
    """Excel orders numbers before texts before booleans; texts without regard to case; nothing counts as zero."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, value or 0


def changed(cell_format: CellFormat, changes: DifferentialFormat) -> CellFormat:
    """A cell format with what a conditional format says on top."""
    font, border = cell_format.font, cell_format.border
    if changes.font is not None:
        one = changes.font
        font = replace(
            font,
            bold=one.bold or font.bold,
            italic=one.italic or font.italic,
            strike=one.strike or font.strike,
            underline=one.underline or font.underline,
            color=one.color or font.color,
        )
    if changes.border is not None:
        sides = {
            name: getattr(changes.border, name)
            for side in ("left", "right", "top", "bottom")
            if getattr(changes.border, side)
            for name in (side, f"{side}_color")
        }
        border = replace(border, **sides)
    return replace(
        cell_format,
        font=font,
        border=border,
        fill=cell_format.fill if changes.fill is None else _painted(changes.fill),
        number_format=changes.number_format or cell_format.number_format,
    )


def _painted(fill: Fill) -> Fill:
    """As a cell would state it: a solid fill of a differential format has its colour in the background."""
    if fill.pattern in ("none", "solid") and fill.background is not None:
        return Fill("solid", fill.background)
    return fill
