"""What is anchored on a sheet: pictures, shapes with their text, charts, groups (ECMA-376 part 1, clause 20.5)."""

from __future__ import annotations

from collections.abc import Iterator

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.anchors import covered_cells, member_anchor, read_anchor
from tr4ction_workbook.ooxml.drawing_text import paragraphs
from tr4ction_workbook.ooxml.geometry import Geometry
from tr4ction_workbook.ooxml.model import Anchor, CellRange, Drawing, DrawingDetails
from tr4ction_workbook.ooxml.relationships import Package, Relationships
from tr4ction_workbook.ooxml.shapes import picture_crop, shape_look

_ANCHORS = frozenset(("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"))
_KINDS = {"pic": "picture", "sp": "shape", "graphicFrame": "chart", "grpSp": "group", "cxnSp": "connector"}


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
        if root is None:
            continue
        reader = _Reader(part, package.relationships(part), control_ids, theme, found)
        for element in _anchors(root):
            package.budget.deadline.check()
            anchor = read_anchor(element)
            cells = covered_cells(anchor, geometry)
            for item in _content(element):
                reader.read(item, anchor, cells, None)
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


class _Reader:
    """Reads what the anchors of one drawing part hold."""

    def __init__(
        self,
        part: str,
        relationships: Relationships,
        control_ids: frozenset[str],
        theme: tuple[str, ...],
        found: list[Drawing],
    ) -> None:
        self._part = part
        self._relationships = relationships
        self._control_ids = control_ids
        self._theme = theme
        self._found = found

    def read(self, element: xml.Element, anchor: Anchor, cells: CellRange | None, group: int | None) -> None:
        """`cells`: those under the anchor; `group`: the position of the group that holds the element."""
        name = xml.local(element)
        properties = next(xml.descendants(element, "cNvPr"), None)
        get = xml.getter(properties)
        content = _framed(element) if name == "graphicFrame" else None
        index = len(self._found)
        self._found.append(
            Drawing(
                kind=self._kind(name, content, get("id")),
                name=get("name") or "",
                anchor=cells,
                text=None if name == "grpSp" else paragraphs(xml.child(element, "txBody")),
                media_part=_media_part(element, self._relationships) if name == "pic" else None,
                description=get("descr"),
                hidden=xml.is_true(get("hidden")),
                box=anchor,
                look=shape_look(element, self._theme) if name in ("sp", "cxnSp") else None,
                crop=picture_crop(element) if name == "pic" else None,
                details=self._details(element, properties, content, group),
            )
        )
        if name == "grpSp":
            for item in _content(element):
                self.read(item, member_anchor(anchor, element, item), cells, index)

    def _kind(self, name: str, content: xml.Element | None, shape_id: str | None) -> str:
        if name == "graphicFrame" and (content is None or xml.local(content) != "chart"):
            return "other"
        kind = _KINDS.get(name, "other")
        return "control" if kind == "shape" and shape_id in self._control_ids else kind

    def _details(
        self, element: xml.Element, properties: xml.Element | None, content: xml.Element | None, group: int | None
    ) -> DrawingDetails:
        get = xml.getter(properties)
        link = xml.child(properties, "hlinkClick")
        target = None if link is None else self._relationships.get(xml.attribute(link, "id"))
        return DrawingDetails(
            part=self._part,
            id=get("id"),
            title=get("title"),
            group=group,
            macro=element.get("macro") or None,
            formula=element.get("textlink") or None,
            link=target.target if target else None,
            link_tip=None if link is None else link.get("tooltip"),
            content=None if content is None else xml.local(content),
            content_name=None if content is None else content.get("name"),
            content_part=None if content is None else self._relationships.part(xml.attribute(content, "id")),
        )


def _framed(frame: xml.Element) -> xml.Element | None:
    """What a graphic frame holds: a chart, a slicer, a diagram, …"""
    data = next(xml.descendants(frame, "graphicData"), None)
    return None if data is None or not len(data) else data[0]


def _media_part(picture: xml.Element, media: Relationships) -> str | None:
    blip = next(xml.descendants(picture, "blip"), None)
    if blip is None:
        return None
    return media.part(xml.attribute(blip, "embed")) or media.part(xml.attribute(blip, "link"))
