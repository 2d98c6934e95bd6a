"""The options of a drop-down: written in it, in a range, or behind a name; of option buttons, their captions."""

from __future__ import annotations

from collections.abc import Iterable

from tr4ction_workbook.fields.areas import Area
from tr4ction_workbook.ooxml.lists import ListValues
from tr4ction_workbook.ooxml.model import Sheet, Workbook

# Longer lists are not options to choose from on a screen; each field would carry a copy.
MAX_OPTIONS = 1000
MAX_CHARACTERS = 32_768


class OptionLists:
    """Resolves the lists of one workbook; each once."""

    def __init__(self, workbook: Workbook) -> None:
        self._lists = ListValues(workbook, most=MAX_OPTIONS * 2)
        self._resolved: dict[tuple[str, int], tuple[str, ...]] = {}

    def of(self, area: Area, sheet: Sheet) -> tuple[str, ...]:
        """Options in order, trimmed, each once; empty where the list is too long or needs calculating."""
        if area.is_choice and area.validation is not None:
            return self._resolve(area.validation.formula1, sheet) if area.validation.type == "list" else ()
        if area.control is None or area.control.holds not in ("item", "position"):
            return ()
        return self._resolve(area.control.list_range, sheet) or _distinct(area.control.captions)

    def _resolve(self, formula: str | None, sheet: Sheet) -> tuple[str, ...]:
        if not formula:
            return ()
        key = (formula, sheet.index)
        if key not in self._resolved:
            values = self._lists.values(formula, sheet) or ()
            options = _distinct(_as_text(value) for value in values if value is not None)
            is_short = len(options) <= MAX_OPTIONS and sum(map(len, options)) <= MAX_CHARACTERS
            self._resolved[key] = options if is_short else ()
        return self._resolved[key]


def _as_text(value: str | float | int | bool) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _distinct(options: Iterable[str]) -> tuple[str, ...]:
    trimmed = (option.strip() for option in options)
    return tuple(dict.fromkeys(option for option in trimmed if option))
