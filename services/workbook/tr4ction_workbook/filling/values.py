"""An answer as a cell stores it (ECMA-376 part 1, clause 18.3.1.4)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from tr4ction_workbook.filling.errors import Findings, shown
from tr4ction_workbook.filling.model import Answer, Target
from tr4ction_workbook.ooxml.dates import datetime_to_serial, time_to_serial
from tr4ction_workbook.ooxml.number_formats import is_date_format, shows_day

MAX_TEXT = 32_767  # in UTF-16 units, as Excel counts
_MAX_DIGITS = 15
_LARGEST = 9.99e307
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_ISO_TIME = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?")


@dataclass(frozen=True, slots=True)
class Stored:
    """`number`: what rules compare, also for a date that is written as a text."""

    kind: Literal["blank", "number", "text", "boolean"]
    text: str = ""
    number: float | None = None


BLANK = Stored("blank")


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a cell stores dates: its workbook's epoch, and its number format, which is looked up when it is asked for."""

    date_1904: bool
    style_id: int
    format_of: Callable[[int], str]

    @property
    def number_format(self) -> str:
        return self.format_of(self.style_id)


def is_blank(answer: Answer) -> bool:
    return answer is None or answer == ""


def has_illegal_character(text: str) -> bool:
    """Whether a character is among those that XML, and so a workbook, cannot hold."""
    return _ILLEGAL.search(text) is not None


def store_number(target: Target, number: float, findings: Findings) -> Stored | None:
    """None where it was refused."""
    if abs(number) > _LARGEST or not math.isfinite(number):
        findings.refuse(target, "number_not_finite", number=shown(number))
        return None
    if isinstance(number, int) and len(str(abs(number)).rstrip("0")) > _MAX_DIGITS:
        findings.refuse(target, "number_too_precise", number=shown(number))
        return None
    return Stored("number", _digits(number), float(number))


def store_boolean(value: bool) -> Stored:
    return Stored("boolean", "1" if value else "0")


def store_text(target: Target, text: str, findings: Findings) -> Stored | None:
    """Line ends become those of cells, which are line feeds. None where the text was refused."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    illegal = _ILLEGAL.search(text)
    if illegal:
        character = f"U+{ord(illegal[0]):04X}"
        findings.refuse(target, "illegal_character", character=character, position=illegal.start() + 1)
        return None
    length = len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
    if length > MAX_TEXT:
        findings.refuse(target, "text_too_long", length=f"{length:,}")
        return None
    return Stored("text", text)


def looks_like_moment(text: str) -> bool:
    return bool(_ISO_DATE.fullmatch(text) or _ISO_TIME.fullmatch(text))


def read_moment(text: str) -> date | time | None:
    """An ISO 8601 date, date with time, or time of day; None for anything else."""
    text = text.strip()
    try:
        if _ISO_TIME.fullmatch(text):
            return time.fromisoformat(text)
        if not _ISO_DATE.fullmatch(text):
            return None
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else datetime.fromisoformat(text)
    except ValueError:
        return None


def store_moment(target: Target, moment: date | time, calendar: Calendar, findings: Findings) -> Stored | None:
    """As the serial number that the cell's format shows as a date; as a text where the format shows another thing.

    A number that nobody can read as a date would be worse than a text, and another format another style.
    """
    if isinstance(moment, datetime | time) and moment.tzinfo is not None:
        findings.refuse(target, "date_has_zone", found=moment.isoformat())
        return None
    serial = time_to_serial(moment) if isinstance(moment, time) else _serial(moment, calendar.date_1904)
    if serial is None:
        first = "1904-01-01" if calendar.date_1904 else "1900-01-01"
        findings.refuse(target, "date_out_of_range", found=moment.isoformat(), first=first)
        return None
    shows = is_date_format if isinstance(moment, time) else shows_day
    if shows(calendar.number_format):
        return Stored("number", _digits(serial), serial)
    text = _shown_moment(moment)
    kind = "time" if isinstance(moment, time) else "date"
    findings.warn(target, "date_as_text", kind=kind, text=text)
    return Stored("text", text, serial)


def _digits(number: float) -> str:
    """The shortest digits that read as the same double."""
    return repr(number + 0).removesuffix(".0")  # + 0: there is no negative zero in a cell


def _serial(moment: date, date_1904: bool) -> float | None:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  cells have no zone
    return datetime_to_serial(moment, date_1904)


def _shown_moment(moment: date | time) -> str:
    """ISO 8601, which is read alike everywhere: `2026-01-31`, `2026-01-31 14:30`, `14:30`."""
    text = moment.isoformat(" ") if isinstance(moment, datetime) else moment.isoformat()
    return text.removesuffix(":00") if isinstance(moment, datetime | time) else text
