"""Serial numbers as dates, times and durations (clauses 18.17.4, 18.8.31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tr4ction_workbook.rendering.numbers.locales import Locale
from tr4ction_workbook.rendering.numbers.sections import Section, Token

MAX_SERIAL = 2_958_466  # the first day of the year 10000
_DAYS_FROM_1904 = 1_462
_PHANTOM_LEAP_DAY = 60  # the 1900 system counts a 29 February 1900 that never was
_BEFORE, _AFTER = date(1899, 12, 31).toordinal(), date(1899, 12, 30).toordinal()
_SECONDS_A_DAY = 86_400
_BUDDHIST_YEARS = 543


@dataclass(frozen=True, slots=True)
class Moment:
    """A serial number taken apart. `weekday` counts from Sunday, 0; `seconds` are those since midnight.

    `part` is what of a second is left, `total_seconds` the whole number in seconds.
    """

    year: int
    month: int
    day: int
    weekday: int
    seconds: int
    part: float
    total_seconds: int


def moment_of(serial: float, date_1904: bool, digits: int) -> Moment | None:
    """Rounded to `digits` of a second; None outside the years that the system knows."""
    scale = 10**digits
    ticks = round(serial * _SECONDS_A_DAY * scale)
    total, rest = divmod(ticks, scale)
    days, seconds = divmod(total, _SECONDS_A_DAY)
    if date_1904:
        days += _DAYS_FROM_1904
    if not 0 <= days < MAX_SERIAL:
        return None
    year, month, day = _calendar(days)
    return Moment(year, month, day, (days + 6) % 7, seconds, rest / scale, total)


def _calendar(days: int) -> tuple[int, int, int]:
    if days == 0:
        return 1900, 1, 0
    if days == _PHANTOM_LEAP_DAY:
        return 1900, 2, 29
    found = date.fromordinal(days + (_BEFORE if days < _PHANTOM_LEAP_DAY else _AFTER))
    return found.year, found.month, found.day


def date_text(serial: float, section: Section, locale: Locale, date_1904: bool) -> list[str | Token] | None:
    """The pieces of the text, padding tokens left as they are; None for what is no date."""
    digits = max((len(token.text) for token in section.tokens if token.kind == "fraction_of_second"), default=0)
    elapsed = any(token.kind == "elapsed" for token in section.tokens)
    negative = elapsed and serial < 0
    moment = moment_of(-serial if negative else serial, date_1904 and not elapsed, min(digits, 3))
    if moment is None:
        return None
    half_days = any(token.kind == "half_day" for token in section.tokens)
    pieces = [_piece(token, moment, section.locale or locale, half_days) for token in section.tokens]
    return ["-", *pieces] if negative else pieces


def _piece(token: Token, moment: Moment, locale: Locale, half_days: bool) -> str | Token:
    kind, text = token.kind, token.text
    if kind == "date":
        return _date_part(text, moment, locale, half_days)
    if kind == "elapsed":
        divisor = {"h": 3600, "m": 60, "s": 1}[text[0]]
        return str(moment.total_seconds // divisor).zfill(len(text))
    if kind == "half_day":
        morning, _, evening = (text.upper() if len(text) > 3 else text).partition("/")
        return morning if moment.seconds < _SECONDS_A_DAY // 2 else evening
    if kind == "fraction_of_second":
        return locale.decimal + f"{moment.part:.3f}"[2:].ljust(len(text), "0")[: len(text)]
    return token if kind in ("skip", "fill") else text


def _date_part(text: str, moment: Moment, locale: Locale, half_days: bool) -> str:
    letter, length = text[0], len(text)
    if letter == "m":
        return _month(length, moment.month, locale)
    if letter == "d":
        return _number(length, moment.day) if length < 3 else locale.day(moment.weekday, short=length == 3)
    if letter == "h":
        hours = moment.seconds // 3600
        return _number(length, (hours % 12 or 12) if half_days else hours)
    if letter == "n":
        return _number(length, moment.seconds // 60 % 60)
    if letter == "s":
        return _number(length, moment.seconds % 60)
    if letter == "g":
        return ""  # the era: only calendars that we do not show have more than one
    year = moment.year + _BUDDHIST_YEARS if letter == "b" else moment.year
    return str(year) if length > 2 or letter == "e" else f"{year % 100:02}"


def _month(length: int, month: int, locale: Locale) -> str:
    if length < 3:
        return _number(length, month)
    return locale.month(month, short=True)[0] if length == 5 else locale.month(month, short=length == 3)


def _number(length: int, value: int) -> str:
    return str(value).zfill(min(length, 2))


def iso_serial(text: str, date_1904: bool) -> float | None:
    """The serial number of a stored ISO 8601 date (clause 18.18.11, `d`); None for what is none."""
    day, _, clock = text.rstrip("Z").partition("T")
    try:
        found = date.fromisoformat(day)
        parts = [float(part) for part in clock.split(":")] if clock else []
    except ValueError:
        return None
    if any(not 0 <= part < _SECONDS_A_DAY for part in parts) or found.year < 1900:
        return None
    seconds = sum(part * scale for part, scale in zip(parts, (3600, 60, 1), strict=False))
    days = found.toordinal() - _AFTER
    if days <= _PHANTOM_LEAP_DAY:
        days -= 1
    return days - (_DAYS_FROM_1904 if date_1904 else 0) + seconds / timedelta(days=1).total_seconds()
