"""The options of a drop-down: written in it, in a range, or behind a name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from tr4ction_workbook.ooxml.model import CellRange, DataValidation, Sheet, Workbook

_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(.+)")
# Longer lists are not options to choose from on a screen; each field would carry a copy.
MAX_OPTIONS = 1000
MAX_CHARACTERS = 32_768
_MAX_NAMES = 3  # a name may stand for a name

Column = tuple[list[int], list[str]]


class OptionLists:
    """Resolves list validations of one workbook; each list once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._names = {
            (name.name.casefold(), name.sheet_index): name.formula for name in reversed(workbook.defined_names)
        }
        self._columns: dict[int, dict[int, Column]] = {}
        self._resolved: dict[tuple[str, int], tuple[str, ...]] = {}

    def of(self, validation: DataValidation | None, sheet: Sheet) -> tuple[str, ...]:
        """Options in order, trimmed, each once; empty where the list is too long or needs calculating."""
        if validation is None or validation.type != "list" or not validation.formula1:
            return ()
        key = (validation.formula1, sheet.index)
        if key not in self._resolved:
            options = self._resolve(validation.formula1.strip(), sheet, depth=0)
            is_short = len(options) <= MAX_OPTIONS and sum(map(len, options)) <= MAX_CHARACTERS
            self._resolved[key] = options if is_short else ()
        return self._resolved[key]

    def _resolve(self, formula: str, sheet: Sheet, depth: int) -> tuple[str, ...]:
        formula = formula.removeprefix("=")
        if formula.startswith('"') and formula.endswith('"'):
            return _distinct(formula[1:-1].replace('""', '"').split(","))
        for scope in (sheet.index, None):
            named = self._names.get((formula.casefold(), scope))
            if named is not None and depth < _MAX_NAMES:
                return self._resolve(named, sheet, depth + 1)
        match = _REFERENCE.fullmatch(formula)
        if match:
            target = self._workbook.sheet((match[1] or match[2]).replace("''", "'"))
            return self._range_values(target, match[3])
        return self._range_values(sheet, formula)

    def _range_values(self, sheet: Sheet | None, reference: str) -> tuple[str, ...]:
        try:
            box = CellRange.parse(reference)
        except ValueError:
            return ()
        # Excel takes one row or one column here; of a larger area, more than a list can be is not looked at.
        if sheet is None or (box.width > 1 and box.height > 1):
            return ()
        columns = self._columns_of(sheet)
        values: list[str] = []
        for column in sorted(number for number in columns if box.left <= number <= box.right):
            rows, texts = columns[column]
            first = bisect_left(rows, box.top)
            values += texts[first : min(bisect_right(rows, box.bottom), first + MAX_OPTIONS * 2)]
        return _distinct(values)

    def _columns_of(self, sheet: Sheet) -> dict[int, Column]:
        """The values of each column, from top to bottom, and their rows."""
        if sheet.index not in self._columns:
            columns: dict[int, Column] = {}
            for cell in sorted(sheet.cells, key=lambda cell: cell.row):
                if cell.value is not None:
                    rows, texts = columns.setdefault(cell.column, ([], []))
                    rows.append(cell.row)
                    texts.append(_as_text(cell.value))
            self._columns[sheet.index] = columns
        return self._columns[sheet.index]


def _as_text(value: str | float | int | bool) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _distinct(options: Iterable[str]) -> tuple[str, ...]:
    trimmed = (option.strip() for option in options)
    return tuple(dict.fromkeys(option for option in trimmed if option))
