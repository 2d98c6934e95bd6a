"""Form controls and ActiveX controls (ECMA-376 part 1, clauses 18.3.1.19 and 18.3.1.21; VML of part 4, clause 19.4).

Newer programs write a `control` element with a properties part, and VML beside it for older ones; some write VML only.
"""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.anchors import covered_cells, read_box
from tr4ction_workbook.ooxml.geometry import EMU_PER_PIXEL, Geometry
from tr4ction_workbook.ooxml.model import MAX_COLUMN, MAX_ROW, AnchorBox, CellRange, Control, Marker
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
    found += _read_vml(package, root, relationships, shape_ids)
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
    box = None if anchor_element is None else read_box(anchor_element)
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
    )


def _read_vml(package: Package, root: xml.Element, relationships: Relationships, shape_ids: set[str]) -> list[Control]:
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
        box = _vml_box(xml.text_of(xml.child(data, "Anchor")))
        found.append(
            Control(
                kind=kind,
                linked_cell=xml.text_of(xml.child(data, "FmlaLink")).strip() or None,
                list_range=xml.text_of(xml.child(data, "FmlaRange")).strip() or None,
                anchor=_vml_cells(box),
                box=box,
                name=shape.get("id") or "",
                checked=None if checked is None else xml.integer(checked.text) == 1,
                text=xml.all_text(xml.child(shape, "textbox")) or None,
            )
        )
    return found


def _vml_box(text: str) -> AnchorBox | None:
    """`left column, offset, top row, offset, right column, offset, bottom row, offset`, counted from 0, in pixels."""
    numbers = [xml.integer(part.strip(), -1) for part in text.split(",")]
    if len(numbers) < 8 or min(numbers[0::2]) < 0:
        return None
    left, top, right, bottom = (number + 1 for number in numbers[0:8:2])
    if not (left <= right <= MAX_COLUMN and top <= bottom <= MAX_ROW):
        return None
    offsets = [max(0, number) * EMU_PER_PIXEL for number in numbers[1:8:2]]
    return AnchorBox(Marker(top, left, offsets[1], offsets[0]), Marker(bottom, right, offsets[3], offsets[2]))


def _vml_cells(box: AnchorBox | None) -> CellRange | None:
    if box is None or box.end is None:
        return None
    return CellRange(box.start.row, box.start.column, box.end.row, box.end.column)
