"""Fills as CSS backgrounds (clauses 18.8.20, 18.8.24, 18.18.55)."""

from __future__ import annotations

from tr4ction_workbook.ooxml.model import Border, CellFormat, Fill, Gradient, StyleSheet

# patterns of lines: the angle of each set of lines, its period and the thickness of a line, in pixels
_LINES: dict[str, tuple[tuple[int, int, int], ...]] = {
    "darkHorizontal": ((0, 4, 2),),
    "lightHorizontal": ((0, 4, 1),),
    "darkVertical": ((90, 4, 2),),
    "lightVertical": ((90, 4, 1),),
    "darkDown": ((45, 4, 2),),
    "lightDown": ((45, 4, 1),),
    "darkUp": ((135, 4, 2),),
    "lightUp": ((135, 4, 1),),
    "darkGrid": ((0, 4, 2), (90, 4, 2)),
    "lightGrid": ((0, 4, 1), (90, 4, 1)),
    "darkTrellis": ((45, 4, 2), (135, 4, 2)),
    "lightTrellis": ((45, 4, 1), (135, 4, 1)),
}
# patterns of dots: the part of the area that they cover
_DOTS = {"darkGray": 0.75, "mediumGray": 0.5, "lightGray": 0.25, "gray125": 0.125, "gray0625": 0.0625}


def flat_rgb(fill: Fill, styles: StyleSheet) -> str | None:
    """`RRGGBB` that stands for a fill where only one colour can be; None where nothing is painted."""
    if fill.pattern == "none":
        return None
    if fill.pattern == "solid":
        return styles.rgb(fill.foreground)
    background = styles.rgb(fill.background) or "FFFFFF"
    foreground = styles.rgb(fill.foreground) or ("FFFFFF" if fill.pattern == "gradient" else "000000")
    return mixed(foreground, background, _DOTS.get(fill.pattern, 0.5))


def mixed(one: str, other: str, part: float) -> str:
    """`part` of one colour, the rest of the other."""
    channels = [round(int(one[at : at + 2], 16) * part + int(other[at : at + 2], 16) * (1 - part)) for at in (0, 2, 4)]
    return "".join(f"{channel:02X}" for channel in channels)


def background_css(cell_format: CellFormat, styles: StyleSheet) -> str:
    """Declarations of the fill and of diagonal borders, empty where there are none."""
    color, images = _fill(cell_format.fill, styles)
    images = _diagonals(cell_format.border, styles) + images
    declarations = f"background-color:#{color};" if color else ""
    return declarations + (f"background-image:{','.join(images)};" if images else "")


def _fill(fill: Fill, styles: StyleSheet) -> tuple[str | None, list[str]]:
    """Colour behind, and the images on it."""
    if fill.pattern in ("none", "solid"):
        return flat_rgb(fill, styles), []
    if fill.gradient is not None:
        return None, _gradient(fill.gradient, styles)
    foreground = styles.rgb(fill.foreground) or "000000"
    background = styles.rgb(fill.background) or "FFFFFF"
    lines = _LINES.get(fill.pattern)
    if lines is None:
        # dots as fine as Excel's are a shade of their own at the distance of a reader
        return flat_rgb(fill, styles), []
    return background, [
        f"repeating-linear-gradient({angle}deg,#{foreground} 0 {thick}px,transparent {thick}px {period}px)"
        for angle, period, thick in lines
    ]


def _gradient(gradient: Gradient, styles: StyleSheet) -> list[str]:
    stops = ",".join(
        f"#{styles.rgb(color) or 'FFFFFF'} {round(max(0.0, min(position, 1.0)) * 100, 2)}%"
        for position, color in gradient.stops
    )
    if len(gradient.stops) < 2:
        return []
    if gradient.inner is None:
        return [f"linear-gradient({round(gradient.degree % 360 + 90, 2)}deg,{stops})"]
    left, right, top, bottom = gradient.inner
    across, down = round((left + right) * 50, 2), round((top + bottom) * 50, 2)
    return [f"radial-gradient(farthest-corner at {across}% {down}%,{stops})"]


def _diagonals(border: Border, styles: StyleSheet) -> list[str]:
    if not border.diagonal:
        return []
    color = styles.rgb(border.diagonal_color) or "000000"
    half = {"medium": 1, "thick": 1.5, "double": 1.5}.get(border.diagonal, 0.5)
    band = f"transparent calc(50% - {half}px),#{color} calc(50% - {half}px) calc(50% + {half}px)"
    band += f",transparent calc(50% + {half}px)"
    corners = [corner for shown, corner in ((border.diagonal_up, "right"), (border.diagonal_down, "left")) if shown]
    # the line lies across the direction in which the colours run
    return [f"linear-gradient(to bottom {corner},{band})" for corner in corners]
