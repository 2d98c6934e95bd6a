"""Formats of cells as openpyxl has them and as the engine has them, in one form to compare."""

from __future__ import annotations

from typing import Any

from tr4ction_workbook.ooxml.model import CellFormat, Color

EDGES = ("left", "right", "top", "bottom", "diagonal")


def openpyxl_color(color: Any) -> Any:
    if color is None:
        return None
    if color.type == "auto":
        return "auto"
    return color.type, color.value, round(color.tint or 0, 9)


def our_color(color: Color | None) -> Any:
    if color is None:
        return None
    tint = round(color.tint, 9)
    if color.theme is not None:
        return "theme", color.theme, tint
    if color.indexed is not None:
        return "indexed", color.indexed, tint
    if color.rgb is not None:
        return "rgb", color.rgb.rjust(8, "0"), tint
    return "auto"


def our_style(found: CellFormat) -> dict[str, Any]:
    font, fill, border, alignment = found.font, found.fill, found.border, found.alignment
    style: dict[str, Any] = {
        "number format": found.number_format,
        "font": (font.name, font.size, font.bold, font.italic, font.underline, font.strike, font.vertical_align),
        "rare font": (font.family, font.charset, font.scheme, font.outline, font.shadow, font.condense, font.extend),
        "font color": our_color(font.color),
        "fill": fill.pattern,
        "alignment": (alignment.horizontal, alignment.vertical, alignment.wrap, alignment.indent),
        "turned": (alignment.text_rotation, alignment.shrink, alignment.reading_order),
        "rare alignment": (alignment.justify_last_line, alignment.relative_indent),
        "protection": (found.locked, found.hidden),
        "quote prefix": found.quote_prefix,
        "diagonal": (border.diagonal_up, border.diagonal_down),
    }
    if fill.gradient is not None:
        stops = [(position, our_color(color)) for position, color in fill.gradient.stops]
        style["gradient"] = (stops, fill.gradient.degree, fill.gradient.inner)
    elif fill.foreground:
        style["foreground"] = our_color(fill.foreground)
    if fill.background and fill.gradient is None:
        style["background"] = our_color(fill.background)
    for edge in EDGES:
        line = getattr(border, edge)
        style[f"{edge} line"] = line and (line, our_color(getattr(border, f"{edge}_color")))
    return style


def openpyxl_style(cell: Any, ours: dict[str, Any]) -> dict[str, Any]:
    """What openpyxl has for the entries of `ours`: it has colours of fills also where none are stored."""
    font, fill, alignment, border = cell.font, cell.fill, cell.alignment, cell.border
    is_gradient = fill.tagname == "gradientFill"
    style: dict[str, Any] = {
        "number format": cell.number_format,
        "font": (font.name, font.sz, bool(font.b), bool(font.i), font.u, bool(font.strike), font.vertAlign),
        "rare font": (
            None if font.family is None else int(font.family),
            font.charset,
            font.scheme,
            *(bool(switch) for switch in (font.outline, font.shadow, font.condense, font.extend)),
        ),
        "font color": openpyxl_color(font.color),
        "fill": "gradient" if is_gradient else fill.patternType or "none",
        "alignment": (alignment.horizontal, alignment.vertical, bool(alignment.wrapText), int(alignment.indent)),
        "turned": (alignment.textRotation or 0, bool(alignment.shrinkToFit), int(alignment.readingOrder or 0)),
        "rare alignment": (bool(alignment.justifyLastLine), int(alignment.relativeIndent or 0)),
        "protection": (cell.protection.locked, cell.protection.hidden),
        "quote prefix": bool(cell.quotePrefix),
        "diagonal": (bool(border.diagonalUp), bool(border.diagonalDown)),
    }
    if is_gradient:
        inner = (fill.left, fill.right, fill.top, fill.bottom) if fill.type == "path" else None
        stops = [(stop.position, openpyxl_color(stop.color)) for stop in fill.stop]
        style["gradient"] = (stops, fill.degree or 0, inner)
    if "foreground" in ours:
        style["foreground"] = openpyxl_color(fill.fgColor)
    if "background" in ours:
        style["background"] = openpyxl_color(fill.bgColor)
    for edge in EDGES:
        side = getattr(border, edge)
        line = side.style if side and side.style != "none" else None
        style[f"{edge} line"] = line and (line, openpyxl_color(side.color))
    return style
