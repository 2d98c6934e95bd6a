"""Which areas name an answer: the chain of labels at its left, and what heads its column."""

from __future__ import annotations

from collections.abc import Set

from tr4ction_workbook.fields.answers import Answer, count_neighbours
from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.blanks import is_line_to_write_on
from tr4ction_workbook.fields.neighbours import above, columns_of, overlap, rows_of, to_the_left
from tr4ction_workbook.fields.roles import far_header, header_parts, heads, leads_to, names
from tr4ction_workbook.fields.text import whole_label

_PROSE = 150  # characters of a first line
_LAST_YEAR = 2200  # whole numbers up to it count rows, or years; other numbers are amounts


def name_all(areas: AreaMap, fillable: Set[Area], naming: Set[Area] = frozenset()) -> list[Answer]:
    """Every fillable area in reading order with the areas that name it.

    Those of `naming` are filled themselves and name others all the same.
    """
    named: dict[Area, Answer] = {}
    silent = fillable - naming
    for area in areas:
        if area in fillable:
            left = _labels_beside(areas, area, silent, named)
            top = _header_of(areas, area, fillable) if area in naming else _labels_above(areas, area, silent, named)
            if not (left or top) and (header := far_header(areas, area)) is not None and header not in fillable:
                top = [header]
            named[area] = Answer(area, left, top)
    answers = list(named.values())
    for answer in answers:
        _keep_telling(answer)
    count_neighbours(answers)
    return answers


def _keep_telling(answer: Answer) -> None:
    """Leave out what names little where something else names more: amounts, hints to write, paragraphs."""
    left = [label for label in answer.left if _is_telling(label)]
    top = [label for label in answer.top if _is_telling(label)]
    if left or top:
        answer.paragraphs = [label for label in answer.left if _is_paragraph(label)]
        answer.left, answer.top = left, top


def _is_telling(label: Area) -> bool:
    value = label.cell.value
    if label.is_number and isinstance(value, int | float) and not label.look.format.is_date:
        return not label.is_formula and 0 <= value <= _LAST_YEAR and value == int(value)
    return not _is_paragraph(label) and not is_line_to_write_on(label.text.rstrip("->→➔ "))


def _is_paragraph(label: Area) -> bool:
    return len(label.text) > _PROSE and len(whole_label(label.text)) > _PROSE


def _is_like(first: Area, second: Area) -> bool:
    """Whether what names the first names the second too."""
    return first.look is second.look and first.is_blank == second.is_blank and first.cell.type == second.cell.type


def _header_of(areas: AreaMap, area: Area, fillable: Set[Area]) -> list[Area]:
    """What heads a label that is filled in itself: it need not stand out more."""
    return [near for near in above(areas, area) if near.has_text and near not in fillable and heads(near, area)][:1]


def _labels_beside(areas: AreaMap, area: Area, fillable: Set[Area], named: dict[Area, Answer]) -> list[Area]:
    labels: list[Area] = []
    for near in to_the_left(areas, area):
        known = named.get(near) if near in fillable else None
        if known is not None and known.is_named and rows_of(near) == rows_of(area):
            if _is_like(near, area):
                return labels + known.left
            return labels + [label for label in known.left if leads_to(label, area)]
        if near in fillable and (known is None or known.is_named):
            continue
        if near.is_formula and near.is_blank:  # its result comes with the answers
            continue
        if not leads_to(near, area) or overlap(rows_of(near), rows_of(area)) == 0:
            break
        labels.append(near)
    return labels


def _labels_above(areas: AreaMap, area: Area, fillable: Set[Area], named: dict[Area, Answer]) -> list[Area]:
    entry: list[Area] = []  # of the same list, where nothing heads it
    for near in above(areas, area):
        known = named.get(near) if near in fillable else None
        if known is not None and known.is_named and columns_of(near) == columns_of(area):
            return known.top if _is_like(near, area) else [label for label in known.top if names(label, area)]
        if near.is_blank and near not in fillable:
            continue
        if near not in fillable or (known is not None and not known.is_named):
            if not names(near, area):
                break
            if near.look.key == area.look.key and columns_of(near) == columns_of(area) and near.is_boxed:
                entry = entry or [near]
                continue
            return [near] if heads(near, area) else header_parts(areas, near, area) or entry
    return entry
