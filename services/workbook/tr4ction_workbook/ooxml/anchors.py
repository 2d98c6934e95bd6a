"""Where things are anchored on a sheet (ECMA-376 part 1, clause 20.5.2): as stored, and the cells they cover."""

from __future__ import annotations

from dataclasses import replace

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.geometry import EMU_PER_PIXEL, Geometry
from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, Anchor, AnchorKind, CellRange, Marker

_KINDS: dict[str, AnchorKind] = {
    "twoCellAnchor": "twoCell",
    "oneCellAnchor": "oneCell",
    "absoluteAnchor": "absolute",
    "anchor": "twoCell",  # of a control (clause 18.3.1.1)
}
_MAX_EMU = 27_273_042_316_900


def read_anchor(element: xml.Element) -> Anchor:
    """An anchor of a drawing part, or the `anchor` of a control."""
    get = element.get
    client = xml.getter(xml.child(element, "clientData"))
    position, size = xml.child(element, "pos"), xml.child(element, "ext")
    return Anchor(
        kind=_KINDS.get(xml.local(element), "twoCell"),
        start=_marker(xml.child(element, "from")),
        end=_marker(xml.child(element, "to")),
        position=None if position is None else (xml.integer(position.get("x")), xml.integer(position.get("y"))),
        size=None if size is None else (xml.integer(size.get("cx")), xml.integer(size.get("cy"))),
        edit_as=get("editAs") or _edit_as(get("moveWithCells"), get("sizeWithCells")),
        locked=xml.is_true(client("fLocksWithSheet"), default=True),
        printed=xml.is_true(client("fPrintsWithSheet"), default=True),
    )


def read_vml_anchor(text: str) -> Anchor | None:
    """`left column, offset, top row, offset, right column, offset, bottom row, offset`, counted from 0, in pixels."""
    numbers = [xml.integer(part.strip(), -1) for part in text.split(",")]
    if len(numbers) < 8:
        return None
    left, left_offset, top, top_offset, right, right_offset, bottom, bottom_offset = numbers[:8]
    return Anchor(
        kind="vml",
        start=Marker(top + 1, left + 1, top_offset, left_offset),
        end=Marker(bottom + 1, right + 1, bottom_offset, right_offset),
    )


def _edit_as(moves: str | None, grows: str | None) -> str | None:
    """What `editAs` says, said by the anchor of a control."""
    if moves is None and grows is None:
        return None
    if xml.is_true(grows):
        return "twoCell"
    return "oneCell" if xml.is_true(moves) else "absolute"


def _marker(element: xml.Element | None) -> Marker | None:
    """A CT_Marker, which counts from 0."""
    if element is None:
        return None
    values = {xml.local(item): xml.integer(xml.text_of(item).strip()) for item in element}
    get = values.get
    return Marker(get("row", 0) + 1, get("col", 0) + 1, get("rowOff", 0), get("colOff", 0))


def on_sheet(anchor: Anchor | None) -> Anchor | None:
    """The anchor with a `start`, and an `end` or a `size`, that are on a sheet, in EMU; None without usable place."""
    if anchor is None:
        return None
    start, end = anchor.start, anchor.end
    if start is None and anchor.position is not None:
        start = Marker(1, 1, anchor.position[1], anchor.position[0])
    if start is None:
        return None
    if anchor.kind == "vml":
        if end is None or not (1 <= start.row <= end.row <= MAX_ROW and 1 <= start.column <= end.column <= MAX_COLUMN):
            return None
        start, end = _in_emu(start), _in_emu(end)
    width, height = anchor.size or (0, 0)
    return replace(
        anchor,
        start=_clamped(start),
        end=None if end is None else _clamped(end),
        size=None if end is not None else (_emu(width), _emu(height)),
    )


def _in_emu(pixels: Marker) -> Marker:
    offsets = pixels.row_offset * EMU_PER_PIXEL, pixels.column_offset * EMU_PER_PIXEL
    return Marker(pixels.row, pixels.column, *offsets)


def _clamped(marker: Marker) -> Marker:
    return Marker(
        row=max(1, min(marker.row, MAX_ROW)),
        column=max(1, min(marker.column, MAX_COLUMN)),
        row_offset=_emu(marker.row_offset),
        column_offset=_emu(marker.column_offset),
    )


def _emu(value: int) -> int:
    return max(0, min(value, _MAX_EMU))


def covered_cells(anchor: Anchor | None, geometry: Geometry) -> CellRange | None:
    """The cells under an anchor; under one given by its size, as far as column widths and row heights tell."""
    anchor = on_sheet(anchor)
    if anchor is None or anchor.start is None:
        return None
    start, end = anchor.start, anchor.end
    if end is not None:
        rows, columns = sorted((start.row, end.row)), sorted((start.column, end.column))
        return CellRange(rows[0], columns[0], rows[1], columns[1])
    width, height = anchor.size or (0, 0)
    if not width and not height:
        return CellRange(start.row, start.column, start.row, start.column)
    return geometry.covered(start.row, start.column, start.row_offset, start.column_offset, width, height)


def member_anchor(anchor: Anchor, group: xml.Element, member: xml.Element) -> Anchor:
    """The anchor of a member of a group: the group's own coordinates are mapped onto its area (clause 20.1.7.5)."""
    outer = next(xml.descendants(xml.child(group, "grpSpPr"), "xfrm"), None)
    properties = xml.child(member, "spPr")
    inner = xml.child(xml.child(member, "grpSpPr") if properties is None else properties, "xfrm")
    if inner is None:
        inner = xml.child(member, "xfrm")  # of a graphic frame
    if outer is None or inner is None:
        return anchor
    space = _pair(outer, "chExt", "cx", "cy")
    if not (space[0] and space[1]):
        return anchor
    origin = _pair(outer, "chOff", "x", "y")
    place, size = _pair(inner, "off", "x", "y"), _pair(inner, "ext", "cx", "cy")
    left, top, width, height = anchor.part
    part = (
        left + width * _ratio(place[0] - origin[0], space[0]),
        top + height * _ratio(place[1] - origin[1], space[1]),
        width * _ratio(size[0], space[0]),
        height * _ratio(size[1], space[1]),
    )
    return replace(anchor, part=part)


def _ratio(distance: int, whole: int) -> float:
    return max(0.0, min(1.0, distance / whole))


def _pair(element: xml.Element, name: str, first: str, second: str) -> tuple[int, int]:
    get = xml.getter(xml.child(element, name))
    return xml.integer(get(first)), xml.integer(get(second))
