"""What lies on the cells: drawings and controls, where they are, how they look (clause 20.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tr4ction_workbook.ooxml.model.references import CellRange
from tr4ction_workbook.ooxml.model.remainder import Attributes

AnchorKind = Literal["twoCell", "oneCell", "absolute", "vml"]
Part = tuple[float, float, float, float]
"""Left, top, width and height as parts of a whole."""
WHOLE: Part = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Marker:
    """A point on a sheet: offsets in EMU (914,400 an inch) into a cell (clause 20.5.2.15)."""

    row: int
    column: int
    row_offset: int = 0
    column_offset: int = 0


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an anchor says: `start` and `end` are cells with offsets, `position` (x, y) and `size` (width, height) EMU.

    All as stored, which need not be on the sheet; see `anchors.on_sheet`. Offsets are EMU too, but pixels in those of
    kind `vml`. `edit_as`: whether it moves and grows with the cells (`twoCell`, the default), only moves (`oneCell`) or
    neither (`absolute`). `locked`, `printed`: with the sheet's protection, with the sheet. `part`: what of the area it
    takes; the whole but for members of a group.
    """

    kind: AnchorKind
    start: Marker | None = None
    end: Marker | None = None
    position: tuple[int, int] | None = None
    size: tuple[int, int] | None = None
    edit_as: str | None = None
    locked: bool = True
    printed: bool = True
    part: Part = WHOLE


@dataclass(frozen=True, slots=True)
class ShapeLook:
    """How a shape is painted: colours `RRGGBB`, None where nothing is drawn; `geometry` is its ST_ShapeType.

    `text`, `size` (points) and `bold` are those of its first run of text.
    """

    geometry: str = "rect"
    fill: str | None = None
    line: str | None = None
    text: str | None = None
    size: float | None = None
    bold: bool = False
    horizontal: str | None = None
    vertical: str | None = None


@dataclass(frozen=True, slots=True)
class DrawingDetails:
    """What only a complete copy needs to know of a drawing.

    `part`: the drawing part; `id`: the number by which other parts refer to it; `group`: the position of its group
    among the drawings of the sheet. `formula`: the cell whose text a shape shows; `link`: where a click leads, an
    address or `#Sheet!A1`. A graphic frame's `content` is the name of the element in it (`chart`, `slicer`, `relIds` of
    a diagram), `content_name` that element's own name, `content_part` the part it refers to.
    """

    part: str
    id: str | None = None
    title: str | None = None
    group: int | None = None
    macro: str | None = None
    formula: str | None = None
    link: str | None = None
    link_tip: str | None = None
    content: str | None = None
    content_name: str | None = None
    content_part: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something anchored on a sheet. `kind` is `picture`, `shape`, `chart`, `group`, `connector`, `control` or `other`.

    `anchor`: the cells it covers; where only its size is stored, as far as column widths and row heights tell. `box` is
    where exactly it is. What is in a group follows the group, with the group's anchor. `media_part` is the part of a
    picture's image, `description` the alternative text, `crop` what of the image is shown. `details` is what else is
    known of it.
    """

    kind: str
    name: str
    anchor: CellRange | None
    text: str | None = None
    media_part: str | None = None
    description: str | None = None
    hidden: bool = False
    box: Anchor | None = None
    look: ShapeLook | None = None
    crop: Part | None = None
    details: DrawingDetails | None = None


@dataclass(frozen=True, slots=True)
class ControlDetails:
    """What only a complete copy needs to know of a control.

    `macro`: what a click runs. `properties`: the attributes of its properties part, or the elements of its VML, by
    name. `part`: the part of its properties.
    """

    shape_id: str | None = None
    macro: str | None = None
    properties: Attributes = ()
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """A form control or ActiveX control. `kind` is its object type (`CheckBox`, `Drop`, …), `ActiveX` where unknown.

    `text`: its caption where VML has it, else its alternative text.
    """

    kind: str
    linked_cell: str | None
    list_range: str | None
    anchor: CellRange | None
    name: str = ""
    checked: bool | None = None
    box: Anchor | None = None
    text: str | None = None
    details: ControlDetails | None = None
