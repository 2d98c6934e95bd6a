"""Areas that look alike and stand in one column or one row: what most of them are, the others are too."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property

from tr4ction_workbook.fields.answers import Typical
from tr4ction_workbook.fields.areas import Area
from tr4ction_workbook.fields.text import is_numeric

_SAMPLE = 50
_MAX_GAP = 2  # rows or columns between kin


@dataclass
class Kin:
    """A run of areas of one look."""

    areas: list[Area] = field(default_factory=list)
    formulas: int = 0
    words: int = 0
    numbers: int = 0
    blanks: int = 0
    validated: int = 0
    labels: int = 0

    def add(self, area: Area) -> None:
        self.areas.append(area)
        if area.validation is not None:
            self.validated += 1
        if area.cell.formula is not None:
            self.formulas += 1
        elif area.awaits_text:
            self.blanks += 1
        elif area.is_number:
            self.numbers += 1
        else:
            self.words += 1

    @cached_property
    def typical(self) -> Typical | None:
        """What most of its examples are; None where there are none."""
        filled = [
            area for area in self.areas[:_SAMPLE] if not (area.awaits_text or area.text == "-" or area.is_formula)
        ]
        numbers = [area for area in filled if area.is_number or is_numeric(area.text)]
        if 2 * len(numbers) <= len(filled):
            return "words" if filled else None
        return "date" if 2 * sum(area.look.format.is_date for area in numbers) > len(numbers) else "number"

    def __len__(self) -> int:
        return len(self.areas)


class Kinship:
    """Of one sheet: the kin of an area in its column, in its row, and on the whole sheet."""

    def __init__(self, areas: Iterable[Area]) -> None:
        everything = [area for area in areas if _stands_out(area)]
        self._columns = _runs(everything, _column_key, _above_of)
        self._rows = _runs(everything, _row_key, _left_of)
        self._sheet: dict[Hashable, Kin] = {}
        self._paints: dict[str, Kin] = {}
        self._labels: Set[Area] = frozenset()
        for area in everything:
            self._sheet.setdefault(_look_key(area), Kin()).add(area)
            if area.is_boxed:
                self._paints.setdefault(area.look.key[0], Kin()).add(area)

    def in_column(self, area: Area) -> Kin:
        return self._columns.get(area) or _alone(area)

    def in_row(self, area: Area) -> Kin:
        return self._rows.get(area) or _alone(area)

    def on_sheet(self, area: Area) -> Kin:
        return self._sheet.get(_look_key(area)) or _alone(area)

    def in_paint(self, area: Area) -> Kin:
        """The boxes of its paint on the whole sheet."""
        return self._paints.get(area.look.key[0]) or Kin()

    def is_label(self, area: Area) -> bool:
        return area in self._labels

    def count_labels(self, labels: Set[Area]) -> None:
        """Take note of which areas name others."""
        self._labels = labels
        for label in labels:
            sheet, paint = self._sheet.get(_look_key(label)), self._paints.get(label.look.key[0])
            kins = self._columns.get(label), sheet, paint
            for kin in kins:
                if kin is not None:
                    kin.labels += 1

    def looks(self) -> Iterator[Kin]:
        yield from self._sheet.values()


def _stands_out(area: Area) -> bool:
    """Plain text without box or paint is like most of the sheet, and says nothing of its neighbours."""
    return area.is_boxed or area.look.fill is not None or area.is_formula or area.is_read or area.is_choice


def _alone(area: Area) -> Kin:
    kin = Kin()
    kin.add(area)
    return kin


def _look_key(area: Area) -> Hashable:
    return area.look.key, area.is_boxed


def _column_key(area: Area) -> Hashable:
    return area.left, area.right, area.look.key


def _row_key(area: Area) -> Hashable:
    return area.top, area.bottom, area.look.key


def _above_of(first: Area, second: Area) -> int:
    return second.top - first.bottom - 1


def _left_of(first: Area, second: Area) -> int:
    return second.left - first.right - 1


def _runs(areas: Iterable[Area], key: Callable[[Area], Hashable], gap: Callable[[Area, Area], int]) -> dict[Area, Kin]:
    latest: dict[Hashable, Kin] = {}
    runs: dict[Area, Kin] = {}
    for area in areas:
        group = key(area)
        kin = latest.get(group)
        if kin is None or gap(kin.areas[-1], area) > _MAX_GAP:
            kin = latest[group] = Kin()
        kin.add(area)
        runs[area] = kin
    return runs
