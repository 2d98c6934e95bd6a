"""What is anchored on a sheet: pictures, shapes with their text, charts, groups (ECMA-376 part 1, clause 20.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.anchors import covered_cells, member_box, read_box
from tr4ction_workbook.ooxml.geometry import Geometry
from tr4ction_workbook.ooxml.model import AnchorBox, CellRange, Drawing
from tr4ction_workbook.ooxml.relationships import Package, Relationships
from tr4ction_workbook.ooxml.shapes import picture_crop, shape_look

_ANCHORS = frozenset(("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"))
_KINDS = {"pic": "picture", "sp": "shape", "graphicFrame": "chart", "grpSp": "group", "cxnSp": "connector"}


@dataclass(frozen=True, slots=True)
class _Context:
    """What the drawings of one part have in common."""

    media: Relationships
    control_ids: frozenset[str]
    theme: tuple[str, ...]


def read_drawings(
    package: Package,
    relationships: Relationships,
    geometry: Geometry,
    control_ids: frozenset[str],
    theme: tuple[str, ...],
) -> list[Drawing]:
    """Drawings of the sheet with these relationships. `control_ids`: shape ids that belong to form controls."""
    found: list[Drawing] = []
    for part in relationships.parts_of_kind("drawing"):
        root = package.optional_xml(part)
        if root is not None:
            context = _Context(package.relationships(part), control_ids, theme)
            for anchor_element in _anchors(root):
                package.budget.deadline.check()
                box = read_box(anchor_element)
                anchor = covered_cells(box, geometry)
                for item in _content(anchor_element):
                    found += _read(item, anchor, box, context)
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


def _read(
    element: xml.Element, anchor: CellRange | None, box: AnchorBox | None, context: _Context
) -> Iterator[Drawing]:
    name = xml.local(element)
    properties = next(xml.descendants(element, "cNvPr"), None)
    get = xml.getter(properties)
    kind = _KINDS.get(name, "other")
    if name == "graphicFrame" and next(xml.descendants(element, "chart"), None) is None:
        kind = "other"
    if get("id") in context.control_ids and kind == "shape":
        kind = "control"
    yield Drawing(
        kind=kind,
        name=get("name") or "",
        anchor=anchor,
        text=None if name == "grpSp" else _text(element),
        media_part=_media_part(element, context.media) if name == "pic" else None,
        description=get("descr"),
        hidden=xml.is_true(get("hidden")),
        box=box,
        look=shape_look(element, context.theme) if name in ("sp", "cxnSp") else None,
        crop=picture_crop(element) if name == "pic" else None,
    )
    if name == "grpSp":
        for item in _content(element):
            yield from _read(item, anchor, member_box(box, element, item), context)


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
