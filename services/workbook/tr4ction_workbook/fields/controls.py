"""Controls that a cell sets, and what the cell then holds (ECMA-376 part 4, clause 19.4; ActiveX by its names)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tr4ction_workbook.fields.grid import place
from tr4ction_workbook.ooxml.model import Attributes, CellRange, Control, Sheet

Holds = Literal["truth", "item", "position", "number", "text"]
"""True or false; an item of the list itself; which item of the list it is, counted from 1; a number; a text."""

_OF_FORMS: dict[str, Holds] = {
    "checkbox": "truth",
    "drop": "position",
    "list": "position",
    "radio": "position",
    "scroll": "number",
    "spin": "number",
}
_OF_ACTIVEX: dict[str, Holds] = {  # by the name that Excel gives them, for their parts are not read
    "checkbox": "truth",
    "togglebutton": "truth",
    "optionbutton": "truth",
    "combobox": "item",
    "listbox": "item",
    "scrollbar": "number",
    "spinbutton": "number",
}
_SEVERAL = ("multi", "extend")  # a list of which several items can be chosen sets no cell
_NUMBERED = re.compile(r"\d+\Z")


@dataclass(frozen=True, slots=True)
class Linked:
    """The control that a cell sets, or the option buttons that share it, in the order of the file."""

    controls: Sequence[Control]

    @property
    def kind(self) -> str:
        return self.controls[0].kind

    @property
    def holds(self) -> Holds:
        if self.kind == "ActiveX":
            return _OF_ACTIVEX.get(_NUMBERED.sub("", self.controls[0].name).lower(), "text")
        return _OF_FORMS.get(self.kind.lower(), "number")

    @property
    def list_range(self) -> str | None:
        return self.controls[0].list_range

    @property
    def caption(self) -> str | None:
        """Of a control that stands alone."""
        return self.controls[0].text if len(self.controls) == 1 else None

    @property
    def captions(self) -> Sequence[str]:
        """Of option buttons that share the cell; empty where one of them has none."""
        texts = [(control.text or "").strip() for control in self.controls]
        return texts if len(texts) > 1 and all(texts) else ()


def linked_controls(sheet: Sheet) -> dict[int, Linked]:
    """By place, the cells of this sheet that its controls are set by."""
    found: dict[int, list[Control]] = {}
    for control in sheet.controls:
        where = _linked_place(control, sheet)
        if where is not None:
            found.setdefault(where, []).append(control)
    return {where: Linked(controls) for where, controls in found.items()}


def _properties(control: Control) -> Attributes:
    return control.details.properties if control.details else ()


def _linked_place(control: Control, sheet: Sheet) -> int | None:
    name, _, reference = (control.linked_cell or "").rpartition("!")
    if name and name.strip("'").replace("''", "'").casefold() != sheet.name.casefold():
        return None
    if any(name.lower() == "seltype" and value.lower() in _SEVERAL for name, value in _properties(control)):
        return None
    try:
        box = CellRange.parse(reference)
    except ValueError:
        return None
    return place(box.top, box.left) if box.area == 1 else None
