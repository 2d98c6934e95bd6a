"""Form controls and ActiveX controls (ECMA-376 part 1, clauses 18.3.1.19 and 18.3.1.21; VML of part 4, clause 19.4).

Newer programs write a `control` element with a properties part, and VML beside it for older ones; some write VML only.
"""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.anchors import covered_cells, read_anchor, read_vml_anchor
from tr4ction_workbook.ooxml.geometry import Geometry
from tr4ction_workbook.ooxml.model import Control, ControlDetails
from tr4ction_workbook.ooxml.relationships import Package, Relationships

_VML_CONTROLS = frozenset(
    ("button", "checkbox", "dialog", "drop", "edit", "gbox", "label", "list", "radio", "scroll", "spin")
)


@dataclass(frozen=True, slots=True)
class Controls:
    """The controls of a sheet, and the shape ids by which its drawing refers to them."""

    items: tuple[Control, ...]
    shape_ids: frozenset[str]


def read_controls(package: Package, root: xml.Element, relationships: Relationships, geometry: Geometry) -> Controls:
    found: list[Control] = []
    shape_ids: set[str] = set()
    for element in _control_elements(root):
        shape_ids.add(element.get("shapeId") or "")
        found.append(_read(package, element, relationships, geometry))
    found += _read_vml(package, root, relationships, geometry, shape_ids)
    return Controls(tuple(found), frozenset(shape_ids))


def _control_elements(root: xml.Element) -> list[xml.Element]:
    """Every control once: alternate content may hold it in both its branches."""
    by_shape: dict[str, xml.Element] = {}
    for holder in xml.children(root, "controls"):
        for element in xml.children(holder, "control"):
            by_shape.setdefault(element.get("shapeId") or str(len(by_shape)), element)
    return list(by_shape.values())


def _read(package: Package, element: xml.Element, relationships: Relationships, geometry: Geometry) -> Control:
    properties = xml.child(element, "controlPr")
    anchor_element = xml.child(properties, "anchor")
    box = None if anchor_element is None else read_anchor(anchor_element)
    target = relationships.get(xml.attribute(element, "id"))
    form = package.optional_xml(target.part) if target and target.kind == "ctrlProp" else None
    get = xml.getter(properties)
    form_get = xml.getter(form)
    checked = form_get("checked")
    return Control(
        kind=form_get("objectType") or "ActiveX",
        linked_cell=form_get("fmlaLink") or get("linkedCell"),
        list_range=form_get("fmlaRange") or get("listFillRange"),
        anchor=covered_cells(box, geometry),
        box=box,
        name=element.get("name") or "",
        checked=None if checked is None else checked == "Checked",
        text=get("altText"),
        details=ControlDetails(
            shape_id=element.get("shapeId"),
            macro=get("macro"),
            properties=() if form is None else xml.others(form, frozenset()),
            part=target.part if target else None,
        ),
    )


def _read_vml(
    package: Package, root: xml.Element, relationships: Relationships, geometry: Geometry, shape_ids: set[str]
) -> list[Control]:
    holder = xml.child(root, "legacyDrawing")
    part = None if holder is None else relationships.part(xml.attribute(holder, "id"))
    if part is None or part not in package.archive:
        return []
    found = []
    for shape in xml.descendants(package.xml(part), "shape"):
        data = next(xml.descendants(shape, "ClientData"), None)
        kind = "" if data is None else data.get("ObjectType") or ""
        shape_id = (shape.get("id") or "").rpartition("_s")[2]
        if data is None or kind.lower() not in _VML_CONTROLS or shape_id in shape_ids:
            continue
        shape_ids.add(shape_id)
        checked = xml.child(data, "Checked")
        box = read_vml_anchor(xml.text_of(xml.child(data, "Anchor")))
        found.append(
            Control(
                kind=kind,
                linked_cell=xml.text_of(xml.child(data, "FmlaLink")).strip() or None,
                list_range=xml.text_of(xml.child(data, "FmlaRange")).strip() or None,
                anchor=covered_cells(box, geometry),
                box=box,
                name=shape.get("id") or "",
                checked=None if checked is None else xml.integer(checked.text) == 1,
                text=" ".join(filter(None, map(xml.all_text, xml.descendants(shape, "textbox")))) or None,
                details=ControlDetails(
                    shape_id=shape_id,
                    macro=xml.text_of(xml.child(data, "FmlaMacro")).strip() or None,
                    properties=tuple((xml.local(item), xml.text_of(item).strip()) for item in data),
                    part=part,
                ),
            )
        )
    return found
