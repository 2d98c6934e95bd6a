"""Workbooks of a chosen size, written by XlsxWriter: an independent writer of what Excel would have written."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bench.data import ROOT

KEPT = ROOT / "build" / "bench"
_EDGES = ("top", "bottom", "left", "right")
_NUMBER_FORMATS = ("General", "0.00", "dd/mm/yyyy")


@dataclass(frozen=True, slots=True)
class Grid:
    """What a workbook is made of; each sheet has cells in all its rows and columns.

    Of ten columns five hold texts, of which there are `strings` different ones, three numbers and two formulas; where
    `is_blank`, none holds anything. Styles change from column to column and every now and then from row to row; where
    `is_scattered`, from cell to cell without rule.
    """

    rows: int
    columns: int = 20
    sheets: int = 1
    styles: int = 40
    strings: int = 20_000
    is_blank: bool = False
    is_scattered: bool = False

    @property
    def cells(self) -> int:
        return self.rows * self.columns * self.sheets

    def exceeds(self, other: Grid) -> int:
        """How many more there are of the one thing in which it differs from `other`: styles, texts, sheets or cells."""
        for name in ("styles", "strings", "sheets", "cells"):
            difference: int = getattr(self, name) - getattr(other, name)
            if difference:
                return difference
        raise ValueError("the two are alike")

    def path(self) -> Path:
        """The workbook's file, made when it is first asked for, and kept: the largest takes half a minute."""
        kind = "blank" * self.is_blank + "scattered" * self.is_scattered or "usual"
        path = KEPT / f"{self.sheets}x{self.rows}x{self.columns}-{self.styles}-{self.strings}-{kind}.xlsx"
        if not path.is_file():
            KEPT.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".unfinished")
            self._write(unfinished)
            unfinished.replace(path)
        return path

    def _write(self, path: Path) -> None:
        dice = random.Random(1)
        with xlsxwriter.Workbook(path) as book:
            formats = [_format(book, number) for number in range(self.styles)]
            texts = [f"{number} {dice.getrandbits(64):x} answer of a founder" for number in range(self.strings)]
            for _ in range(self.sheets):
                sheet = book.add_worksheet()
                for row in range(self.rows):
                    for column in range(self.columns):
                        style = column + row * self.styles // self.rows
                        if self.is_scattered:
                            style = dice.randrange(self.styles)
                        self._write_cell(sheet, row, column, formats[style % self.styles], texts, dice)

    def _write_cell(
        self, sheet: Worksheet, row: int, column: int, style: Format, texts: list[str], dice: random.Random
    ) -> None:
        kind = column % 10
        if self.is_blank:
            sheet.write_blank(row, column, None, style)
        elif kind < 5:
            sheet.write_string(row, column, texts[dice.randrange(self.strings)], style)
        elif kind < 8:
            sheet.write_number(row, column, round(dice.random() * 1e6, 2), style)
        else:
            sheet.write_formula(row, column, f"=F{row + 1}*{column}+G{row + 1}", style, row)


def _format(book: xlsxwriter.Workbook, number: int) -> Format:
    """Formats that differ in font, fill, border and number format."""
    return book.add_format(
        {
            "font_size": 8 + number % 12,
            "bold": number % 2,
            "num_format": _NUMBER_FORMATS[number % 3],
            "bg_color": f"#{0x808080 + number * 2579 & 0xFFFFFF:06X}",
            **dict.fromkeys(_EDGES, 1 + number % 7),
        }
    )
