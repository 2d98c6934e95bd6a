"""Charts of both formats, and what is missing in them."""

from __future__ import annotations

from lxml import etree

from tr4ction_workbook.ooxml.charts import Chart, ChartSeries, read_chart

NEW = """<cx:chartSpace xmlns:cx="urn:cx" xmlns:a="urn:a"><cx:chartData><cx:data id="0">
<cx:strDim type="cat"><cx:f>S!$A$2:$A$9</cx:f></cx:strDim>
<cx:numDim type="size"><cx:f>S!$B$2:$B$9</cx:f></cx:numDim></cx:data></cx:chartData><cx:chart><cx:title><cx:tx>
<cx:txData><cx:f>S!$C$1</cx:f><cx:v>Share</cx:v></cx:txData></cx:tx></cx:title>
<cx:plotArea><cx:plotAreaRegion><cx:series
 layoutId="treemap"><cx:tx><cx:txData><cx:f>S!$B$1</cx:f><cx:v>Size</cx:v></cx:txData></cx:tx>
<cx:dataId val="0"/></cx:series>
<cx:series layoutId="treemap"><cx:dataId val="7"/></cx:series></cx:plotAreaRegion></cx:plotArea>
</cx:chart></cx:chartSpace>"""


def test_the_format_of_2016():
    assert read_chart(etree.fromstring(NEW), "c.xml") == Chart(
        part="c.xml",
        types=("treemap",),
        title="Share",
        title_formula="S!$C$1",
        series=(
            ChartSeries("treemap", "Size", "S!$B$1", "S!$A$2:$A$9", "S!$B$2:$B$9"),
            ChartSeries("treemap"),
        ),
    )


def test_an_empty_chart():
    assert read_chart(etree.fromstring("<chartSpace/>"), "c.xml") == Chart("c.xml", ())


def test_bubbles():
    formula = "<numRef><f>S!$A${0}</f></numRef>"
    series = "".join(
        f"<{name}>{formula.replace('{0}', str(row))}</{name}>"
        for row, name in enumerate(("xVal", "yVal", "bubbleSize"), start=1)
    )
    text = f"<c><chart><plotArea><bubbleChart><ser>{series}</ser></bubbleChart></plotArea></chart></c>"
    chart = read_chart(etree.fromstring(text), "c.xml")
    assert chart.series == (ChartSeries("bubbleChart", None, None, "S!$A$1", "S!$A$2", "S!$A$3"),)
