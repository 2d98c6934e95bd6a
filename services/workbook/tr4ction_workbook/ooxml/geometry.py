"""Sizes of rows and columns in EMU (914,400 an inch), to find the cells under what is anchored by its size.

Approximate by nature: widths are stored in digits of a font that the reader need not have (ECMA-376 part 1, clause
18.3.1.13); 7 pixels a digit is right for the default fonts of Excel at 96 dpi.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from operator import attrgetter

from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, CellRange, ColumnProperties, RowProperties

EMU_PER_PIXEL = 9_525
EMU_PER_POINT = 12_700
_PIXELS_PER_DIGIT = 7
_DEFAULT_WIDTH = 9.140625
_DEFAULT_HEIGHT = 15.0
_MAX_STEPS = 2_000


class Geometry:
    """Sizes of one sheet's rows and columns."""

    def __init__(
        self,
        columns: Sequence[ColumnProperties],
        rows: Mapping[int, RowProperties],
        default_width: float | None,
        default_height: float | None,
    ) -> None:
        self._columns = sorted(columns, key=attrgetter("first"))
        self._firsts = [item.first for item in self._columns]
        self._rows = rows
        self._width = default_width or _DEFAULT_WIDTH
        self._height = default_height or _DEFAULT_HEIGHT

    def column_width(self, column: int) -> int:
        width = self._width
        position = bisect_right(self._firsts, column) - 1
        if position >= 0 and column <= self._columns[position].last:
            item = self._columns[position]
            if item.hidden:
                return 0
            width = self._width if item.width is None else item.width
        return int(width * _PIXELS_PER_DIGIT) * EMU_PER_PIXEL

    def row_height(self, row: int) -> int:
        properties = self._rows.get(row)
        if properties is None:
            return int(self._height * EMU_PER_POINT)
        if properties.hidden:
            return 0
        return int((self._height if properties.height is None else properties.height) * EMU_PER_POINT)

    def covered(self, row: int, column: int, row_offset: int, column_offset: int, width: int, height: int) -> CellRange:
        """Cells under a rectangle of that size (EMU) whose corner lies at an offset into a cell."""
        right = column
        left_over = column_offset + width - self.column_width(column)
        while left_over > 0 and right < MAX_COLUMN and right - column < _MAX_STEPS:
            right += 1
            left_over -= self.column_width(right)
        bottom = row
        left_over = row_offset + height - self.row_height(row)
        while left_over > 0 and bottom < MAX_ROW and bottom - row < _MAX_STEPS:
            bottom += 1
            left_over -= self.row_height(bottom)
        return CellRange(row, column, bottom, right)
