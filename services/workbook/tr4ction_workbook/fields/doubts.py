"""What makes a careful person leave a box alone, though it could take an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tr4ction_workbook.fields.answers import Answer
from tr4ction_workbook.fields.areas import AreaMap
from tr4ction_workbook.fields.kinship import Kinship
from tr4ction_workbook.fields.legends import Legend
from tr4ction_workbook.fields.looks import WHITE
from tr4ction_workbook.fields.text import ends_asking

_LONG = 150  # characters: more than most answers, less than most explanations
_FEW = 0.3
_NEARLY_ALL = 0.7
_TOO_DARK = 0.6
_MANY_LABELS = 2
_REFERENCE_TABLE = 8  # constants in a column, none of them missing
_TO_FILL_IN = re.compile(r"\[[^\]\n]{2,40}\]|<[^>\n]{2,40}>")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a doubt looks at beside the area itself."""

    areas: AreaMap
    kinship: Kinship
    legend: Legend
    rows_to_fill: set[int]
    """Rows with something to fill outside of columns of labels."""


def colour_is_not_for_input(answer: Answer, seen: Surroundings) -> bool:
    """The sheet's own legend gives this colour another meaning."""
    return seen.legend.allows(answer.area) is False


def looks_calculated(answer: Answer, seen: Surroundings) -> bool:
    """Most of what looks like it holds formulas."""
    kin = seen.kinship.on_sheet(answer.area)
    if answer.area.is_choice or kin.formulas < 2 or answer.area.look.key[0] == WHITE:  # white says nothing
        return False
    others = len(kin) if answer.area.is_blank else kin.formulas + kin.numbers + kin.words
    return kin.formulas > 0.5 * others


def column_is_calculated(answer: Answer, seen: Surroundings) -> bool:
    """Its column begins with formulas: the rest of them comes once the rows are used."""
    kin = seen.kinship.in_column(answer.area)
    starts = kin.areas[0].is_formula and kin.formulas >= 2
    return starts and not answer.area.is_choice and kin.formulas >= kin.words + kin.numbers


def stands_among_headers(answer: Answer, seen: Surroundings) -> bool:
    """Blank, in a row of headers: a row of words in one look that no row below goes on."""
    area = answer.area
    if not area.is_blank or area.is_choice or answer.is_allowed:
        return False
    row, column = seen.kinship.in_row(area), seen.kinship.in_column(area)
    if row.words < max(1, row.blanks) or len(column) > 1 or area.look.fill is None:
        return False
    below = seen.areas.at(area.bottom + 1, area.left)
    return below is not None and below.is_boxed and below.look.key != area.look.key


def is_painted_as_labels(answer: Answer, seen: Surroundings) -> bool:
    """Blank, in a paint too dark to write on, or one that is all but kept for labels."""
    area = answer.area
    if not area.is_blank or area.is_choice or answer.is_allowed or area.look.key[0] == WHITE:
        return False
    if area.look.darkness > _TOO_DARK:
        return True
    if area.top in seen.rows_to_fill:
        return False
    kin = seen.kinship.in_paint(area)
    return kin.labels > _MANY_LABELS * (kin.blanks + kin.numbers + kin.validated)


def separates_labels(answer: Answer, seen: Surroundings) -> bool:
    """Blank, in a column of labels, with nothing to fill beside it."""
    area = answer.area
    if not area.is_blank or area.is_choice:
        return False
    if area.top in seen.rows_to_fill:
        return False
    kin = seen.kinship.in_column(area)
    around = (seen.areas.at(area.top - 1, area.left), seen.areas.at(area.bottom + 1, area.left))
    is_between = all(near is not None and seen.kinship.is_label(near) for near in around)
    return is_between or (kin.labels > 0 and kin.labels >= kin.blanks)


def is_one_of_the_labels(answer: Answer, seen: Surroundings) -> bool:
    """Words in a column in which nearly all others of its look are labels."""
    area = answer.area
    kin = seen.kinship.in_column(area)
    is_worded = area.text != "" and area.blank is None
    return is_worded and not area.is_choice and not area.is_number and kin.labels > _NEARLY_ALL * len(kin)


def explains(answer: Answer, seen: Surroundings) -> bool:
    """Much text that nothing beside it asks for, in a look in which nothing awaits an answer."""
    area = answer.area
    if len(area.text) <= _LONG or answer.left or area.is_choice:
        return False
    if any(
        title.is_boxed and len(title.text) <= _LONG and title.look.key[0] != area.look.key[0] for title in answer.top
    ):
        return False
    kin = seen.kinship.on_sheet(area)
    return kin.blanks + kin.validated < _FEW * len(kin) or not answer.top


def is_beside_prose(answer: Answer, _: Surroundings) -> bool:
    """Blank, and all that stands beside it is a paragraph of the same look that asks nothing."""
    area = answer.area
    if not area.is_blank or area.is_choice or answer.top or not answer.left:
        return False
    label = answer.left[0]
    return len(label.text) > _LONG and label.look.key == area.look.key and not ends_asking(label.text)


def is_a_pattern(answer: Answer, _: Surroundings) -> bool:
    """A sentence to imitate: `We help [customer] who suffer from [problem]`."""
    return len(_TO_FILL_IN.findall(answer.area.text)) > 1


def is_header_of_validated(answer: Answer, _: Surroundings) -> bool:
    """Words where the validation wants a number or a date: a header that the range took in."""
    area = answer.area
    wants_number = area.validation is not None and area.validation.type in ("whole", "decimal", "date", "time")
    return wants_number and area.cell.type == "text" and not area.awaits_text


def is_reference_table(answer: Answer, seen: Surroundings) -> bool:
    """A long column of constants without a gap, which formulas look at."""
    area = answer.area
    kin = seen.kinship.in_column(area)
    complete = kin.numbers >= _REFERENCE_TABLE and kin.blanks + kin.validated == 0
    return complete and area.is_number and not area.is_boxed and seen.legend.allows(area) is not True


Doubt = Callable[[Answer, Surroundings], bool]

DOUBTS: tuple[Doubt, ...] = (
    colour_is_not_for_input,
    looks_calculated,
    column_is_calculated,
    stands_among_headers,
    is_painted_as_labels,
    separates_labels,
    is_one_of_the_labels,
    explains,
    is_beside_prose,
    is_a_pattern,
    is_header_of_validated,
    is_reference_table,
)
