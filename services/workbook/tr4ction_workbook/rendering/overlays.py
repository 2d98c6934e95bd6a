"""What lies on the cells: pictures, shapes, charts and controls, at their anchors and in their sizes."""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_workbook.ooxml.anchors import on_sheet
from tr4ction_workbook.ooxml.geometry import EMU_PER_PIXEL
from tr4ction_workbook.ooxml.model import Anchor, Control, Drawing, ShapeLook, Sheet
from tr4ction_workbook.rendering.css import Rules, pixels
from tr4ction_workbook.rendering.fonts import PIXELS_PER_POINT
from tr4ction_workbook.rendering.marks import Layout, Marks
from tr4ction_workbook.rendering.markup import escaped
from tr4ction_workbook.rendering.options import RenderLimits
from tr4ction_workbook.rendering.pictures import Pictures, crop_css
from tr4ction_workbook.rendering.wording import Wording

_MAX_PIXELS = 20_000
_HORIZONTAL = {"ctr": "center", "r": "right", "just": "justify", "dist": "justify"}
_VERTICAL = {"ctr": "safe center", "b": "end"}
_ROUND = {"ellipse": "50%", "roundRect": "12px", "flowChartTerminator": "999px", "flowChartConnector": "50%"}
_CHECKED = {
    "checkbox": ("☐", "☑"),
    "radio": ("○", "◉"),
}


@dataclass(frozen=True, slots=True)
class _Box:
    """Pixels from the corner of the grid."""

    left: float
    top: float
    width: float
    height: float


class Overlays:
    """Hangs up what lies on one sheet. `left_out` counts what is not shown, `unseen` pictures without a preview."""

    def __init__(
        self, layout: Layout, marks: Marks, rules: Rules, pictures: Pictures, wording: Wording, limits: RenderLimits
    ) -> None:
        self._layout = layout
        self._marks = marks
        self._rules = rules
        self._pictures = pictures
        self._wording = wording
        self._limits = limits
        self._budget = limits.max_characters
        self.left_out = 0
        self.unseen = 0

    def draw(self, sheet: Sheet) -> None:
        captions = {drawing.name: drawing.text for drawing in sheet.drawings if drawing.kind == "control"}
        items = [item for item in sheet.drawings if item.kind not in ("control", "group") and not item.hidden]
        for drawing in items[: self._limits.max_drawings]:
            self._hang(drawing.box, self._drawing(drawing))
        for control in sheet.controls[: self._limits.max_drawings]:
            self._hang(control.box, self._control(control, captions.get(control.name)))
        for count in (len(items), len(sheet.controls)):
            self.left_out += max(0, count - self._limits.max_drawings)

    def _hang(self, anchor: Anchor | None, markup: tuple[str, str, str]) -> None:
        """`markup`: classes, attributes and content of the element."""
        box = self._box(on_sheet(anchor))
        if box is None:
            self.left_out += 1
            return
        host = self._layout.host(*self._cell_at(box))
        if host is None:
            self.left_out += 1
            return
        names, attributes, content = markup
        left, top = self._layout.columns.start(host[1]), self._layout.rows.start(host[0])
        place = self._rules.named(
            "p",
            f"inset-inline-start:{pixels(box.left - left)};top:{pixels(box.top - top)};"
            f"width:{pixels(box.width)};height:{pixels(box.height)}",
        )
        self._marks.host(host, f'<span class="{names} {place}"{attributes}>{content}</span>')

    def _box(self, anchor: Anchor | None) -> _Box | None:
        """None for what has no place or no size, or lies outside of what is shown."""
        rows, columns = self._layout.rows, self._layout.columns
        start = None if anchor is None else anchor.start
        if anchor is None or start is None or start.row > rows.count or start.column > columns.count:
            return None
        left, top = columns.at(start.column, start.column_offset), rows.at(start.row, start.row_offset)
        if anchor.end is not None:
            end = anchor.end
            right, bottom = columns.at(end.column, end.column_offset), rows.at(end.row, end.row_offset)
            width, height = right - left, bottom - top
        else:
            size = anchor.size or (0, 0)
            width, height = size[0] / EMU_PER_PIXEL, size[1] / EMU_PER_PIXEL
        part_left, part_top, part_width, part_height = anchor.part
        box = _Box(
            left + width * part_left,
            top + height * part_top,
            min(width * part_width, _MAX_PIXELS),
            min(height * part_height, _MAX_PIXELS),
        )
        return box if box.width >= 0 and box.height >= 0 and (box.width or box.height) else None

    def _cell_at(self, box: _Box) -> tuple[int, int]:
        return self._layout.rows.number_at(box.top), self._layout.columns.number_at(box.left)

    def _drawing(self, drawing: Drawing) -> tuple[str, str, str]:
        if drawing.kind == "picture":
            return self._picture(drawing)
        if drawing.look is not None and drawing.kind in ("shape", "connector"):
            return self._shape(drawing, drawing.look)
        return self._placeholder(self._name(drawing), drawing.text)

    def _picture(self, drawing: Drawing) -> tuple[str, str, str]:
        image = self._pictures.class_of(drawing.media_part)
        if image is None:
            self.unseen += 1
            return self._placeholder(f"{self._wording.picture}: {drawing.description or drawing.name}", None)
        crop = self._rules.named("c", crop_css(drawing.crop))
        names = " ".join(filter(None, ("o pic", image, crop)))
        return names, f' role="img" aria-label="{escaped(drawing.description or self._name(drawing))}"', ""

    def _shape(self, drawing: Drawing, look: ShapeLook) -> tuple[str, str, str]:
        declarations = [
            f"background:#{look.fill}" if look.fill and drawing.kind == "shape" else "",
            f"border:1px solid #{look.line}" if look.line else "",
            f"color:#{look.text}" if look.text else "",
            f"font-size:{pixels(min(max(look.size, 1), 400) * PIXELS_PER_POINT)}" if look.size else "",
            "font-weight:700" if look.bold else "",
            f"border-radius:{_ROUND[look.geometry]}" if look.geometry in _ROUND else "",
            f"text-align:{_HORIZONTAL[look.horizontal]}" if look.horizontal in _HORIZONTAL else "",
            f"align-content:{_VERTICAL[look.vertical]}" if look.vertical in _VERTICAL else "",
        ]
        name = self._rules.named("g", ";".join(filter(None, declarations)))
        label = "" if drawing.text else f' role="img" aria-label="{escaped(self._name(drawing))}"'
        return f"o shape {name}".strip(), label, self._text(drawing.text)

    def _placeholder(self, label: str, text: str | None) -> tuple[str, str, str]:
        content = self._text(label) + (f"<br />{self._text(text)}" if text else "")
        return "o box", "", content

    def _name(self, drawing: Drawing) -> str:
        kind = self._wording.drawings.get(drawing.kind, self._wording.drawings["other"])
        name = drawing.description or drawing.name
        return f"{kind}: {name}" if name else kind

    def _control(self, control: Control, caption: str | None) -> tuple[str, str, str]:
        kind = control.kind.lower()
        what = self._wording.controls.get(kind, self._wording.other_control)
        text = caption or control.text or ""
        signs = _CHECKED.get(kind)
        if signs is None:
            return self._placeholder(f"{what}: {text or control.name}" if text or control.name else what, None)
        state = self._wording.checked if control.checked else self._wording.unchecked
        label = ", ".join(filter(None, (what, text or control.name, state)))
        sign = signs[bool(control.checked)]
        return "o ctl", f' role="img" aria-label="{escaped(label)}"', f"{sign} {self._text(text)}".strip()

    def _text(self, text: str | None) -> str:
        shown = (text or "")[: self._budget]
        self._budget -= len(shown)
        return escaped(shown)
