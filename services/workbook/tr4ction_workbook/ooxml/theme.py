"""Colours: theme, indexed palette and tint (ECMA-376 part 1, clauses 18.8.3, 18.8.19, 18.8.27, 20.1.6.2)."""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import Color

# `theme="0"` means lt1 and `theme="1"` dk1: SpreadsheetML swaps the first two pairs of the theme's own order
THEME_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)
OFFICE_THEME = (
    "FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31",
    "A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1", "954F72",
)  # fmt: skip
_SYSTEM_COLORS = {"window": "FFFFFF", "windowText": "000000"}
_BASIC = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
INDEXED_COLORS: tuple[str, ...] = (
    *_BASIC, *_BASIC,
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
)  # fmt: skip
_SYSTEM_FOREGROUND, _SYSTEM_BACKGROUND = 64, 65
_HLS_MAX = 240


class Palette:
    """Resolves colours of one workbook to `RRGGBB`."""

    def __init__(self, theme: tuple[str, ...] = OFFICE_THEME, indexed: tuple[str, ...] = INDEXED_COLORS) -> None:
        self.theme = theme
        self.indexed = indexed
        self._resolved: dict[Color, str | None] = {}

    def rgb(self, color: Color | None) -> str | None:
        """None for automatic and unknown colours; the system colours 64 and 65 are black and white."""
        if color is None:
            return None
        if color not in self._resolved:
            self._resolved[color] = self._resolve(color)
        return self._resolved[color]

    def _resolve(self, color: Color) -> str | None:
        base = self._base(color)
        if base is None or not color.tint:
            return base
        return apply_tint(base, color.tint)

    def _base(self, color: Color) -> str | None:
        if color.auto:
            return None
        if color.rgb is not None:
            return color.rgb[-6:].upper() if len(color.rgb) in (6, 8) and _is_hex(color.rgb) else None
        if color.theme is not None:
            return self.theme[color.theme] if 0 <= color.theme < len(self.theme) else None
        if color.indexed is not None:
            return self._indexed(color.indexed)
        return None

    def _indexed(self, index: int) -> str | None:
        if index == _SYSTEM_FOREGROUND:
            return "000000"
        if index == _SYSTEM_BACKGROUND:
            return "FFFFFF"
        return self.indexed[index] if 0 <= index < len(self.indexed) else None


def _is_hex(text: str) -> bool:
    return all(letter in "0123456789abcdefABCDEF" for letter in text)


def apply_tint(rgb: str, tint: float) -> str:
    """Lighter (tint > 0) or darker by the luminance rule of clause 18.8.19."""
    tint = max(-1.0, min(1.0, tint))
    return scale_luminance(rgb, 1 + tint, 0) if tint < 0 else scale_luminance(rgb, 1 - tint, tint)


def scale_luminance(rgb: str, factor: float, offset: float) -> str:
    """The luminance of a colour times a factor plus an offset, as `lumMod` and `lumOff` say (clause 20.1.2.3.20)."""
    red, green, blue = (int(rgb[position : position + 2], 16) / 255 for position in (0, 2, 4))
    hue, luminance, saturation = _rgb_to_hls(red, green, blue)
    luminance = max(0.0, min(1.0, luminance * factor + offset))
    return "".join(f"{round(part * 255):02X}" for part in _hls_to_rgb(hue, luminance, saturation))


def _rgb_to_hls(red: float, green: float, blue: float) -> tuple[float, float, float]:
    high, low = max(red, green, blue), min(red, green, blue)
    luminance = (high + low) / 2
    if high == low:
        return 0.0, luminance, 0.0
    spread = high - low
    saturation = spread / (high + low) if luminance <= 0.5 else spread / (2 - high - low)
    if high == red:
        hue = (green - blue) / spread
    elif high == green:
        hue = 2 + (blue - red) / spread
    else:
        hue = 4 + (red - green) / spread
    return (hue / 6) % 1, luminance, saturation


def _hls_to_rgb(hue: float, luminance: float, saturation: float) -> tuple[float, float, float]:
    top = luminance * (1 + saturation) if luminance <= 0.5 else luminance + saturation - luminance * saturation
    bottom = 2 * luminance - top
    return _channel(bottom, top, hue + 1 / 3), _channel(bottom, top, hue), _channel(bottom, top, hue - 1 / 3)


def _channel(bottom: float, top: float, hue: float) -> float:
    hue %= 1
    if hue < 1 / 6:
        return bottom + (top - bottom) * hue * 6
    if hue < 1 / 2:
        return top
    if hue < 2 / 3:
        return bottom + (top - bottom) * (2 / 3 - hue) * 6
    return bottom


def read_theme(root: xml.Element | None) -> tuple[str, ...]:
    """The twelve colours of a theme part in SpreadsheetML's order; Office's own where one is absent."""
    scheme = next(xml.descendants(root, "clrScheme"), None)
    colors = []
    for name, default in zip(THEME_ORDER, OFFICE_THEME, strict=True):
        holder = xml.child(scheme, name)
        colors.append(_theme_color(holder) or default)
    return tuple(colors)


@dataclass(frozen=True, slots=True)
class ThemeFonts:
    """Name of a theme, and its typefaces for headings and for text, by script (`latin`, `ea`, `cs`, `Jpan`, …)."""

    name: str | None
    major: dict[str, str]
    minor: dict[str, str]


def read_theme_fonts(root: xml.Element | None) -> ThemeFonts:
    scheme = next(xml.descendants(root, "fontScheme"), None)
    name = None if root is None else root.get("name")
    return ThemeFonts(name, _typefaces(xml.child(scheme, "majorFont")), _typefaces(xml.child(scheme, "minorFont")))


def _typefaces(holder: xml.Element | None) -> dict[str, str]:
    items = () if holder is None else holder
    return {item.get("script") or xml.local(item): item.get("typeface") or "" for item in items if item.get("typeface")}


def _theme_color(holder: xml.Element | None) -> str | None:
    if holder is None or not len(holder):
        return None
    item = holder[0]
    value = item.get("lastClr") or item.get("val") or ""
    value = _SYSTEM_COLORS.get(value, value)
    return value.upper() if len(value) == 6 and _is_hex(value) else None
