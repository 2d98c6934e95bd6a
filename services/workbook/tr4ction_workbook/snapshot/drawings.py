"""What is anchored on a sheet as records."""

from __future__ import annotations

from collections.abc import Mapping

from tr4ction_workbook.ooxml.charts import Chart, read_chart
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError, WorkbookTooLargeError
from tr4ction_workbook.ooxml.model import WHOLE, Anchor, Control, Drawing, Marker
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.snapshot.drawing_records import (
    AnchorRecord,
    ChartRecord,
    ControlRecord,
    DrawingRecord,
    MarkerRecord,
    SeriesRecord,
)


def drawing_record(item: Drawing, package: Package, assets: Mapping[str, str]) -> DrawingRecord:
    """`assets`: names of assets by part."""
    record = DrawingRecord(
        kind=item.kind,
        name=item.name,
        range=None if item.anchor is None else str(item.anchor),
        text=item.text,
        description=item.description,
        hidden=item.hidden,
        asset=assets.get(item.media_part) if item.media_part else None,
        anchor=_anchor(item.box),
        crop=item.crop,
    )
    details = item.details
    if details is not None:
        record.title = details.title
        record.group = details.group
        record.id = details.id
        record.macro = details.macro
        record.formula = details.formula
        record.link = details.link
        record.link_tip = details.link_tip
        record.part = details.part
        record.content_name = details.content_name
        if item.kind == "chart":
            record.chart = _chart(details.content_part, package)
        else:
            record.content = details.content
    return record


def control_record(item: Control) -> ControlRecord:
    record = ControlRecord(
        kind=item.kind,
        name=item.name,
        linked_cell=item.linked_cell,
        list_range=item.list_range,
        checked=item.checked,
        range=None if item.anchor is None else str(item.anchor),
        anchor=_anchor(item.box),
        text=item.text,
    )
    details = item.details
    if details is not None:
        record.macro = details.macro
        record.shape_id = details.shape_id
        record.properties = dict(details.properties)
        record.part = details.part
    return record


def _anchor(anchor: Anchor | None) -> AnchorRecord | None:
    if anchor is None:
        return None
    return AnchorRecord(
        kind=anchor.kind,
        start=_marker(anchor.start),
        end=_marker(anchor.end),
        position=anchor.position,
        size=anchor.size,
        edit_as=anchor.edit_as,
        locked=anchor.locked,
        printed=anchor.printed,
        part=None if anchor.part == WHOLE else anchor.part,
    )


def _marker(marker: Marker | None) -> MarkerRecord | None:
    if marker is None:
        return None
    return MarkerRecord(marker.row, marker.column, marker.row_offset, marker.column_offset)


def _chart(part: str | None, package: Package) -> ChartRecord | None:
    """None where the part is absent or broken, of which the part's own record tells."""
    if part is None:
        return None
    try:
        chart = read_chart(package.xml(part), part)
    except (DamagedWorkbookError, WorkbookTooLargeError):
        return None
    return _chart_record(chart)


def _chart_record(chart: Chart) -> ChartRecord:
    return ChartRecord(
        part=chart.part,
        types=list(chart.types),
        title=chart.title,
        title_formula=chart.title_formula,
        axis_titles=list(chart.axis_titles),
        series=[
            SeriesRecord(item.type, item.name, item.name_formula, item.categories, item.values, item.sizes)
            for item in chart.series
        ],
        pivot_table=chart.pivot_table,
    )
