"""Rows and columns in pixels at 96 dpi, as Excel draws them (clauses 18.3.1.13, 18.3.1.73, 18.3.1.81)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from tr4ction_workbook.ooxml.geometry import EMU_PER_PIXEL
from tr4ction_workbook.ooxml.model import ColumnProperties, Font, Sheet
from tr4ction_workbook.rendering.fonts import PIXELS_PER_POINT, ROW_PER_SIZE, max_digit_width, size_of

_MAX_WIDTH = 255.0  # characters
_MAX_HEIGHT = 409.5  # points
_PADDING = 5  # pixels that a width in characters includes


class Axis:
    """The rows or the columns from 1 to `count`: sizes in pixels, 0 for those that are hidden.

    `shown` are the numbers of those that are not; beyond `count` every one has the size `default`.
    """

    def __init__(self, sizes: Sequence[int], default: int) -> None:
        self.sizes = sizes
        self.default = default
        self.shown = [number for number, size in enumerate(sizes, 1) if size]
        self._starts = [0, *accumulate(sizes)]

    @property
    def count(self) -> int:
        return len(self.sizes)

    @property
    def total(self) -> int:
        return self._starts[-1]

    def size(self, number: int) -> int:
        return self.sizes[number - 1] if number <= self.count else self.default

    def start(self, number: int) -> int:
        """Where a row or column begins."""
        if number <= self.count + 1:
            return self._starts[number - 1]
        return self.total + (number - 1 - self.count) * self.default

    def at(self, number: int, offset_emu: int) -> float:
        """A point at an offset into a row or column; an offset beyond its end counts to its end, as in Excel."""
        return self.start(number) + min(offset_emu / EMU_PER_PIXEL, self.size(number))

    def number_at(self, point: float) -> int:
        """The shown one under a point; the last behind all of them, 1 where none is shown."""
        position = bisect_right(self._starts, point) - 1
        return min(max(position, 0), max(self.count - 1, 0)) + 1

    def within(self, first: int, last: int) -> list[int]:
        """The shown ones from `first` to `last`."""
        return self.shown[bisect_left(self.shown, first) : bisect_right(self.shown, last)]

    def host(self, number: int) -> int | None:
        """The shown one in which a point at the start of `number` lies: itself, or the next; the last behind all."""
        if not self.shown:
            return None
        position = bisect_left(self.shown, number)
        return self.shown[min(position, len(self.shown) - 1)]

    def span(self, first: int, last: int) -> int:
        """Pixels from the start of `first` to the end of `last`."""
        return self.start(last + 1) - self.start(first)


def column_axis(sheet: Sheet, count: int, font: Font) -> Axis:
    """`font` is that of the workbook's default style, in whose digits widths are stored."""
    digit = max_digit_width(font)
    default = _default_column(sheet, digit)
    sizes = [default] * count
    for column in sheet.columns:
        size = 0 if column.hidden else _column_pixels(column, digit, default)
        first, last = max(column.first, 1), min(column.last, count)
        if first <= last:
            sizes[first - 1 : last] = [size] * (last - first + 1)
    return Axis(sizes, default)


def _column_pixels(column: ColumnProperties, digit: int, default: int) -> int:
    return default if column.width is None else _characters_to_pixels(column.width, digit)


def _characters_to_pixels(width: float, digit: int) -> int:
    return int((256 * min(max(width, 0.0), _MAX_WIDTH) + 128 // digit) / 256 * digit)


def _default_column(sheet: Sheet, digit: int) -> int:
    if sheet.default_column_width is not None:
        return _characters_to_pixels(sheet.default_column_width, digit)
    # room for whole characters and padding, up to the next eight pixels
    return -(-(min(sheet.base_column_width, 255) * digit + _PADDING) // 8) * 8


def default_row_pixels(sheet: Sheet, font: Font) -> int:
    if sheet.default_row_height is not None:
        return points_to_pixels(sheet.default_row_height)
    return line_pixels(font)


def line_pixels(font: Font) -> int:
    """Height of a row with one line in that font."""
    return round(size_of(font) * PIXELS_PER_POINT * ROW_PER_SIZE)


def points_to_pixels(points: float) -> int:
    return round(min(max(points, 0.0), _MAX_HEIGHT) * PIXELS_PER_POINT)
