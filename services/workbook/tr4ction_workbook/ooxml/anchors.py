"""Where things are anchored on a sheet (ECMA-376 part 1, clause 20.5.2): the cells they cover, and the exact box."""

from __future__ import annotations

from dataclasses import replace

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.geometry import Geometry
from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, AnchorBox, CellRange, Marker

_MAX_EMU = 27_273_042_316_900


def read_box(element: xml.Element) -> AnchorBox | None:
    """The box of an anchor element; None where it has no usable position."""
    start = _marker(xml.child(element, "from"))
    if start is None:
        position = xml.child(element, "pos")
        if position is None:
            return None
        start = Marker(1, 1, _emu(position.get("y")), _emu(position.get("x")))
    end = _marker(xml.child(element, "to"))
    size = xml.child(element, "ext")
    if end is not None:
        return AnchorBox(start, end=end)
    return AnchorBox(start, size=(0, 0) if size is None else (_emu(size.get("cx")), _emu(size.get("cy"))))


def covered_cells(box: AnchorBox | None, geometry: Geometry) -> CellRange | None:
    """The cells under a box; under one given by its size, as far as column widths and row heights tell."""
    if box is None:
        return None
    row, column = box.start.row, box.start.column
    if box.end is not None:
        end = box.end
        return CellRange(min(row, end.row), min(column, end.column), max(row, end.row), max(column, end.column))
    width, height = box.size or (0, 0)
    if not width and not height:
        return CellRange(row, column, row, column)
    return geometry.covered(row, column, box.start.row_offset, box.start.column_offset, width, height)


def member_box(box: AnchorBox | None, group: xml.Element, member: xml.Element) -> AnchorBox | None:
    """The box of a member of a group: the group's own coordinates are mapped onto its box (clause 20.1.7.5)."""
    outer = next(xml.descendants(xml.child(group, "grpSpPr"), "xfrm"), None)
    properties = xml.child(member, "spPr")
    inner = xml.child(xml.child(member, "grpSpPr") if properties is None else properties, "xfrm")
    if inner is None:
        inner = xml.child(member, "xfrm")  # of a graphic frame
    if box is None or outer is None or inner is None:
        return box
    space = _pair(outer, "chExt", "cx", "cy")
    if not (space[0] and space[1]):
        return box
    origin = _pair(outer, "chOff", "x", "y")
    place, size = _pair(inner, "off", "x", "y"), _pair(inner, "ext", "cx", "cy")
    left, top, width, height = box.part
    part = (
        left + width * _clamped((place[0] - origin[0]) / space[0]),
        top + height * _clamped((place[1] - origin[1]) / space[1]),
        width * _clamped(size[0] / space[0]),
        height * _clamped(size[1] / space[1]),
    )
    return replace(box, part=part)


def _clamped(ratio: float) -> float:
    return max(0.0, min(1.0, ratio))


def _pair(element: xml.Element, name: str, first: str, second: str) -> tuple[int, int]:
    get = xml.getter(xml.child(element, name))
    return xml.integer(get(first)), xml.integer(get(second))


def _emu(value: str | None) -> int:
    return max(0, min(xml.integer(value), _MAX_EMU))


def _marker(element: xml.Element | None) -> Marker | None:
    """A CT_Marker, which counts rows and columns from 0."""
    if element is None:
        return None
    values = {xml.local(item): xml.integer(xml.text_of(item)) for item in element}
    return Marker(
        row=max(1, min(values.get("row", 0) + 1, MAX_ROW)),
        column=max(1, min(values.get("col", 0) + 1, MAX_COLUMN)),
        row_offset=max(0, min(values.get("rowOff", 0), _MAX_EMU)),
        column_offset=max(0, min(values.get("colOff", 0), _MAX_EMU)),
    )
