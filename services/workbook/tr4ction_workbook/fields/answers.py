"""An answer, the areas that name it, and what it stands among."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from tr4ction_workbook.fields.areas import Area
from tr4ction_workbook.fields.neighbours import columns_of

Typical = Literal["number", "date", "words"]


@dataclass(slots=True)
class Answer:
    """An area to fill and the areas that name it: `left` and `top` nearest first. `paragraphs` beside it explain it."""

    area: Area
    left: list[Area] = field(default_factory=list)
    top: list[Area] = field(default_factory=list)
    paragraphs: list[Area] = field(default_factory=list)
    in_row: int = 1
    in_column: int = 1
    is_unlocked: bool = False
    is_allowed: bool = False
    """The sheet's legend gives its colour to inputs."""
    is_overwritten: bool = False
    """A label whose words are to be replaced."""
    has_blank_kin: bool = False
    """Others of its look are empty or can be chosen."""
    typical: Typical | None = None
    """What the examples in its column, or else in its row, are."""

    @property
    def is_named(self) -> bool:
        """Whether anything says that this is an answer; what nothing names is a bar or a picture frame."""
        area = self.area
        if self.left or self.top or self.is_allowed or area.stands_for or area.blank is not None:
            return True
        return area.is_choice or area.control is not None or area.is_unlocked or (area.is_read and area.is_boxed)

    @property
    def is_tabular(self) -> bool:
        """Whether a column header and a row (or a spare row) together say what goes here."""
        return bool(self.top) and (self.in_row > 1 or self.in_column > 1)


def count_neighbours(answers: Iterable[Answer]) -> None:
    """How many answers stand in the row of each, and in its column under the same header."""
    answers = list(answers)
    rows = Counter(answer.area.top for answer in answers)
    columns = Counter((columns_of(answer.area), id(answer.top[0])) for answer in answers if answer.top)
    for answer in answers:
        answer.in_row = rows[answer.area.top]
        if answer.top:
            answer.in_column = columns[columns_of(answer.area), id(answer.top[0])]
