"""What is anchored on a sheet: pictures, shapes with their text, charts, groups (ECMA-376 part 1, clause 20.5)."""

from __future__ import annotations

from collections.abc import Iterator

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.geometry import Geometry
from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, CellRange, Drawing
from tr4ction_workbook.ooxml.relationships import Package, Relationships

_ANCHORS = frozenset(("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"))
_KINDS = {"pic": "picture", "sp": "shape", "graphicFrame": "chart", "grpSp": "group", "cxnSp": "connector"}
_MAX_EMU = 27_273_042_316_900


def read_drawings(
    package: Package, relationships: Relationships, geometry: Geometry, control_ids: frozenset[str]
) -> list[Drawing]:
    """Drawings of the sheet with these relationships. `control_ids`: shape ids that belong to form controls."""
    found: list[Drawing] = []
    for part in relationships.parts_of_kind("drawing"):
        root = package.optional_xml(part)
        if root is not None:
            media = package.relationships(part)
            for anchor_element in _anchors(root):
                package.budget.deadline.check()
                anchor = read_anchor(anchor_element, geometry)
                for item in _content(anchor_element):
                    found += _read(item, anchor, media, control_ids)
    return found


def _anchors(root: xml.Element) -> Iterator[xml.Element]:
    for item in root:
        name = xml.local(item)
        if name in _ANCHORS:
            yield item
        elif name == "AlternateContent":
            choice = xml.first_choice(item)
            if choice is not None:
                yield from _anchors(choice)


def _content(parent: xml.Element) -> Iterator[xml.Element]:
    for item in parent:
        name = xml.local(item)
        if name in _KINDS or name == "contentPart":
            yield item
        elif name == "AlternateContent":
            choice = xml.first_choice(item)
            if choice is not None:
                yield from _content(choice)


def read_anchor(element: xml.Element, geometry: Geometry) -> CellRange | None:
    """Cells that an anchor covers; None where it has no usable position."""
    start = _marker(xml.child(element, "from"))
    if start is None:
        position = xml.child(element, "pos")
        if position is None:
            return None
        start = (1, 1, _emu(position.get("y")), _emu(position.get("x")))
    row, column, row_offset, column_offset = start
    end = _marker(xml.child(element, "to"))
    if end is not None:
        return CellRange(min(row, end[0]), min(column, end[1]), max(row, end[0]), max(column, end[1]))
    size = xml.child(element, "ext")
    if size is None:
        return CellRange(row, column, row, column)
    return geometry.covered(row, column, row_offset, column_offset, _emu(size.get("cx")), _emu(size.get("cy")))


def _emu(value: str | None) -> int:
    return max(0, min(xml.integer(value), _MAX_EMU))


def _marker(element: xml.Element | None) -> tuple[int, int, int, int] | None:
    """Row, column (from 1) and the offsets into them, of a CT_Marker, which counts from 0."""
    if element is None:
        return None
    values = {xml.local(item): xml.integer(xml.text_of(item)) for item in element}
    row = max(1, min(values.get("row", 0) + 1, MAX_ROW))
    column = max(1, min(values.get("col", 0) + 1, MAX_COLUMN))
    return row, column, max(0, values.get("rowOff", 0)), max(0, values.get("colOff", 0))


def _read(
    element: xml.Element, anchor: CellRange | None, media: Relationships, control_ids: frozenset[str]
) -> Iterator[Drawing]:
    name = xml.local(element)
    properties = next(xml.descendants(element, "cNvPr"), None)
    get = xml.getter(properties)
    kind = _KINDS.get(name, "other")
    if name == "graphicFrame" and next(xml.descendants(element, "chart"), None) is None:
        kind = "other"
    if get("id") in control_ids and kind == "shape":
        kind = "control"
    yield Drawing(
        kind=kind,
        name=get("name") or "",
        anchor=anchor,
        text=None if name == "grpSp" else _text(element),
        media_part=_media_part(element, media) if name == "pic" else None,
        description=get("descr"),
        hidden=xml.is_true(get("hidden")),
    )
    if name == "grpSp":
        for item in _content(element):
            yield from _read(item, anchor, media, control_ids)


def _text(element: xml.Element) -> str | None:
    """Text of a shape, one line a paragraph."""
    body = xml.child(element, "txBody")
    if body is None:
        return None
    lines = ("".join(_runs(paragraph)) for paragraph in xml.children(body, "p"))
    return "\n".join(lines).strip("\n") or None


def _runs(paragraph: xml.Element) -> Iterator[str]:
    for item in paragraph:
        name = xml.local(item)
        if name in ("r", "fld"):
            yield xml.text_of(xml.child(item, "t"))
        elif name == "br":
            yield "\n"


def _media_part(picture: xml.Element, media: Relationships) -> str | None:
    blip = next(xml.descendants(picture, "blip"), None)
    if blip is None:
        return None
    return media.part(xml.attribute(blip, "embed")) or media.part(xml.attribute(blip, "link"))
