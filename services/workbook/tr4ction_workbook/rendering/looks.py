"""Cell formats as classes: fill, font and alignment. Lines between cells are `edges`'."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from msgspec.structs import replace

from tr4ction_workbook.ooxml.model import Alignment, Border, CellFormat, Font, StyleSheet
from tr4ction_workbook.rendering.css import Rules, font_family, pixels
from tr4ction_workbook.rendering.fills import background_css, flat_rgb
from tr4ction_workbook.rendering.fonts import DEFAULT_NAME, DEFAULT_SIZE, PIXELS_PER_POINT, size_of

INDENT_PIXELS = 9
_STACKED = 255
_HORIZONTAL = {
    "left": "left", "center": "center", "right": "right", "justify": "justify", "distributed": "justify",
    "centerContinuous": "center", "fill": "left",
}  # fmt: skip
_VERTICAL = {"top": "start", "center": "safe center", "bottom": "end", "justify": "start", "distributed": "safe center"}
_WRAPPING = frozenset(("justify", "distributed"))
_UNDERLINES = {
    "double": "underline double",
    "singleAccounting": "underline;text-underline-offset:.2em",
    "doubleAccounting": "underline double;text-underline-offset:.2em",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A cell format ready for the page. `name`: its classes; `fill`: the colour under the text, `RRGGBB`."""

    name: str
    fill: str | None
    font: Font
    cell_format: CellFormat
    wraps: bool

    @property
    def border(self) -> Border:
        return self.cell_format.border

    @property
    def alignment(self) -> Alignment:
        return self.cell_format.alignment

    @property
    def is_turned(self) -> bool:
        return self.alignment.text_rotation != 0

    @property
    def is_visible(self) -> bool:
        """Whether an empty cell of this look can be told from one without any."""
        border = self.border
        lines = border.left or border.right or border.top or border.bottom or border.diagonal
        return self.fill is not None or lines is not None


class LookBook:
    """The looks of one page, each made when first asked for."""

    def __init__(self, styles: StyleSheet, rules: Rules) -> None:
        self.styles = styles
        self._rules = rules
        base = styles[0].font
        self.base_font = replace(base, name=base.name or DEFAULT_NAME, size=base.size or DEFAULT_SIZE)
        self._by_style: dict[int, Look] = {}
        self._by_format: dict[CellFormat, Look] = {}
        self._fonts: dict[Font, str] = {}

    def of_style(self, style_id: int) -> Look:
        look = self._by_style.get(style_id)
        if look is None:
            look = self._by_style[style_id] = self.of_format(self.styles[style_id])
        return look

    def of_format(self, cell_format: CellFormat) -> Look:
        look = self._by_format.get(cell_format)
        if look is None:
            look = self._by_format[cell_format] = self._make(cell_format)
        return look

    def font_class(self, font: Font) -> str:
        """Class of a rich-text run in that font. It says all of the font: nothing is the cell's."""
        if font not in self._fonts:
            declarations = ";".join(filter(None, (self.font_css(self.complete(font)), decoration_css(font))))
            plain = [
                rule
                for rule, is_set in (
                    ("font-weight:400", font.bold),
                    ("font-style:normal", font.italic),
                    ("color:#000", self.styles.rgb(font.color) not in (None, "000000")),
                )
                if not is_set
            ]
            self._fonts[font] = self._rules.named("f", ";".join([declarations, *plain]))
        return self._fonts[font]

    def complete(self, font: Font) -> Font:
        """A font whose name and size the workbook's default font completes, as programs read those without."""
        if font.name and font.size:
            return font
        return replace(font, name=font.name or self.base_font.name, size=font.size or self.base_font.size)

    def font_css(self, font: Font, base: Font | None = None) -> str:
        """Declarations that differ from those of `base`, the font of the page; all of them without one."""
        found = []
        if base is None or font.name != base.name:
            family = font_family(font.name or "")
            if family:
                found.append(f"font-family:{family},{fallback_families(font.name or '')}")
        if base is None or font.size != base.size:
            found.append(f"font-size:{pixels(size_of(font) * PIXELS_PER_POINT)}")
        if font.bold:
            found.append("font-weight:700")
        if font.italic:
            found.append("font-style:italic")
        color = self.styles.rgb(font.color)
        if color and color != "000000":
            found.append(f"color:#{color}")
        return ";".join(found)

    def _make(self, cell_format: CellFormat) -> Look:
        font = self.complete(cell_format.font)
        alignment = cell_format.alignment
        wraps = alignment.wrap or alignment.horizontal in _WRAPPING or alignment.vertical in _WRAPPING
        outer = background_css(cell_format, self.styles) + self.font_css(font, self.base_font)
        # lines through text are the content's: they do not reach what is positioned inside an element
        inner = ";".join(filter(None, (_content_css(alignment, wraps), decoration_css(font))))
        name = self._rules.named("s", outer, inner)
        return Look(name, flat_rgb(cell_format.fill, self.styles), font, cell_format, wraps)


def decoration_css(font: Font) -> str:
    """Lines under and through the text."""
    lines = ["line-through"] if font.strike else []
    if font.underline:
        lines.append(_UNDERLINES.get(font.underline, "underline"))
    return f"text-decoration:{' '.join(lines)}" if lines else ""


def fallback_families(name: str) -> str:
    """Families like the named one, for readers who do not have it."""
    folded = name.casefold()
    if folded in ("calibri", "carlito"):
        return "Carlito,Arial,sans-serif"
    if any(word in folded for word in ("courier", "consolas", "mono")):
        return '"Liberation Mono",monospace'
    if any(word in folded for word in ("times", "cambria", "georgia", "garamond", "serif")) and "sans" not in folded:
        return '"Liberation Serif",serif'
    return 'Arial,"Liberation Sans",sans-serif'


def _content_css(alignment: Alignment, wraps: bool) -> str:
    found = []
    horizontal = _HORIZONTAL.get(alignment.horizontal or "")
    if horizontal:
        found.append(f"text-align:{horizontal}")
    if alignment.horizontal == "distributed":
        found.append("text-align-last:justify")
    vertical = _VERTICAL.get(alignment.vertical or "", "end")
    if vertical != "end":
        found.append(f"align-content:{vertical}")
    if wraps:
        found.append("white-space:pre-wrap")
    if alignment.indent:
        found.append(_indent_css(alignment))
    if alignment.reading_order in (1, 2):
        found.append(f"direction:{'ltr' if alignment.reading_order == 1 else 'rtl'}")
    return ";".join(found)


def _indent_css(alignment: Alignment) -> str:
    room = pixels(2 + min(max(alignment.indent, 0), 250) * INDENT_PIXELS)
    if alignment.horizontal == "right":
        return f"padding-right:{room}"
    if alignment.horizontal == "distributed":
        return f"padding-inline:{room}"
    return f"padding-left:{room}"


def rotation_css(rotation: int, width: float, height: float) -> str:
    """Declarations that turn text (`textRotation`, clause 18.8.1): 1 to 90 up, 91 to 180 down, 255 letter by letter.

    `width`, `height`: of the text in pixels; text at an angle takes the room that it has when it is turned.
    """
    if rotation == _STACKED:
        return "writing-mode:vertical-rl;text-orientation:upright;letter-spacing:-.1em"
    degrees = rotation if rotation <= 90 else 90 - rotation
    if degrees == 90:
        return "writing-mode:vertical-rl;transform:rotate(180deg)"
    if degrees == -90:
        return "writing-mode:vertical-rl"
    sine, cosine = abs(sin(radians(degrees))), cos(radians(degrees))
    above = (width * sine + height * cosine - height) / 2
    beside = (width * cosine + height * sine - width) / 2
    return f"transform:rotate({-degrees}deg);margin:{pixels(above)} {pixels(beside)}"
