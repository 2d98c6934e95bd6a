"""Records of what is anchored on a sheet."""

from __future__ import annotations

from typing import Literal

from tr4ction_workbook.snapshot.record import Record


class MarkerRecord(Record):
    """A point in a cell; offsets in EMU (914,400 an inch), of `vml` anchors in pixels."""

    row: int
    column: int
    row_offset: int = 0
    column_offset: int = 0


class AnchorRecord(Record):
    """An anchor as stored: `start` and `end`; or `start` and `size`; or `position` (x, y) and `size` (width, height).

    Both of these in EMU. `edit_as`: whether it moves and grows with the cells: `twoCell` (the default), `oneCell`,
    `absolute`. `part`: what of the group's area a member takes: left, top, width and height as parts of the whole.
    """

    kind: Literal["twoCell", "oneCell", "absolute", "vml"]
    start: MarkerRecord | None = None
    end: MarkerRecord | None = None
    position: tuple[int, int] | None = None
    size: tuple[int, int] | None = None
    edit_as: str | None = None
    locked: bool = True
    printed: bool = True
    part: tuple[float, float, float, float] | None = None


class SeriesRecord(Record):
    """`type` is that of its plot; the formulas have no leading `=`."""

    type: str
    name: str | None = None
    name_formula: str | None = None
    categories: str | None = None
    values: str | None = None
    sizes: str | None = None


class ChartRecord(Record):
    """`types` as in the file (`barChart`, `pie3DChart`, `treemap`, …); `part` has the rest in generic form."""

    part: str
    types: list[str]
    title: str | None = None
    title_formula: str | None = None
    axis_titles: list[str] = []
    series: list[SeriesRecord] = []
    pivot_table: str | None = None


class DrawingRecord(Record):
    """`kind`: picture, shape, chart, group, connector, control or other. `asset` is the name of a picture's image.

    `range` is the cells that it covers, `anchor` where exactly it is; `group` the position of its group in this list.
    `crop`: what of its image a picture shows, in parts of it. `formula`: the cell whose text a shape shows. `content`
    says what a frame of kind `other` holds (`slicer`, …), and `content_name` that thing's name. `part` is the drawing
    part, which has the rest in generic form.
    """

    kind: str
    name: str
    range: str | None = None
    anchor: AnchorRecord | None = None
    text: str | None = None
    title: str | None = None
    description: str | None = None
    hidden: bool = False
    asset: str | None = None
    crop: tuple[float, float, float, float] | None = None
    group: int | None = None
    id: str | None = None
    macro: str | None = None
    formula: str | None = None
    link: str | None = None
    link_tip: str | None = None
    chart: ChartRecord | None = None
    content: str | None = None
    content_name: str | None = None
    part: str | None = None


class ControlRecord(Record):
    """A form control or ActiveX control. `macro` is what a click runs; `properties` all that its own part says, by name
    (of old controls, what their VML says)."""

    kind: str
    name: str = ""
    linked_cell: str | None = None
    list_range: str | None = None
    checked: bool | None = None
    range: str | None = None
    anchor: AnchorRecord | None = None
    macro: str | None = None
    text: str | None = None
    shape_id: str | None = None
    properties: dict[str, str] = {}
    part: str | None = None
