"""How a shape is painted (ECMA-376 part 1, clauses 20.1.2.3, 20.1.4, 20.1.8, 20.1.9): plain colours, resolved."""

from __future__ import annotations

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import Part, ShapeLook
from tr4ction_workbook.ooxml.theme import THEME_ORDER, scale_luminance

# SpreadsheetML maps these names onto the first four colours of the theme (clause 20.1.6.8)
_ALIASES = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_FILLS = ("solidFill", "gradFill", "pattFill", "blipFill", "noFill")
_HUNDRED_PERCENT = 100_000
_GAMMA = 2.2


def shape_look(element: xml.Element, theme: tuple[str, ...]) -> ShapeLook:
    """Look of an `sp` or `cxnSp`. What its own properties leave open, the style references of the shape say."""
    properties, style = xml.child(element, "spPr"), xml.child(element, "style")
    body = xml.child(element, "txBody")
    geometry = xml.child(properties, "prstGeom")
    paragraph = xml.child(body, "p")
    run = xml.getter(next(xml.descendants(body, "rPr"), None))
    size = xml.real(run("sz"))
    return ShapeLook(
        geometry="rect" if geometry is None else geometry.get("prst") or "rect",
        fill=_painted(properties, xml.child(style, "fillRef"), theme),
        line=_painted(xml.child(properties, "ln"), xml.child(style, "lnRef"), theme),
        text=_text_color(paragraph, style, theme),
        size=None if size is None else size / 100,
        bold=xml.is_true(run("b")),
        horizontal=xml.getter(xml.child(paragraph, "pPr"))("algn"),
        vertical=xml.getter(xml.child(body, "bodyPr"))("anchor"),
    )


def picture_crop(element: xml.Element) -> Part | None:
    """What of its image a `pic` shows (`srcRect`, clause 20.1.8.55); None for all of it."""
    rectangle = next(xml.descendants(xml.child(element, "blipFill"), "srcRect"), None)
    if rectangle is None:
        return None
    left, right, top, bottom = (xml.integer(rectangle.get(side)) / _HUNDRED_PERCENT for side in "lrtb")
    width, height = 1 - left - right, 1 - top - bottom
    if not (0 < width < 10 and 0 < height < 10) or (left, right, top, bottom) == (0, 0, 0, 0):
        return None
    return left, top, width, height


def _painted(holder: xml.Element | None, reference: xml.Element | None, theme: tuple[str, ...]) -> str | None:
    """Colour of the fill in a holder; of a gradient or pattern its first."""
    for item in () if holder is None else holder:
        name = xml.local(item)
        if name in _FILLS:
            return None if name == "noFill" else _first_color(item, theme)
    if reference is None or reference.get("idx") == "0":
        return None
    return _first_color(reference, theme)


def _text_color(paragraph: xml.Element | None, style: xml.Element | None, theme: tuple[str, ...]) -> str | None:
    properties = next(xml.descendants(paragraph, "rPr"), None)
    fill = xml.child(properties, "solidFill")
    reference = xml.child(style, "fontRef")
    if fill is not None:
        return _first_color(fill, theme)
    return None if reference is None else _first_color(reference, theme)


def _first_color(holder: xml.Element, theme: tuple[str, ...]) -> str | None:
    for name in ("srgbClr", "schemeClr", "sysClr", "prstClr"):
        item = next(xml.descendants(holder, name), None)
        if item is not None:
            return _color(item, name, theme)
    return None


def _color(item: xml.Element, kind: str, theme: tuple[str, ...]) -> str | None:
    value = item.get("val") or ""
    if kind == "schemeClr":
        value = _ALIASES.get(value, value)
        rgb = theme[THEME_ORDER.index(value)] if value in THEME_ORDER else None
    elif kind == "sysClr":
        rgb = item.get("lastClr")
    elif kind == "prstClr":
        rgb = {"black": "000000", "white": "FFFFFF"}.get(value)
    else:
        rgb = value
    if rgb is None or len(rgb) != 6 or any(letter not in "0123456789abcdefABCDEF" for letter in rgb):
        return None
    for name in ("shade", "tint"):
        part = xml.child(item, name)
        if part is not None:
            rgb = _blended(
                rgb, xml.integer(part.get("val"), _HUNDRED_PERCENT) / _HUNDRED_PERCENT, to_white=name == "tint"
            )
    scale = xml.integer(xml.getter(xml.child(item, "lumMod"))("val"), _HUNDRED_PERCENT) / _HUNDRED_PERCENT
    shift = xml.integer(xml.getter(xml.child(item, "lumOff"))("val")) / _HUNDRED_PERCENT
    return rgb.upper() if (scale, shift) == (1, 0) else scale_luminance(rgb, scale, shift)


def _blended(rgb: str, part: float, *, to_white: bool) -> str:
    """`part` of a colour, the rest white or black, mixed as light is (clauses 20.1.2.3.31 and 20.1.2.3.34)."""
    part = max(0.0, min(1.0, part))
    channels = []
    for at in (0, 2, 4):
        light = (int(rgb[at : at + 2], 16) / 255) ** _GAMMA * part + (1 - part if to_white else 0)
        channels.append(round(light ** (1 / _GAMMA) * 255))
    return "".join(f"{channel:02X}" for channel in channels)
