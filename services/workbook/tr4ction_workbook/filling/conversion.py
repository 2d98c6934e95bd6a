"""Which kind of value an answer is: as its field says, else as the cell's list, its number format or its rule say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time

from tr4ction_workbook.fields.blanks import Blank
from tr4ction_workbook.fields.text import fold
from tr4ction_workbook.filling.errors import Findings, shown
from tr4ction_workbook.filling.model import Target
from tr4ction_workbook.filling.positions import Positions
from tr4ction_workbook.filling.rules import Rules
from tr4ction_workbook.filling.targets import nearest
from tr4ction_workbook.filling.values import (
    BLANK,
    Calendar,
    Stored,
    is_blank,
    looks_like_moment,
    read_moment,
    store_boolean,
    store_moment,
    store_number,
    store_text,
)
from tr4ction_workbook.ooxml.model import CellValue, DataValidation
from tr4ction_workbook.ooxml.number_formats import is_date_format

_YES = frozenset(("sim", "yes", "si", "true", "verdadeiro", "oui", "ja"))
_NO = frozenset(("nao", "no", "false", "falso", "non", "nein"))
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?")
_OPTIONS_SHOWN = 12
_TEXT_FORMAT = "@"


@dataclass(slots=True)
class Converter:
    """Converts the answers of one sheet. `findings` collects what is wrong with them."""

    rules: Rules
    date_1904: bool
    number_format: Callable[[int], str]  # by style id
    positions: Positions
    findings: Findings

    def convert(
        self, target: Target, style_id: int, validations: Sequence[DataValidation], blank: Blank | None = None
    ) -> Stored | None:
        """The value to store; None where the answer was refused.

        `validations`: those of the cell. `blank`: where the answer goes among the cell's words, which makes it a text.
        """
        if is_blank(target.answer):
            return BLANK
        if blank is not None:
            stored = self._convert(target, Calendar(self.date_1904, style_id, lambda _: _TEXT_FORMAT), (), [])
            return None if stored is None else store_text(target, blank.filled(_written(stored)), self.findings)
        lists = [item for item in validations if item.type == "list"]
        calendar = Calendar(self.date_1904, style_id, self.number_format)
        stored = self._convert(target, calendar, validations, lists)
        if stored is not None:
            for validation in validations:
                self.rules.check(validation, target, stored, self.findings)
        return stored

    def _convert(
        self, target: Target, calendar: Calendar, validations: Sequence[DataValidation], lists: list[DataValidation]
    ) -> Stored | None:
        field = target.field
        expected = field.inferred_type if field else None
        if field is not None and field.options and expected in ("choice", "boolean"):
            items = None if lists else self.positions.items(target)
            return self._choose(target, list(field.options), calendar) if items is None else self._place(target, items)
        if lists:
            return self._choose_from(lists[0], target, calendar)
        if expected == "boolean":
            return self._boolean(target)
        if expected == "number":
            return self._number(target)
        is_date = expected == "date" or (
            expected is None
            and isinstance(target.answer, str)
            and looks_like_moment(target.answer.strip())
            and (any(item.type in ("date", "time") for item in validations) or is_date_format(calendar.number_format))
        )
        return self._date(target, calendar) if is_date else self._as_it_is(target, calendar)

    def _as_it_is(self, target: Target, calendar: Calendar) -> Stored | None:
        answer = target.answer
        if isinstance(answer, bool):
            return store_boolean(answer)
        if isinstance(answer, int | float):
            return store_number(target, answer, self.findings)
        if isinstance(answer, str):
            return store_text(target, answer, self.findings)
        if isinstance(answer, date | time):
            return store_moment(target, answer, calendar, self.findings)
        self.findings.refuse(target, "answer_type", found=shown(answer))
        return None

    def _number(self, target: Target) -> Stored | None:
        answer = target.answer
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            self.findings.refuse(target, "number_expected", found=shown(answer))
            return None
        return store_number(target, answer, self.findings)

    def _date(self, target: Target, calendar: Calendar) -> Stored | None:
        answer = target.answer
        moment = read_moment(answer) if isinstance(answer, str) else answer
        if not isinstance(moment, date | time):
            self.findings.refuse(target, "date_expected", found=shown(answer))
            return None
        return store_moment(target, moment, calendar, self.findings)

    def _boolean(self, target: Target) -> Stored | None:
        answer = target.answer
        meant = answer if isinstance(answer, bool) else _meaning(answer) if isinstance(answer, str) else None
        if meant is None:
            self.findings.refuse(target, "boolean_expected", found=shown(answer))
            return None
        return store_boolean(meant)

    def _choose_from(self, validation: DataValidation, target: Target, calendar: Calendar) -> Stored | None:
        items = self.rules.list_items(validation, target)
        if items is None:
            self.findings.warn(target, "list_not_checked", rule=shown(validation.formula1 or ""))
            return self._as_it_is(target, calendar)
        if validation.error_style == "stop" or _match(target.answer, items) is not None:
            return self._choose(target, items, calendar)
        self.rules.object(validation, target, _spelt(items), self.findings)
        return self._as_it_is(target, calendar)

    def _choose(self, target: Target, items: Sequence[CellValue], calendar: Calendar) -> Stored | None:
        """The item that the answer names, in the list's own spelling and type."""
        item = self._item(target, items)
        if item is None:
            return None
        if isinstance(item, bool) or (isinstance(item, str) and item.upper() in ("TRUE", "FALSE")):
            return store_boolean(str(item).upper() == "TRUE")
        if isinstance(item, str):
            # Excel takes what is chosen as if it were typed
            is_number = _DECIMAL.fullmatch(item) and calendar.number_format != _TEXT_FORMAT
            return Stored("number", item, float(item)) if is_number else store_text(target, item, self.findings)
        return store_number(target, item or 0, self.findings)

    def _place(self, target: Target, items: Sequence[CellValue]) -> Stored | None:
        """Which item it is that the answer names."""
        item = self._item(target, items)
        return None if item is None else store_number(target, items.index(item) + 1, self.findings)

    def _item(self, target: Target, items: Sequence[CellValue]) -> CellValue:
        """The item that the answer names; None where it was refused, for it names none."""
        item = _match(target.answer, items)
        if item is None:
            names = [_text(item) for item in items if item is not None]
            near = nearest(_text(target.answer), names) if isinstance(target.answer, str) else ""
            found = shown(target.answer)
            self.findings.refuse(target, "choice_unknown", found=found, options=_spelt(items), near=near)
        return item


def _written(stored: Stored) -> str:
    """A value among words."""
    return str(stored.text == "1").lower() if stored.kind == "boolean" else stored.text


def _match(answer: object, items: Sequence[CellValue]) -> CellValue:
    """The item of the list that is meant: the same, the same but for case, or yes and no for true and false."""
    wanted = _text(answer).strip()
    present = [item for item in items if item is not None and item != ""]
    exact = next((item for item in present if _text(item) == wanted), None)
    if exact is not None:
        return exact
    if isinstance(answer, bool):
        return next((item for item in present if _meaning(_text(item)) is answer), None)
    folded = wanted.casefold()
    return next((item for item in present if _text(item).strip().casefold() == folded), None)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.15g}" if isinstance(value, int | float) else str(value)


def _meaning(text: str) -> bool | None:
    """What a word of yes or no means, whatever signs stand around it."""
    word = fold(text)
    return True if word in _YES else False if word in _NO else None


def _spelt(items: Sequence[CellValue]) -> str:
    names = [_text(item) for item in items if item is not None]
    more = f" and {len(names) - _OPTIONS_SHOWN} more" if len(names) > _OPTIONS_SHOWN else ""
    return ", ".join(shown(name) for name in names[:_OPTIONS_SHOWN]) + more
