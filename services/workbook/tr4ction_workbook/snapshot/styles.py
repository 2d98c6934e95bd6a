"""Styles and rich-text runs as records, their colours resolved for display."""

from __future__ import annotations

from collections.abc import Sequence

from tr4ction_workbook.ooxml.model import Border, CellFormat, Color, Fill, Font, RichRun
from tr4ction_workbook.ooxml.styles import Styles
from tr4ction_workbook.ooxml.theme import Palette
from tr4ction_workbook.snapshot.document import (
    BorderRecord,
    ColorRecord,
    EdgeRecord,
    FillRecord,
    FontRecord,
    FormatRecord,
    RunRecord,
    StyleTable,
)


class Colors:
    """Records of what has colours; equal fonts and colours share one record."""

    def __init__(self, palette: Palette) -> None:
        self._palette = palette
        self._colors: dict[Color, ColorRecord] = {}
        self._fonts: dict[Font, FontRecord] = {}

    def color(self, color: Color | None) -> ColorRecord | None:
        if color is None:
            return None
        found = self._colors.get(color)
        if found is None:
            display = self._palette.rgb(color)
            found = ColorRecord(color.rgb, color.theme, color.indexed, color.auto, color.tint, display)
            self._colors[color] = found
        return found

    def font(self, font: Font) -> FontRecord:
        found = self._fonts.get(font)
        if found is None:
            found = self._fonts[font] = FontRecord(
                name=font.name,
                size=font.size,
                bold=font.bold,
                italic=font.italic,
                underline=font.underline,
                strike=font.strike,
                vertical_align=font.vertical_align,
                scheme=font.scheme,
                color=self.color(font.color),
            )
        return found

    def fill(self, fill: Fill) -> FillRecord:
        return FillRecord(fill.pattern, self.color(fill.foreground), self.color(fill.background))

    def border(self, border: Border) -> BorderRecord:
        return BorderRecord(
            left=self._edge(border.left, border.left_color),
            right=self._edge(border.right, border.right_color),
            top=self._edge(border.top, border.top_color),
            bottom=self._edge(border.bottom, border.bottom_color),
            diagonal=self._edge(border.diagonal, border.diagonal_color),
            diagonal_up=border.diagonal_up,
            diagonal_down=border.diagonal_down,
        )

    def runs(self, runs: Sequence[RichRun]) -> list[RunRecord]:
        return [RunRecord(run.text, None if run.font is None else self.font(run.font)) for run in runs]

    def _edge(self, style: str | None, color: Color | None) -> EdgeRecord | None:
        return None if style is None else EdgeRecord(style, self.color(color))


def style_table(styles: Styles, colors: Colors) -> StyleTable:
    """All formats, whether a cell has them or not."""
    return StyleTable(
        fonts=[colors.font(font) for font in styles.fonts],
        fills=[colors.fill(fill) for fill in styles.fills],
        borders=[colors.border(border) for border in styles.borders],
        formats=[_format(styles[style_id], styles.parts(style_id)) for style_id in range(len(styles))],
        theme_colors=list(styles.palette.theme),
    )


def _format(cell_format: CellFormat, parts: tuple[int, int, int, int]) -> FormatRecord:
    alignment = cell_format.alignment
    return FormatRecord(
        font=parts[0],
        fill=parts[1],
        border=parts[2],
        number_format=cell_format.number_format,
        is_date=cell_format.is_date,
        horizontal=alignment.horizontal,
        vertical=alignment.vertical,
        wrap=alignment.wrap,
        shrink=alignment.shrink,
        indent=alignment.indent,
        text_rotation=alignment.text_rotation,
        reading_order=alignment.reading_order,
        locked=cell_format.locked,
        hidden=cell_format.hidden,
        quote_prefix=cell_format.quote_prefix,
    )
