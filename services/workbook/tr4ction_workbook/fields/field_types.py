"""The type of an answer: from its validation first, then its number format, its example, its label and its size."""

from __future__ import annotations

import re

from tr4ction_workbook.fields.answers import Answer
from tr4ction_workbook.fields.areas import Area
from tr4ction_workbook.fields.controls import Linked
from tr4ction_workbook.fields.model import InferredType
from tr4ction_workbook.fields.text import fold, is_numeric

_LONG_EXAMPLE = 60
_LONG_ROWS = 3
_LONG_WIDTH = 45.0
_YES_NO = ({"sim", "nao"}, {"yes", "no"}, {"si", "no"}, {"true", "false"}, {"verdadeiro", "falso"})
_NUMBER_FORMAT = re.compile(r"[0#]")
_TEXT_SECTIONS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DATE_LABEL = re.compile(
    r"\Adata\b(?! (?:points?|sources?|sets?|bases?|types?|collection|quality|entry|analysis))"
    r"|\bdata (?:de|da|do|das|dos|inicial|final|prevista|limite)\b"
    r"|\b(?:date|fecha|dia do|nascimento|prazo final|vencimento)\b"
)


def infer_type(answer: Answer, label: str, options: tuple[str, ...]) -> tuple[InferredType, str]:
    """The type, and the reason for it."""
    area = answer.area
    if area.control is not None and not area.is_choice:
        return _infer_linked(area.control, options)
    if options:
        folded = {fold(option) for option in options}
        return ("boolean" if folded in _YES_NO else "choice"), "drop-down list"
    validated = area.validation.type if area.validation else None
    if validated == "list":
        return "choice", "drop-down list"
    if validated in ("whole", "decimal"):
        return "number", f"validation accepts {validated} numbers"
    if validated in ("date", "time"):
        return "date", f"validation accepts a {validated}"
    if answer.typical in ("number", "date") and area.look.format.number_format == "General":
        return answer.typical, f"others of its column hold a {answer.typical}"
    return _infer_unvalidated(area, label)


def _infer_linked(control: Linked, options: tuple[str, ...]) -> tuple[InferredType, str]:
    why = f"sets a {control.kind} control"
    if control.holds == "truth":
        return "boolean", why
    if control.holds == "item" or (control.holds == "position" and options):
        return "choice", why
    return ("text_short" if control.holds == "text" else "number"), why


def _infer_unvalidated(area: Area, label: str) -> tuple[InferredType, str]:
    if area.blank is not None and area.blank.is_date:
        return "date", "strokes of a date"
    if area.look.format.is_date:
        return "date", "date format"
    if isinstance(area.cell.value, bool):
        return "boolean", "example is true or false"
    if _has_number_format(area.look.format.number_format) and not _holds_words(area):
        return "number", "number format"
    if isinstance(area.cell.value, int | float):
        return "number", "example is a number"
    if area.awaits_text and any(_DATE_LABEL.search(fold(part)) for part in label.split(" / ")):
        return "date", "label asks for a date"
    if area.has_text and is_numeric(area.text):
        return "number", "example is a number"
    if _is_long(area):
        return "text_long", "room or example for several lines"
    return "text_short", "one line of text"


def _has_number_format(code: str) -> bool:
    return code not in ("General", "@") and bool(_NUMBER_FORMAT.search(_TEXT_SECTIONS.sub("", code)))


def _holds_words(area: Area) -> bool:
    return isinstance(area.cell.value, str) and not is_numeric(area.text) and area.text != "-"


def _is_long(area: Area) -> bool:
    if area.blank is not None:
        return not area.blank.is_one
    if len(area.text) > _LONG_EXAMPLE or "\n" in area.text:
        return True
    return area.height >= _LONG_ROWS or (area.height >= 2 and area.width >= _LONG_WIDTH)
