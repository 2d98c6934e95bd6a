"""Which section of a code shows a value, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_workbook.ooxml.model import CellValue
from tr4ction_workbook.rendering.numbers.dates import MAX_SERIAL, date_text
from tr4ction_workbook.rendering.numbers.digits import fraction_text, number_text
from tr4ction_workbook.rendering.numbers.general import MAX_WIDTH, general_text
from tr4ction_workbook.rendering.numbers.locales import Locale
from tr4ction_workbook.rendering.numbers.sections import Section, Token, parse_code

# codes that stand for the date of the reader's own country (ids 14 and 22 of clause 18.8.30)
_SHORT_DATE, _SHORT_DATE_TIME = "mm-dd-yy", "m/d/yy h:mm"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a value.

    `color` is a name or `colorN` in lower case. `fill_at`: where `fill` is repeated until the cell is full, as a
    position in `text`. `is_wrong`: no date can be shown, for which Excel draws number signs.
    """

    text: str
    color: str | None = None
    fill_at: int | None = None
    fill: str = " "
    is_wrong: bool = False


class Formatter:
    """Shows the values of one workbook to readers of one language."""

    def __init__(self, locale: Locale, date_1904: bool = False) -> None:
        self.locale = locale
        self.date_1904 = date_1904

    def show(self, value: CellValue, code: str, width: int = MAX_WIDTH) -> Shown:
        """`width`: how many digits there is room for, which `General` heeds."""
        if value is None:
            return Shown("")
        if isinstance(value, str):
            return self._text(value, parse_code(code))
        if isinstance(value, bool):
            return Shown(self.locale.booleans[value])
        return self._number(float(value), self._localised(code), width)

    def _localised(self, code: str) -> tuple[Section, ...]:
        if code == _SHORT_DATE:
            code = self.locale.short_date
        elif code == _SHORT_DATE_TIME:
            code = f"{self.locale.short_date} hh:mm"
        return parse_code(code)

    def _text(self, value: str, sections: tuple[Section, ...]) -> Shown:
        section = sections[3] if len(sections) == 4 else sections[-1] if sections[-1].kind == "text" else None
        if section is None:
            return Shown(value)
        pieces: list[str | Token] = []
        for token in section.tokens:
            if token.kind in ("text", "general"):
                pieces.append(value)
            else:
                pieces.append(token if token.kind in ("skip", "fill") else token.text)
        return _joined(pieces, section.color)

    def _number(self, value: float, sections: tuple[Section, ...], width: int) -> Shown:
        section, shows_sign = _choose(value, sections)
        if section.system_date in ("long", "time"):
            (section,) = parse_code(self.locale.long_date if section.system_date == "long" else "hh:mm:ss")
        if section.kind == "date":
            dated = date_text(value, section, self.locale, self.date_1904) if abs(value) < MAX_SERIAL else None
            return Shown("", section.color, is_wrong=True) if dated is None else _joined(dated, section.color)
        pieces = self._pieces(abs(value), section, width)
        return _joined(["-", *pieces] if value < 0 and shows_sign else pieces, section.color)

    def _pieces(self, value: float, section: Section, width: int) -> list[str | Token]:
        if section.kind == "number":
            return number_text(value, section, self.locale)
        if section.kind == "fraction":
            return fraction_text(value, section, self.locale)
        return [self._loose(token, value, width) for token in section.tokens]

    def _loose(self, token: Token, value: float, width: int) -> str | Token:
        if token.kind in ("general", "text"):
            return general_text(value, self.locale.decimal, width)
        return token if token.kind in ("skip", "fill") else token.text


def _choose(value: float, sections: tuple[Section, ...]) -> tuple[Section, bool]:
    """The section for a number, and whether a negative number keeps its sign there."""
    numeric = sections[:3] if len(sections) == 4 else sections
    if len(numeric) > 1 and numeric[-1].kind == "text":
        numeric = numeric[:-1]
    if any(section.condition for section in numeric):
        return _by_condition(value, numeric)
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    if value == 0 and len(numeric) > 2:
        return numeric[2], True
    return numeric[0], True


def _by_condition(value: float, sections: tuple[Section, ...]) -> tuple[Section, bool]:
    for section in sections:
        if section.condition is None or section.condition.holds(value):
            excludes = section.condition is not None and section.condition.excludes_positive
            return section, not excludes
    return parse_code("General")[0], True


def _joined(pieces: list[str | Token], color: str | None) -> Shown:
    text, fill_at, fill = [], None, " "
    length = 0
    for piece in pieces:
        if isinstance(piece, str):
            shown = piece
        elif piece.kind == "fill":
            fill_at, fill = length, piece.text
            continue
        else:
            shown = " "  # `_x` leaves the room of a character; a blank comes near
        text.append(shown)
        length += len(shown)
    return Shown("".join(text), color, fill_at, fill)
