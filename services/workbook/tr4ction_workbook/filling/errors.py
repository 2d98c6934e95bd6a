"""Why answers cannot be written: every reason at once, each with the cell and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Protocol

_SHOWN = 60  # characters

# Codes are stable and language-neutral.
REFUSALS: dict[str, str] = {
    "workbook_signed": "The workbook is digitally signed, and filling it breaks the signature. "
    "Fill an unsigned copy, or allow it.",
    "unknown_field": "The workbook has no field of this id{near}. Use an id that inspect shows, or Sheet!B4.",
    "unknown_sheet": "The workbook has no sheet {sheet!r}{near}.",
    "cell_malformed": "{reference!r} is no cell. Write Sheet!B4, or 'My sheet'!B4.",
    "sheet_not_fillable": "This sheet has no cells to fill ({reason}). Answer on a worksheet.",
    "answered_twice": "Two answers for one cell: {other} says otherwise. Leave one out.",
    "formula_cell": "The cell holds a formula ({formula}), which an answer would destroy. "
    "Answer the cells it depends on.",
    "array_formula": "The cell belongs to the array formula in {range}. Answer the cells it depends on.",
    "data_table": "The cell belongs to the data table in {range}. Answer the cells it depends on.",
    "pivot_table": "The cell belongs to the pivot table in {range}. Change the data it summarises.",
    "answer_type": "A cell holds text, a number, a date, or true or false; {found} is none of these.",
    "text_too_long": "The text has {length} characters; a cell holds 32,767. Shorten it.",
    "illegal_character": "The text has the character {character} at position {position}, which workbooks cannot hold. "
    "Remove it.",
    "number_not_finite": "{number} is no number that a cell can hold.",
    "number_too_precise": "{number} has more than the 15 digits that Excel keeps. Round it, or answer with a text.",
    "number_expected": "A number is expected, such as 12.5; this is {found}.",
    "date_expected": "A date is expected, such as 2026-01-31; this is {found}.",
    "date_has_zone": "{found} has a time zone, which cells have not. Leave it out.",
    "date_out_of_range": "{found} is before {first}, where this workbook's calendar begins.",
    "boolean_expected": "true or false is expected; this is {found}.",
    "choice_unknown": "{found} is not in the list: {options}{near}.",
    "rule_broken": "{found} breaks the cell's rule: {rule}.{hint}",
    "table_header_malformed": "The cell names a column of the table {table}. Give it a text of 1 to 255 characters.",
    "table_header_repeated": "The table {table} has a column {found} already. Give it another name.",
    "table_header_used": "The cell names the column {found}, which formulas or queries refer to. Leave it as it is.",
    "property_malformed": "{found} is no document property: names have 1 to 255 characters.",
}
WARNINGS: dict[str, str] = {
    "signature_broken": "The workbook was signed; its signature is no longer valid.",
    "date_as_text": "The cell's number format shows no {kind}, so it is written as the text {text}.",
    "rule_not_checked": "The cell's rule needs calculating and was not checked: {rule}.",
    "list_not_checked": "The cell's list needs calculating and was not checked: {rule}.",
    "rule_discouraged": "{found} is not what the cell's rule expects: {rule}.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` is `Sheet!B4` (quoted where needed), the key of an answer, or empty for the whole workbook."""

    code: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class FillError(Exception):
    """Answers that cannot be written; nothing was. `findings` has every reason, in the order of the answers.

    `code` is the findings' code where they agree, else `answers_refused`.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        codes = {finding.code for finding in self.findings}
        self.code = codes.pop() if len(codes) == 1 else "answers_refused"
        super().__init__(self.findings)

    def __str__(self) -> str:
        return " ".join(f"{finding.code}: {finding}" for finding in self.findings)


class Answered(Protocol):
    """What a finding is about: the answer of this position, which belongs there."""

    @property
    def order(self) -> int: ...

    @property
    def where(self) -> str: ...


class Findings:
    """What is collected while the answers are looked at."""

    def __init__(self) -> None:
        self._refusals: list[tuple[int, Finding]] = []
        self._warnings: list[tuple[int, Finding]] = []

    @property
    def refusals(self) -> tuple[Finding, ...]:
        return _in_order(self._refusals)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return _in_order(self._warnings)

    def refuse(self, about: Answered, code: str, **params: object) -> None:
        self._refusals.append((about.order, Finding(code, about.where, REFUSALS[code].format_map(params))))

    def warn(self, about: Answered, code: str, **params: object) -> None:
        self._warnings.append((about.order, Finding(code, about.where, WARNINGS[code].format_map(params))))


def _in_order(findings: list[tuple[int, Finding]]) -> tuple[Finding, ...]:
    return tuple(finding for _, finding in sorted(findings, key=itemgetter(0)))


def shown(value: object) -> str:
    """A value as a message shows it, short and on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)[:_SHOWN]
    return repr(value if len(value) <= _SHOWN else value[:_SHOWN] + "…")
