"""Styles and rich-text runs as records, their colours resolved for display."""

from __future__ import annotations

from collections.abc import Sequence

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.generic import Names, to_generic
from tr4ction_workbook.ooxml.model import Border, CellFormat, Color, DifferentialFormat, Fill, Font, RichRun
from tr4ction_workbook.ooxml.named_styles import base_elements, base_formats, read_named_styles, read_table_styles
from tr4ction_workbook.ooxml.styles import Styles
from tr4ction_workbook.ooxml.theme import Palette, ThemeFonts
from tr4ction_workbook.snapshot.style_records import (
    BorderRecord,
    ColorRecord,
    DifferentialRecord,
    EdgeRecord,
    FillRecord,
    FontRecord,
    FormatRecord,
    GradientRecord,
    NamedStyleRecord,
    RunRecord,
    StopRecord,
    StyleTable,
    TableStyleRecord,
    ThemeRecord,
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
                family=font.family,
                charset=font.charset,
                outline=font.outline,
                shadow=font.shadow,
                condense=font.condense,
                extend=font.extend,
            )
        return found

    def fill(self, fill: Fill) -> FillRecord:
        gradient = fill.gradient
        return FillRecord(
            fill.pattern,
            self.color(fill.foreground),
            self.color(fill.background),
            None
            if gradient is None
            else GradientRecord(
                [StopRecord(position, self.color(color)) for position, color in gradient.stops],
                gradient.degree,
                gradient.inner,
            ),
        )

    def border(self, border: Border) -> BorderRecord:
        return BorderRecord(
            left=self._edge(border.left, border.left_color),
            right=self._edge(border.right, border.right_color),
            top=self._edge(border.top, border.top_color),
            bottom=self._edge(border.bottom, border.bottom_color),
            diagonal=self._edge(border.diagonal, border.diagonal_color),
            diagonal_up=border.diagonal_up,
            diagonal_down=border.diagonal_down,
            horizontal=self._edge(border.horizontal, border.horizontal_color),
            vertical=self._edge(border.vertical, border.vertical_color),
            outline=border.outline,
        )

    def runs(self, runs: Sequence[RichRun]) -> list[RunRecord]:
        return [RunRecord(run.text, None if run.font is None else self.font(run.font)) for run in runs]

    def _edge(self, style: str | None, color: Color | None) -> EdgeRecord | None:
        return None if style is None else EdgeRecord(style, self.color(color))


def style_table(styles: Styles, fonts: ThemeFonts, colors: Colors, names: Names) -> StyleTable:
    """All formats, whether a cell has them or not. `fonts`: those of the theme."""
    bases = zip(base_formats(styles), base_elements(styles), strict=True)
    return StyleTable(
        fonts=[colors.font(font) for font in styles.fonts],
        fills=[colors.fill(fill) for fill in styles.fills],
        borders=[colors.border(border) for border in styles.borders],
        formats=[_format(styles[style_id], styles.xfs[style_id]) for style_id in range(len(styles))],
        base_formats=[_format(cell_format, element) for cell_format, element in bases],
        named=[
            NamedStyleRecord(item.name, item.format_id, item.builtin_id, item.hidden, item.customized)
            for item in read_named_styles(styles)
        ],
        number_formats=styles.number_formats,
        differential=[
            _differential(item, element, colors, names)
            for item, element in zip(styles.differentials, styles.dxfs, strict=True)
        ],
        table_styles=[
            TableStyleRecord(item.name, item.elements, item.for_tables, item.for_pivot_tables)
            for item in read_table_styles(styles)
        ],
        theme=ThemeRecord(list(styles.palette.theme), fonts.name, fonts.major, fonts.minor),
    )


def _differential(item: DifferentialFormat, element: xml.Element, colors: Colors, names: Names) -> DifferentialRecord:
    alignment, protection = xml.child(element, "alignment"), xml.child(element, "protection")
    return DifferentialRecord(
        font=None if item.font is None else colors.font(item.font),
        fill=None if item.fill is None else colors.fill(item.fill),
        border=None if item.border is None else colors.border(item.border),
        number_format=item.number_format,
        alignment=None if alignment is None else to_generic(alignment, names),
        protection=None if protection is None else to_generic(protection, names),
    )


def _format(cell_format: CellFormat, element: xml.Element) -> FormatRecord:
    alignment = cell_format.alignment
    get = xml.attributes(element).get
    base = get("xfId")
    return FormatRecord(
        font=xml.integer(get("fontId")),
        fill=xml.integer(get("fillId")),
        border=xml.integer(get("borderId")),
        number_format_id=xml.integer(get("numFmtId")),
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
        relative_indent=alignment.relative_indent,
        justify_last_line=alignment.justify_last_line,
        pivot_button=xml.is_true(get("pivotButton")),
        base=None if base is None else xml.integer(base),
    )
