"""References in formulas that are nothing but references: print areas, sources of lists, names for ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tr4ction_workbook.ooxml.model import CellRange, DefinedName

# a column or row stands with another one, `B:B`; alone it would be a name
_QUALIFIED = re.compile(
    r"(?:(?:'((?:[^']|'')++)'|([^'!,()\[\]\"]++))!)?(\$?[A-Za-z]{1,3}\$?[0-9]+(?!:)|[$A-Za-z0-9]++:[$A-Za-z0-9]++)"
)
_MAX_NAMES = 3  # a name may stand for a name
PRINT_AREA, PRINT_TITLES = "_xlnm.Print_Area", "_xlnm.Print_Titles"


def areas(formula: str) -> Iterator[tuple[str | None, CellRange]]:
    """Sheet (None where none is named) and range of each area of a union; nothing where the formula is no union."""
    found = []
    position = 0
    formula = formula.removeprefix("=").strip()
    while position < len(formula):
        match = _QUALIFIED.match(formula, position)
        if match is None or (match.end() < len(formula) and formula[match.end()] != ","):
            return
        sheet = match[1].replace("''", "'") if match[1] else match[2]
        try:
            found.append((sheet, CellRange.parse(match[3])))
        except ValueError:
            return
        position = match.end() + 1
    yield from found


class NamedAreas:
    """The defined names of a workbook, for looking up what a reference means."""

    def __init__(self, names: Sequence[DefinedName]) -> None:
        self._formulas = {(name.name.casefold(), name.sheet_index): name.formula for name in reversed(names)}

    def areas(self, name: str, sheet_index: int) -> list[tuple[str | None, CellRange]]:
        """Areas of a name of one sheet, such as `PRINT_AREA`; empty where there is none."""
        return list(areas(self._formulas.get((name.casefold(), sheet_index), "")))

    def behind(self, formula: str, sheet_index: int) -> str:
        """The formula, or what a name stands for; names of the sheet come before those of the workbook."""
        for _ in range(_MAX_NAMES + 1):
            formula = formula.strip().removeprefix("=").strip()
            key = formula.casefold()
            named = self._formulas.get((key, sheet_index), self._formulas.get((key, None)))
            if named is None:
                break
            formula = named
        return formula

    def resolve(self, formula: str, sheet_index: int) -> tuple[str | None, CellRange] | None:
        """The one area that a formula means on a sheet, itself or by names; None where it has to be calculated."""
        found = list(areas(self.behind(formula, sheet_index)))
        return found[0] if len(found) == 1 else None


def quoted(sheet: str) -> str:
    """Name of a sheet as a formula has it."""
    return sheet if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", sheet) else "'" + sheet.replace("'", "''") + "'"
