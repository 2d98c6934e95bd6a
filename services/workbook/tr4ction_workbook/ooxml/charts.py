"""Charts: their kind, titles, and the cells their series are drawn from (ECMA-376 part 1, clause 21.2).

Charts of the 2016 kinds (treemap, waterfall, …) are in a format of their own, [MS-ODRAWXML] 2.24.3, told apart by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.drawing_text import paragraphs

_REFERENCES = ("strRef", "numRef", "multiLvlStrRef")


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """A series. Formulas have no leading `=`; each is None where the series has no such data, or has it written out.

    `type`: the plot it belongs to (`barChart`, `line3DChart`, …; of the 2016 kinds the layout, `treemap`, …).
    """

    type: str
    name: str | None = None
    name_formula: str | None = None
    categories: str | None = None
    values: str | None = None
    sizes: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart part. `title` is its text as stored (of one that follows a cell, the cached text)."""

    part: str
    types: tuple[str, ...]
    title: str | None = None
    title_formula: str | None = None
    axis_titles: tuple[str, ...] = ()
    series: tuple[ChartSeries, ...] = ()
    pivot_table: str | None = None


def read_chart(root: xml.Element, part: str) -> Chart:
    """A chart part of either format."""
    area = next(xml.descendants(root, "plotArea"), None)
    title = xml.child(xml.child(root, "chart"), "title")
    series = tuple(_series(area)) or tuple(_series_2016(root))
    axes = (item for item in (() if area is None else area) if xml.child(item, "axPos") is not None)
    titles = (_title(xml.child(axis, "title"))[0] for axis in axes)
    text, formula = _title(title)
    pivot = xml.child(xml.child(root, "pivotSource"), "name")
    return Chart(
        part=part,
        types=tuple(_plots(area)) or tuple(dict.fromkeys(item.type for item in series)),
        title=text,
        title_formula=formula,
        axis_titles=tuple(title for title in titles if title),
        series=series,
        pivot_table=xml.text_of(pivot) or None,
    )


def _plots(area: xml.Element | None) -> Iterator[str]:
    for item in () if area is None else area:
        if xml.local(item).endswith("Chart"):
            yield xml.local(item)


def _series(area: xml.Element | None) -> Iterator[ChartSeries]:
    for plot in () if area is None else area:
        for item in xml.children(plot, "ser"):
            name = xml.child(item, "tx")
            yield ChartSeries(
                type=xml.local(plot),
                name=_cached(name),
                name_formula=_formula(name),
                categories=_formula(xml.child(item, "cat")) or _formula(xml.child(item, "xVal")),
                values=_formula(xml.child(item, "val")) or _formula(xml.child(item, "yVal")),
                sizes=_formula(xml.child(item, "bubbleSize")),
            )


def _series_2016(root: xml.Element) -> Iterator[ChartSeries]:
    data = {item.get("id"): item for item in xml.children(xml.child(root, "chartData"), "data")}
    for item in xml.descendants(root, "series"):
        holder = xml.child(item, "dataId")
        source = None if holder is None else data.get(holder.get("val"))
        texts = xml.child(xml.child(item, "tx"), "txData")
        yield ChartSeries(
            type=item.get("layoutId") or "",
            name=xml.text_of(xml.child(texts, "v")) or None,
            name_formula=xml.text_of(xml.child(texts, "f")) or None,
            categories=xml.text_of(xml.child(xml.child(source, "strDim"), "f")) or None,
            values=xml.text_of(xml.child(xml.child(source, "numDim"), "f")) or None,
        )


def _formula(holder: xml.Element | None) -> str | None:
    for kind in _REFERENCES:
        reference = xml.child(holder, kind)
        if reference is not None:
            return xml.text_of(xml.child(reference, "f")) or None
    return None


def _cached(holder: xml.Element | None) -> str | None:
    """Text of a `tx`: written out, or as it was when the file was saved."""
    value = xml.child(holder, "v")
    if value is not None:
        return xml.text_of(value) or None
    cache = xml.child(xml.child(holder, "strRef"), "strCache")
    texts = [xml.text_of(xml.child(point, "v")) for point in xml.children(cache, "pt")]
    return " ".join(texts) or None


def _title(element: xml.Element | None) -> tuple[str | None, str | None]:
    """Text and formula of a title."""
    holder = xml.child(element, "tx")
    rich = xml.child(holder, "rich")
    text = paragraphs(rich) if rich is not None else _cached(holder)
    texts = xml.child(holder, "txData")
    return text or xml.text_of(xml.child(texts, "v")) or None, _formula(holder) or xml.text_of(
        xml.child(texts, "f")
    ) or None
