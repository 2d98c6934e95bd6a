"""The style sheet part (ECMA-376 part 1, clause 18.8): cell formats by id, resolved when first asked for."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import TypeVar

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import Alignment, Border, CellFormat, Color, DifferentialFormat, Fill, Font, Gradient
from tr4ction_workbook.ooxml.number_formats import builtin_format, is_date_format
from tr4ction_workbook.ooxml.theme import INDEXED_COLORS, Palette

_T = TypeVar("_T")
_BLACK = "000000"
_FALLBACK = CellFormat(Font(), Fill(), Border(), Alignment())
_RARE_SWITCHES = frozenset(("outline", "shadow", "condense", "extend"))
_EDGES = {edge: edge for edge in ("left", "right", "top", "bottom", "diagonal", "horizontal", "vertical")} | {
    "start": "left",
    "end": "right",
}


def parse_color(element: xml.Element | None) -> Color | None:
    """A CT_Color; None where there is none."""
    if element is None:
        return None
    get = element.get
    theme, indexed = get("theme"), get("indexed")
    return Color(
        rgb=get("rgb"),
        theme=None if theme is None else xml.integer(theme, -1),
        indexed=None if indexed is None else xml.integer(indexed, -1),
        auto=xml.is_true(get("auto")),
        tint=xml.real(get("tint")) or 0.0,
    )


def _switch(element: xml.Element | None) -> bool:
    """`<b/>` and `<b val="1"/>` are on, `<b val="0"/>` is off."""
    return element is not None and xml.is_true(element.get("val"), default=True)


def parse_font(element: xml.Element) -> Font:
    """A `font` (CT_Font) or the `rPr` of a rich-text run (CT_RPrElt), whose name is in `rFont`."""
    found = {xml.local(item): item for item in element}
    name = found.get("name", found.get("rFont"))
    size = found.get("sz")
    underline = found.get("u")
    rare = {name: _switch(found[name]) for name in found.keys() & _RARE_SWITCHES}
    return Font(
        name=_value(name),
        size=None if size is None else xml.real(size.get("val")),
        bold=_switch(found.get("b")),
        italic=_switch(found.get("i")),
        underline=_underline(underline),
        strike=_switch(found.get("strike")),
        color=parse_color(found.get("color")),
        vertical_align=_value(found.get("vertAlign")),
        scheme=_value(found.get("scheme")),
        family=_number(found.get("family")),
        charset=_number(found.get("charset")),
        **rare,
    )


def _value(element: xml.Element | None) -> str | None:
    return None if element is None else element.get("val")


def _number(element: xml.Element | None) -> int | None:
    value = None if element is None else element.get("val")
    return None if value is None else xml.integer(value)


def _underline(element: xml.Element | None) -> str | None:
    if element is None:
        return None
    value = element.get("val") or "single"
    return None if value == "none" else value


def parse_fill(element: xml.Element) -> Fill:
    """A `fill`; of a gradient the first and last stop stand for foreground and background."""
    for item in element:
        name = xml.local(item)
        if name == "patternFill":
            pattern = item.get("patternType") or "none"
            return Fill(pattern, parse_color(xml.child(item, "fgColor")), parse_color(xml.child(item, "bgColor")))
        if name == "gradientFill":
            gradient = _parse_gradient(item)
            colors = [color for _, color in gradient.stops]
            return Fill("gradient", colors[0] if colors else None, colors[-1] if colors else None, gradient)
    return Fill()


def _parse_gradient(element: xml.Element) -> Gradient:
    get = element.get
    inner = None
    if get("type") == "path":
        left, right, top, bottom = (xml.real(get(side)) or 0.0 for side in ("left", "right", "top", "bottom"))
        inner = (left, right, top, bottom)
    return Gradient(
        stops=tuple(
            (xml.real(stop.get("position")) or 0.0, parse_color(xml.child(stop, "color")))
            for stop in xml.children(element, "stop")
        ),
        degree=xml.real(get("degree")) or 0.0,
        inner=inner,
    )


def parse_border(element: xml.Element) -> Border:
    styles: dict[str, str] = {}
    colors: dict[str, Color | None] = {}
    for item in element:
        edge = _EDGES.get(xml.local(item))
        style = item.get("style")
        if edge and style and style != "none":
            styles[edge] = style
            colors[edge] = parse_color(xml.child(item, "color"))
    style_of, color_of = styles.get, colors.get
    return Border(
        left=style_of("left"),
        right=style_of("right"),
        top=style_of("top"),
        bottom=style_of("bottom"),
        left_color=color_of("left"),
        right_color=color_of("right"),
        top_color=color_of("top"),
        bottom_color=color_of("bottom"),
        diagonal=style_of("diagonal"),
        diagonal_color=color_of("diagonal"),
        diagonal_up=xml.is_true(element.get("diagonalUp")),
        diagonal_down=xml.is_true(element.get("diagonalDown")),
        horizontal=style_of("horizontal"),
        horizontal_color=color_of("horizontal"),
        vertical=style_of("vertical"),
        vertical_color=color_of("vertical"),
        outline=xml.is_true(element.get("outline"), default=True),
    )


def parse_alignment(element: xml.Element | None) -> Alignment:
    return Alignment() if element is None else _alignment(tuple(element.items()))


@lru_cache(maxsize=1024)
def _alignment(attributes: tuple[tuple[str, str], ...]) -> Alignment:
    """Remembered, for hundreds of formats have the same few."""
    get = dict(attributes).get
    return Alignment(
        horizontal=get("horizontal"),
        vertical=get("vertical"),
        wrap=xml.is_true(get("wrapText")),
        indent=xml.integer(get("indent")),
        text_rotation=xml.integer(get("textRotation")),
        shrink=xml.is_true(get("shrinkToFit")),
        reading_order=xml.integer(get("readingOrder")),
        justify_last_line=xml.is_true(get("justifyLastLine")),
        relative_indent=xml.integer(get("relativeIndent")),
    )


def parse_differential(element: xml.Element) -> DifferentialFormat:
    font, fill, border, code = (xml.child(element, name) for name in ("font", "fill", "border", "numFmt"))
    return DifferentialFormat(
        font=None if font is None else parse_font(font),
        fill=None if fill is None else parse_fill(fill),
        border=None if border is None else parse_border(border),
        number_format=None if code is None else code.get("formatCode"),
    )


class Styles:
    """`StyleSheet` of a workbook. Unknown ids get the default format: Excel opens such files, so readers go on.

    `root` is the part's tree, kept for the snapshot; None where the workbook has no such part.
    """

    def __init__(self, root: xml.Element | None, theme: tuple[str, ...]) -> None:
        self.root = root
        self.xfs = self._items("cellXfs", "xf")
        self._fonts = self._items("fonts", "font")
        self._fills = self._items("fills", "fill")
        self._borders = self._items("borders", "border")
        self.palette = Palette(theme, self._indexed_colors())
        self._formats: dict[int, CellFormat] = {}
        self._painted: dict[int, str | None] = {}

    def __len__(self) -> int:
        return len(self.xfs)

    def __getitem__(self, style_id: int) -> CellFormat:
        found = self._formats.get(style_id)
        if found is None:
            known = 0 <= style_id < len(self.xfs)
            found = self._formats[style_id] = self.resolve(self.xfs[style_id]) if known else self._default
        return found

    def rgb(self, color: Color | None) -> str | None:
        return self.palette.rgb(color)

    def fill_rgb(self, style_id: int) -> str | None:
        """Solid fills paint the foreground; other patterns are a mix, for which the background stands."""
        if style_id not in self._painted:
            self._painted[style_id] = self._paint(self[style_id].fill)
        return self._painted[style_id]

    @cached_property
    def _default(self) -> CellFormat:
        return self.resolve(self.xfs[0]) if self.xfs else _FALLBACK

    @cached_property
    def number_formats(self) -> dict[int, str]:
        """Format codes by id, as the workbook declares them; built-in ids need not be among them."""
        return {
            xml.integer(item.get("numFmtId"), -1): item.get("formatCode") or "General"
            for item in self._items("numFmts", "numFmt")
        }

    @cached_property
    def fonts(self) -> list[Font]:
        return [parse_font(element) for element in self._fonts]

    @cached_property
    def fills(self) -> list[Fill]:
        return [parse_fill(element) for element in self._fills]

    @cached_property
    def borders(self) -> list[Border]:
        return [parse_border(element) for element in self._borders]

    def number_format(self, format_id: int) -> str:
        """A declared code wins over the built-in one of the same id, as in Excel."""
        return self.number_formats.get(format_id) or builtin_format(format_id)

    def differential(self, index: int) -> DifferentialFormat | None:
        return self.differentials[index] if 0 <= index < len(self.differentials) else None

    @cached_property
    def differentials(self) -> list[DifferentialFormat]:
        return [parse_differential(element) for element in self.dxfs]

    @cached_property
    def dxfs(self) -> list[xml.Element]:
        return self._items("dxfs", "dxf")

    def _items(self, holder: str, name: str) -> list[xml.Element]:
        return list(xml.children(xml.child(self.root, holder), name))

    def _indexed_colors(self) -> tuple[str, ...]:
        colors = xml.child(xml.child(self.root, "colors"), "indexedColors")
        own = (Color(rgb=item.get("rgb")) for item in xml.children(colors, "rgbColor"))
        plain = Palette()
        found = zip_longest(map(plain.rgb, own), INDEXED_COLORS)
        return tuple(color or default or _BLACK for color, default in found)

    def resolve(self, xf: xml.Element) -> CellFormat:
        """What an `xf` means, of `cellXfs` or `cellStyleXfs`."""
        get = xml.attributes(xf).get
        found = {xml.local(item): item for item in xf}
        protection = found.get("protection")
        code = self.number_format(xml.integer(get("numFmtId")))
        return CellFormat(
            font=_at(self.fonts, get("fontId"), Font()),
            fill=_at(self.fills, get("fillId"), Fill()),
            border=_at(self.borders, get("borderId"), Border()),
            alignment=parse_alignment(found.get("alignment")),
            number_format=code,
            locked=protection is None or xml.is_true(protection.get("locked"), default=True),
            hidden=protection is not None and xml.is_true(protection.get("hidden")),
            quote_prefix=xml.is_true(get("quotePrefix")),
            is_date=is_date_format(code),
        )

    def _paint(self, fill: Fill) -> str | None:
        if fill.pattern == "none":
            return None
        if fill.pattern == "solid":
            # automatic foreground of a solid fill is the window text colour of the pattern, which Excel shows as black
            return self.rgb(fill.foreground)
        return self.rgb(fill.background) or self.rgb(fill.foreground)


def _at(items: list[_T], index: str | None, default: _T) -> _T:
    position = xml.integer(index)
    return items[position] if 0 <= position < len(items) else default
