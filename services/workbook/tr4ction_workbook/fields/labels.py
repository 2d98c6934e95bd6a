"""From the areas around an answer to its label, help and group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tr4ction_workbook.fields.answers import Answer
from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.identity import LabelPath
from tr4ction_workbook.fields.neighbours import overlap, rows_of
from tr4ction_workbook.fields.roles import prominence
from tr4ction_workbook.fields.text import MAX_HELP, MAX_LABEL, shorten, single_line, split_label, whole_label
from tr4ction_workbook.ooxml.dates import serial_to_datetime
from tr4ction_workbook.ooxml.model import CellFormat

_BAR = 3  # columns
_TITLE_WIDTH_SHARE = 0.6  # of the sheet's width: a bar that names a section, not a column
_NEXT = 1  # column
_WIDER = 1.4  # times, for a bar to hold the sections of another
_BLOCK_ROWS = 2
_LEVEL = 0.5  # of the taller one's rows shared
_NO_DATE_LETTERS = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.|[^dmyhs]")
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


def name_answer(answer: Answer, group: Sequence[str], date_1904: bool) -> Naming:
    """Label and help of an answer; the label is empty where nothing names it."""
    naming = _name(answer, group, date_1904)
    if not answer.paragraphs:
        return naming
    words = " ".join(filter(None, [naming.help, *(single_line(area.text) for area in answer.paragraphs)]))
    return replace(naming, help=shorten(words, MAX_HELP), sources=(*naming.sources, *answer.paragraphs))


def _name(answer: Answer, group: Sequence[str], date_1904: bool) -> Naming:
    blank = answer.area.blank
    if blank is not None:
        return Naming(
            shorten(blank.label, MAX_LABEL), blank.help, _path(group, blank.label), (answer.area,), (answer.area,)
        )
    chain = answer.left or answer.top
    if answer.area.stands_for or not chain:
        area = answer.area
        title = area.validation.prompt_title if area.validation else None
        label = area.stands_for or title or (area.control.caption if area.control else None) or ""
        return Naming(label, None, _path(group, label or None), (), ())
    if answer.is_tabular:
        return _name_cell(answer, group, date_1904)
    return _name_by_chain(chain, rows_of(answer.area), group, date_1904)


def _name_by_chain(chain: list[Area], rows: tuple[int, int], group: Sequence[str], date_1904: bool) -> Naming:
    """label → question → answer: what stands out most is the label, what lies between is help.

    Only where it is level with the answer: what spans more rows names a group of questions.
    """
    source = chain[0]
    for area in chain[1:2]:
        is_next = area.right + _NEXT >= source.left
        if is_next and prominence(area) > prominence(source) and overlap(rows_of(area), rows) >= _LEVEL:
            source = area
    words = shown_text(source, date_1904)
    label, rest = split_label(words)
    between = [single_line(area.text) for area in chain[: chain.index(source)]]
    help_text = shorten(" ".join(filter(None, [rest, *between])), MAX_HELP) or None
    sources = tuple(chain[: chain.index(source) + 1])
    return Naming(label, help_text, _path(group, whole_label(words)), (source,), sources)


def _name_cell(answer: Answer, group: Sequence[str], date_1904: bool) -> Naming:
    words = [_header_text(answer.top, date_1904), *(shown_text(label, date_1904) for label in answer.left[:1])]
    sources = (*answer.top, *answer.left[:1])
    names, helps = zip(*map(split_label, words), strict=True)
    help_text = next(filter(None, helps), None)
    path = _path(group, *map(whole_label, words))
    return Naming(" / ".join(filter(None, names)), help_text, path, sources, sources)


def _path(group: Sequence[str], label: str | None, row: str | None = None) -> LabelPath:
    return LabelPath(group_path(group, row), label, row)


def group_path(group: Sequence[str], row: str | None) -> str | None:
    """A block of rows that is the row header too is said once."""
    return " / ".join(part for part in group if part != row) or None


def _header_text(parts: list[Area], date_1904: bool) -> str:
    """One header with its help, or all that stand over one box in a line."""
    if len(parts) == 1:
        return shown_text(parts[0], date_1904)
    return " ".join(single_line(shown_text(part, date_1904)) for part in parts)


def shown_text(area: Area, date_1904: bool) -> str:
    """The words of a label; a date heading as its month and year."""
    if area.stands_for or area.blank is not None:
        return area.stands_for or (area.blank.label if area.blank else "")
    value = area.cell.value
    if isinstance(value, float | int) and not isinstance(value, bool) and area.look.format.is_date:
        moment = serial_to_datetime(value, date_1904)
        if moment is not None:
            return _month(moment, area.look.format) or f"{moment:%Y-%m-%d}"
    return area.text


def _month(moment: datetime, style: CellFormat) -> str | None:
    """A month with its day or year, as its format shows it; None where that shows more, or less."""
    shown = _NO_DATE_LETTERS.sub("", style.number_format.partition(";")[0].lower())
    month = _MONTHS[moment.month - 1]
    if shown in ("mmmd", "mmmdd"):
        return f"{month}{moment:%d}"
    return f"{month}{moment:%y}" if shown in ("mmmyy", "mmmyyyy", "mmmmyy", "mmmmyyyy") else None


def group_of(titles: list[Area], answer: Answer) -> tuple[str, ...]:
    """The section titles above the answer that span its columns, the wider one first, and its block of rows."""
    above = [title for title in titles if title.bottom < answer.area.top and _spans(title, answer.area)]
    sections = above[-1:]
    if sections:
        sections = [*[title for title in above if _is_wider(title, sections[0])][-1:], *sections]
    names = [whole_label(title.text) for title in sections if title not in answer.left and title not in answer.top]
    return tuple(filter(None, (*names, _row_group(answer))))


def _spans(title: Area, area: Area) -> bool:
    return title.left <= area.left <= title.right


def _is_wider(first: Area, second: Area) -> bool:
    return first.right - first.left + 1 >= _WIDER * (second.right - second.left + 1)


def _row_group(answer: Answer) -> str | None:
    """The label at the side that spans the rows of several answers: a block of the table."""
    rows = answer.area.height
    spanning = [label for label in answer.left if label.height > rows and label.height >= _BLOCK_ROWS]
    return whole_label(spanning[-1].text) if spanning else None


def section_titles(areas: AreaMap) -> list[Area]:
    """Painted bars with words that span most of the sheet's boxes, or head several of them."""
    boxed = [area for area in areas if area.is_boxed]
    if not boxed:
        return []
    left = min(area.left for area in boxed)
    right = max(area.right for area in boxed)
    widest = _TITLE_WIDTH_SHARE * (right - left + 1)
    bars = [area for area in boxed if area.has_text and area.look.darkness > 0 and area.right - area.left + 1 >= _BAR]
    return [bar for bar in bars if bar.right - bar.left + 1 >= widest or _heads_several(areas, bar)]


def _heads_several(areas: AreaMap, bar: Area) -> bool:
    """Whether a lighter label and something beside it stand right below, inside its columns."""
    first = areas.at(bar.bottom + 1, bar.left)
    if first is None or not first.has_text or first.right >= bar.right or prominence(first) >= prominence(bar):
        return False
    second = areas.at(bar.bottom + 1, first.right + 1)
    return second is not None and second.is_boxed and second.right <= bar.right
