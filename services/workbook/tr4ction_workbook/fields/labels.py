"""From the areas around an answer to its label, help and group."""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.identity import LabelPath
from tr4ction_workbook.fields.neighbours import overlap, rows_of
from tr4ction_workbook.fields.roles import Answer, prominence
from tr4ction_workbook.fields.text import MAX_HELP, shorten, single_line, split_label, whole_label
from tr4ction_workbook.ooxml.dates import serial_to_datetime
from tr4ction_workbook.ooxml.model import CellFormat

_TITLE_WIDTH_SHARE = 0.6  # of the sheet's width: a bar that names a section, not a column
_LEVEL = 0.5  # of the taller one's rows shared
_MONTHS = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")


@dataclass(frozen=True, slots=True)
class Naming:
    """`path` is what identifies the field among its sheet's, and `owner` the areas that bear these words.

    `sources` are all areas whose words were used.
    """

    label: str
    help: str | None
    path: LabelPath
    owner: tuple[Area, ...]
    sources: tuple[Area, ...]


def name_answer(answer: Answer, group: str | None, date_1904: bool) -> Naming:
    """Label and help of an answer; the label is empty where nothing names it."""
    if answer.is_tabular:
        return _name_cell(answer, group, date_1904)
    chain = answer.left or answer.top
    if not chain:
        prompt = answer.area.validation.prompt_title if answer.area.validation else None
        return Naming(prompt or "", None, LabelPath(group, prompt), (), ())
    return _name_by_chain(chain, rows_of(answer.area), group, date_1904)


def _name_by_chain(chain: list[Area], rows: tuple[int, int], group: str | None, date_1904: bool) -> Naming:
    """label → question → answer: what stands out most is the label, what lies between is help.

    Only where it is level with the answer: what spans more rows names a group of questions.
    """
    source = chain[0]
    for area in chain[1:2]:
        if prominence(area) > prominence(source) and overlap(rows_of(area), rows) >= _LEVEL:
            source = area
    words = shown_text(source, date_1904)
    label, rest = split_label(words)
    between = [single_line(area.text) for area in chain[: chain.index(source)]]
    help_text = shorten(" ".join(filter(None, [rest, *between])), MAX_HELP) or None
    sources = tuple(chain[: chain.index(source) + 1])
    return Naming(label, help_text, LabelPath(group, whole_label(words)), (source,), sources)


def _name_cell(answer: Answer, group: str | None, date_1904: bool) -> Naming:
    sources = (answer.top[0], *answer.left[:1])
    words = [shown_text(source, date_1904) for source in sources]
    names, helps = zip(*map(split_label, words), strict=True)
    help_text = next(filter(None, helps), None)
    path = LabelPath(group, *map(whole_label, words))
    return Naming(" / ".join(filter(None, names)), help_text, path, sources, sources)


def shown_text(area: Area, date_1904: bool) -> str:
    """The words of a label; a date heading as its month and year."""
    value = area.cell.value
    if isinstance(value, float | int) and not isinstance(value, bool) and area.format.is_date:
        moment = serial_to_datetime(value, date_1904)
        if moment is not None:
            return f"{_MONTHS[moment.month - 1]}{moment:%d}" if _is_month_day(area.format) else f"{moment:%Y-%m-%d}"
    return area.text


def _is_month_day(style: CellFormat) -> bool:
    return style.number_format.lower().replace("-", "") in ("mmmd", "mmmdd", "mmmyy")


def group_of(titles: list[Area], answer: Answer) -> str | None:
    """The whole of the last section title above the answer that spans its columns."""
    found = None
    for title in titles:
        if (
            title.range.bottom < answer.area.range.top
            and title.range.left <= answer.area.range.left <= title.range.right
        ):
            found = title
    if found is None or found in answer.left or found in answer.top:
        return None
    return whole_label(found.text)


def section_titles(areas: AreaMap) -> list[Area]:
    """Painted bars with words that span most of the sheet's boxes."""
    boxed = [area for area in areas if area.is_boxed]
    if not boxed:
        return []
    left = min(area.range.left for area in boxed)
    right = max(area.range.right for area in boxed)
    widest = _TITLE_WIDTH_SHARE * (right - left + 1)
    return [area for area in boxed if area.has_text and area.darkness > 0 and area.range.width >= max(3, widest)]
