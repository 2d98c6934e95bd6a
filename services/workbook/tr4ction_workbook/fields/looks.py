"""How a cell looks by its style alone: what a person tells apart at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_workbook.ooxml.model import Border, CellFormat, StyleSheet

WHITE = "FFFFFF"
_HIGHLIGHTERS = frozenset(("FFFF00", "00FF00", "00FFFF", "FF00FF"))


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """`darkness` is 0 for white or unpainted and 1 for black. `left`, `top`, `right` and `bottom` say whether the style
    draws that edge; `white_edges` are those of them, by name, that are drawn in white; `is_enclosed`, that all four are
    drawn, each to be seen on any ground. `key` is the same for looks that differ in lines or number formats only, and
    takes no paint for white. `emphasis` is the darkness of what was designed: a highlighter's colours are marks that
    somebody left.
    """

    format: CellFormat
    fill: str | None
    darkness: float
    emphasis: float
    font: str
    left: bool
    top: bool
    right: bool
    bottom: bool
    white_edges: frozenset[str]
    is_enclosed: bool
    key: tuple[str, str, bool, bool]

    @property
    def draws(self) -> bool:
        return self.left or self.top or self.right or self.bottom


class Looks:
    """The looks of a workbook, by style id."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles
        self._looks: dict[int, Look] = {}

    def __getitem__(self, style_id: int) -> Look:
        found = self._looks.get(style_id)
        if found is None:
            found = self._looks[style_id] = self._look(style_id)
        return found

    def _look(self, style_id: int) -> Look:
        style = self._styles[style_id]
        fill = self._styles.fill_rgb(style_id)
        font = self._styles.rgb(style.font.color) or "000000"
        border = style.border
        white_edges = self._white_edges(border)
        return Look(
            format=style,
            fill=fill,
            darkness=darkness(fill),
            emphasis=0.0 if fill in _HIGHLIGHTERS else darkness(fill),
            font=font,
            left=bool(border.left),
            top=bool(border.top),
            right=bool(border.right),
            bottom=bool(border.bottom),
            white_edges=white_edges,
            is_enclosed=bool(border.left and border.top and border.right and border.bottom and not white_edges),
            key=(fill or WHITE, font, style.font.bold, style.font.italic),
        )

    def _white_edges(self, border: Border) -> frozenset[str]:
        colors = {
            "left": border.left and border.left_color,
            "top": border.top and border.top_color,
            "right": border.right and border.right_color,
            "bottom": border.bottom and border.bottom_color,
        }
        return frozenset(edge for edge, color in colors.items() if color and self._styles.rgb(color) == WHITE)


def darkness(rgb: str | None) -> float:
    """1 minus relative luminance (ITU-R BT.601 weights)."""
    if rgb is None:
        return 0.0
    red, green, blue = (int(rgb[place : place + 2], 16) for place in (0, 2, 4))
    return 1 - (0.299 * red + 0.587 * green + 0.114 * blue) / 255
