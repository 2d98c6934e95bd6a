"""How cells look (clause 18.8)."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct


class Color(Struct, frozen=True):
    """A colour as stored (one of rgb, theme, indexed, auto) and its tint; `StyleSheet.rgb` resolves it for display."""

    rgb: str | None = None
    theme: int | None = None
    indexed: int | None = None
    auto: bool = False
    tint: float = 0.0


class Font(Struct, frozen=True):
    name: str | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False
    underline: str | None = None
    strike: bool = False
    color: Color | None = None
    vertical_align: str | None = None
    scheme: str | None = None
    family: int | None = None
    charset: int | None = None
    outline: bool = False
    shadow: bool = False
    condense: bool = False
    extend: bool = False


class RichRun(Struct, frozen=True):
    """A stretch of a rich text in one font; `font` is None where the cell's own font holds (clause 18.4.4)."""

    text: str
    font: Font | None


class Gradient(Struct, frozen=True):
    """A `gradientFill` (clause 18.8.24): `stops` are (position from 0 to 1, colour).

    A linear one runs at `degree` clockwise from left to right. One along a path runs from the rectangle `inner` (left,
    right, top, bottom as parts of the cell) to the edges; `inner` is None for a linear one.
    """

    stops: tuple[tuple[float, Color | None], ...]
    degree: float = 0.0
    inner: tuple[float, float, float, float] | None = None


class Fill(Struct, frozen=True):
    """`pattern` is the ST_PatternType (`none`, `solid`, …) or `gradient`."""

    pattern: str = "none"
    foreground: Color | None = None
    background: Color | None = None
    gradient: Gradient | None = None


class Border(Struct, frozen=True):
    """ST_BorderStyle of each edge (`thin`, `medium`, …), None where there is no line; and the colours of the lines."""

    left: str | None = None
    right: str | None = None
    top: str | None = None
    bottom: str | None = None
    left_color: Color | None = None
    right_color: Color | None = None
    top_color: Color | None = None
    bottom_color: Color | None = None
    diagonal: str | None = None
    diagonal_color: Color | None = None
    diagonal_up: bool = False
    diagonal_down: bool = False
    horizontal: str | None = None
    horizontal_color: Color | None = None
    vertical: str | None = None
    vertical_color: Color | None = None
    outline: bool = True


class Alignment(Struct, frozen=True):
    horizontal: str | None = None
    vertical: str | None = None
    wrap: bool = False
    indent: int = 0
    text_rotation: int = 0
    shrink: bool = False
    reading_order: int = 0
    justify_last_line: bool = False
    relative_indent: int = 0


class CellFormat(Struct, frozen=True):
    """One resolved `xf` of `cellXfs` (clause 18.8.45). `locked` defaults to true, as the format says."""

    font: Font
    fill: Fill
    border: Border
    alignment: Alignment
    number_format: str = "General"
    locked: bool = True
    hidden: bool = False
    quote_prefix: bool = False
    is_date: bool = False


class DifferentialFormat(Struct, frozen=True):
    """A `dxf` (clause 18.8.14): what a conditional format changes, as stored; None for what it leaves alone.

    A solid fill in it states its colour as the background, unlike that of a cell.
    """

    font: Font | None = None
    fill: Fill | None = None
    border: Border | None = None
    number_format: str | None = None


class StyleSheet(Protocol):
    """The formats of a workbook, by style id (index into `cellXfs`)."""

    def __len__(self) -> int: ...

    def __getitem__(self, style_id: int) -> CellFormat: ...

    def rgb(self, color: Color | None) -> str | None:
        """`RRGGBB` after theme, index and tint; None for automatic or unknown colours."""
        ...

    def differential(self, index: int) -> DifferentialFormat | None:
        """The differential format of that index, None where there is none."""
        ...

    def fill_rgb(self, style_id: int) -> str | None:
        """Colour that fills the cell, `RRGGBB`; None where nothing is painted."""
        ...
