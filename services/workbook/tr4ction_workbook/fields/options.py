"""The options of a drop-down: written in it, in a range, or behind a name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tr4ction_workbook.ooxml.model import CellRange, DataValidation, Sheet, Workbook

_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(.+)")
_MAX_OPTIONS = 1000


class OptionLists:
    """Resolves list validations of one workbook; each list once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._names = {
            (name.name.casefold(), name.sheet_index): name.formula for name in reversed(workbook.defined_names)
        }
        self._cells: dict[int, dict[tuple[int, int], str]] = {}
        self._resolved: dict[tuple[str, int], tuple[str, ...]] = {}

    def of(self, validation: DataValidation | None, sheet: Sheet) -> tuple[str, ...]:
        """Options in order, trimmed, each once; empty where the list cannot be worked out without calculating."""
        if validation is None or validation.type != "list" or not validation.formula1:
            return ()
        key = (validation.formula1, sheet.index)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(validation.formula1.strip(), sheet, depth=0)
        return self._resolved[key]

    def _resolve(self, formula: str, sheet: Sheet, depth: int) -> tuple[str, ...]:
        formula = formula.removeprefix("=")
        if formula.startswith('"') and formula.endswith('"'):
            return _distinct(formula[1:-1].replace('""', '"').split(","))
        for scope in (sheet.index, None):
            named = self._names.get((formula.casefold(), scope))
            if named is not None and depth < 3:
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
        if sheet is None:
            return ()
        values = self._values_of(sheet)
        if box.area <= len(values):
            places = ((row, col) for row in range(box.top, box.bottom + 1) for col in range(box.left, box.right + 1))
            return _distinct(values[place] for place in places if place in values)
        return _distinct(text for place, text in sorted(values.items()) if box.contains(*place))

    def _values_of(self, sheet: Sheet) -> dict[tuple[int, int], str]:
        if sheet.index not in self._cells:
            self._cells[sheet.index] = {
                (cell.row, cell.column): _as_text(cell.value) for cell in sheet.cells if cell.value is not None
            }
        return self._cells[sheet.index]


def _as_text(value: str | float | int | bool) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _distinct(options: Iterable[str]) -> tuple[str, ...]:
    trimmed = (option.strip() for option in options)
    return tuple(dict.fromkeys(option for option in trimmed if option))[:_MAX_OPTIONS]
