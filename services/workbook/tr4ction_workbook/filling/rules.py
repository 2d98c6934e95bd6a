"""What a data validation lets into its cells (ECMA-376 part 1, clause 18.3.1.32), as Excel would decide it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime

from tr4ction_workbook.filling.errors import Findings, shown
from tr4ction_workbook.filling.model import Target
from tr4ction_workbook.filling.values import Stored
from tr4ction_workbook.ooxml.celltable import number
from tr4ction_workbook.ooxml.dates import datetime_to_serial, serial_to_datetime
from tr4ction_workbook.ooxml.formulas import translate
from tr4ction_workbook.ooxml.lists import ListValues
from tr4ction_workbook.ooxml.model import CellValue, DataValidation
from tr4ction_workbook.ooxml.sheet import SheetSource

_DATE = re.compile(r"DATE\(\s*(\d{4})\s*[,;]\s*(\d{1,2})\s*[,;]\s*(\d{1,2})\s*\)", re.IGNORECASE)
_TESTS: dict[str, tuple[str, Callable[[float, float, float], bool]]] = {
    "between": ("between {0} and {1}", lambda value, low, high: low <= value <= high),
    "notBetween": ("not between {0} and {1}", lambda value, low, high: not low <= value <= high),
    "equal": ("equal to {0}", lambda value, bound, _: operator.eq(value, bound)),
    "notEqual": ("other than {0}", lambda value, bound, _: operator.ne(value, bound)),
    "lessThan": ("less than {0}", lambda value, bound, _: operator.lt(value, bound)),
    "lessThanOrEqual": ("at most {0}", lambda value, bound, _: operator.le(value, bound)),
    "greaterThan": ("greater than {0}", lambda value, bound, _: operator.gt(value, bound)),
    "greaterThanOrEqual": ("at least {0}", lambda value, bound, _: operator.ge(value, bound)),
}
_WORDS = {
    "whole": "a whole number",
    "decimal": "a number",
    "date": "a date",
    "time": "a time",
    "textLength": "a text with a number of characters",
}
_MAX_HINT = 200


@dataclass(frozen=True, slots=True)
class Rules:
    """The validations of one sheet.

    `answered`: names (`B4`) of cells that are being filled on any sheet; what they hold in the file says nothing.
    """

    sheet: SheetSource
    lists: ListValues
    date_1904: bool
    answered: Container[str]

    def list_items(self, validation: DataValidation, target: Target) -> list[CellValue] | None:
        """The items of a list for a cell; None where they need calculating."""
        values = self.lists.values(self._formula(validation, validation.formula1, target), self.sheet)
        return None if values is None else [item.strip() if isinstance(item, str) else item for item in values]

    def check(self, validation: DataValidation, target: Target, stored: Stored, findings: Findings) -> None:
        """Refuse or warn as the validation's error style says; lists are not looked at here."""
        if validation.type not in _WORDS:
            if validation.type == "custom" and validation.show_error:
                findings.warn(target, "rule_not_checked", rule=shown(validation.formula1 or ""))
            return
        if not validation.show_error:
            return
        name = validation.operator or "between"
        words, test = _TESTS.get(name, _TESTS["between"])
        formulas = [validation.formula1, validation.formula2 if "etween" in name else validation.formula1]
        bounds = [self._bound(validation, formula, target) for formula in formulas]
        if bounds[0] is None or bounds[1] is None:
            if self._measure(validation.type, stored) is not None:
                findings.warn(target, "rule_not_checked", rule=shown(validation.formula1 or ""))
                return
            limits = ""
        else:
            limits = " " + words.format(*(self._spelt(validation.type, bound) for bound in bounds if bound is not None))
        value = self._measure(validation.type, stored)
        if value is not None and (bounds[0] is None or bounds[1] is None or test(value, bounds[0], bounds[1])):
            return
        self.object(validation, target, _WORDS[validation.type] + limits, findings)

    def object(self, validation: DataValidation, target: Target, rule: str, findings: Findings) -> None:
        """What Excel's dialogue would say: no entry that a `stop` refuses."""
        if validation.error_style == "stop":
            hint = f" {' '.join(validation.error.split())[:_MAX_HINT]}" if validation.error else ""
            findings.refuse(target, "rule_broken", found=shown(target.answer), rule=rule, hint=hint)
        else:
            findings.warn(target, "rule_discouraged", found=shown(target.answer), rule=rule)

    @staticmethod
    def _measure(kind: str, stored: Stored) -> float | None:
        """The number that the rule is about; None for a value that is not of its kind at all."""
        if kind == "textLength":
            return float(len(stored.text.encode("utf-16-le")) // 2)
        if stored.number is None or (kind == "whole" and not stored.number.is_integer()):
            return None
        return stored.number

    def _spelt(self, kind: str, bound: float) -> str:
        moment = serial_to_datetime(bound, self.date_1904) if kind in ("date", "time") else None
        if moment is None:
            return f"{bound:.15g}"
        return f"{moment:%H:%M}" if kind == "time" else f"{moment:%Y-%m-%d}"

    def _bound(self, validation: DataValidation, formula: str | None, target: Target) -> float | None:
        """A number, a date, or a cell that holds one; None for what needs calculating."""
        text = self._formula(validation, formula, target).removeprefix("=").strip()
        literal = number(text.encode("utf-8", "replace"))
        if literal is not None:
            return float(literal)
        date = _DATE.fullmatch(text)
        if date:
            try:
                moment = datetime(int(date[1]), int(date[2]), int(date[3]))  # noqa: DTZ001  cells have no zone
            except ValueError:
                return None
            return datetime_to_serial(moment, self.date_1904)
        cells = self.lists.cells(text, self.sheet) if text else None
        if not cells or len(cells) > 1 or cells[0].formula is not None or cells[0].reference in self.answered:
            return None
        value = cells[0].value
        return float(value) if isinstance(value, int | float) else None

    @staticmethod
    def _formula(validation: DataValidation, formula: str | None, target: Target) -> str:
        """As it reads for the cell: relative references count from the corner of the validation's ranges."""
        top = min(area.top for area in validation.ranges)
        left = min(area.left for area in validation.ranges)
        return translate(formula or "", target.row - top, target.column - left)
