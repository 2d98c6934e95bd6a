"""What stands in a cell: its value as its number format shows it, its rich text, on which side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.model import CellType, CellValue, Font
from tr4ction_workbook.ooxml.theme import INDEXED_COLORS
from tr4ction_workbook.rendering.css import Rules
from tr4ction_workbook.rendering.fonts import digit_width, text_width
from tr4ction_workbook.rendering.looks import Look, LookBook
from tr4ction_workbook.rendering.markup import escaped
from tr4ction_workbook.rendering.numbers import Formatter, Shown
from tr4ction_workbook.rendering.numbers.dates import iso_serial

Side = Literal["start", "end", "center"]

PADDING = 2  # pixels between the text and the edges of its cell
_NAMED_COLORS = {
    "black": 0, "white": 1, "red": 2, "green": 3, "blue": 4, "yellow": 5, "magenta": 6, "cyan": 7,
}  # fmt: skip
_FIRST_INDEXED = 8  # `[Color1]` is the first colour of the palette, which repeats the eight basic ones
# widths are estimated; a value is only given up for number signs where there can be no doubt
_SURELY_TOO_WIDE = 0.9
# marks and their elements around a run's text
_TAGS = {"superscript": "sup", "subscript": "sub"}


@dataclass(frozen=True, slots=True)
class Content:
    """`markup` is HTML, escaped; `text` what a person reads of it; `name` a class for its box.

    `side` is where `General` alignment puts it, `width` an estimate in pixels. `is_split`: two parts with room between.
    """

    text: str
    markup: str
    side: Side
    width: float
    is_text: bool
    is_split: bool = False
    name: str = ""


class Values:
    """Shows the cells of one sheet, as long as its budget of characters lasts."""

    def __init__(
        self,
        table: StoredCells,
        looks: LookBook,
        rules: Rules,
        formatter: Formatter,
        *,
        show_zeros: bool,
        max_characters: int,
    ) -> None:
        self._table = table
        self._looks = looks
        self._rules = rules
        self._formatter = formatter
        self._left = max_characters
        self._show_zeros = show_zeros
        self._errors: Mapping[str, str] = formatter.locale.errors
        self.cut = 0

    def has_value(self, index: int) -> bool:
        return self._table.has_value(index)

    def value(self, index: int) -> tuple[CellType, CellValue]:
        return self._table.value(index)

    def content(self, index: int, look: Look, width: float) -> Content | None:
        """`width`: pixels between the cell's edges. None where nothing is to be seen."""
        kind, value = self.value(index)
        if value is None or value == "" or (value == 0 and kind == "number" and not self._show_zeros):
            return None
        if kind == "text":
            runs = self._table.runs(index)
            if runs and not look.cell_format.number_format.count(";"):
                return self._rich([(run.text, run.font) for run in runs], look)
        return self._plain(kind, value, look, width)

    def _plain(self, kind: CellType, value: CellValue, look: Look, width: float) -> Content:
        shown = self._shown(kind, value, look, width)
        text = self._within_budget(shown.text)
        markup = _markup(text, shown, look)
        color = _format_color(shown.color)
        name = "" if color is None else self._rules.named("k", f"color:#{color}")
        needed = text_width(text, look.font) if "\n" not in text else _widest(text, look.font)
        side: Side = "start" if kind == "text" else "end" if kind in ("number", "date") else "center"
        return Content(text, markup, side, needed, kind == "text", shown.fill_at is not None, name)

    def _shown(self, kind: CellType, value: CellValue, look: Look, width: float) -> Shown:
        code = look.cell_format.number_format
        if kind == "error":
            return Shown(self._errors.get(str(value), str(value)))
        if kind == "boolean":
            return Shown(self._formatter.locale.booleans[bool(value)])
        if kind == "date" and isinstance(value, str):
            serial = iso_serial(value, self._formatter.date_1904)
            if serial is None:
                return Shown(value)
            value = serial
        if kind == "text":
            return self._formatter.show(value, code)
        digits = max(1, int((width - 2 * PADDING) / digit_width(look.font)))
        shown = self._formatter.show(value, code, digits)
        is_wide = text_width(shown.text, look.font) * _SURELY_TOO_WIDE > width
        may_be_cut = look.alignment.shrink or look.is_turned or look.wraps
        if shown.is_wrong or (is_wide and not may_be_cut and shown.fill_at is None):
            return Shown("#" * digits, shown.color)
        return shown

    def _rich(self, runs: list[tuple[str, Font | None]], look: Look) -> Content:
        pieces, texts, width = [], [], 0.0
        for text, run_font in runs:
            text = self._within_budget(text if look.wraps else text.replace("\n", " "))
            font = look.font if run_font is None else self._looks.complete(run_font)
            texts.append(text)
            width += text_width(text, font)
            pieces.append(self._run(text, run_font))
        return Content("".join(texts), "".join(pieces), "start", width, is_text=True)

    def _run(self, text: str, font: Font | None) -> str:
        markup = escaped(text)
        if font is None or not text:
            return markup
        tag = _TAGS.get(font.vertical_align or "", "span")
        return f'<{tag} class="{self._looks.font_class(font)}">{markup}</{tag}>'

    def _within_budget(self, text: str) -> str:
        if len(text) > self._left:
            self.cut += 1
            text = text[: self._left]
        self._left -= len(text)
        return text


def _markup(text: str, shown: Shown, look: Look) -> str:
    if not look.wraps:
        text = text.replace("\n", " ")
    if shown.fill_at is not None:
        before, after = escaped(text[: shown.fill_at]), escaped(text[shown.fill_at :])
        return f"<span>{before}</span><span>{after}</span>"
    tag = _TAGS.get(look.font.vertical_align or "")
    return f"<{tag}>{escaped(text)}</{tag}>" if tag else escaped(text)


def _widest(text: str, font: Font) -> float:
    return max(text_width(line, font) for line in text.split("\n"))


def _format_color(name: str | None) -> str | None:
    """`RRGGBB` of a colour that a number format names."""
    if name is None:
        return None
    if name in _NAMED_COLORS:
        return INDEXED_COLORS[_NAMED_COLORS[name]]
    index = int(name.removeprefix("color")) + _FIRST_INDEXED - 1
    return INDEXED_COLORS[index] if _FIRST_INDEXED <= index < len(INDEXED_COLORS) else None
