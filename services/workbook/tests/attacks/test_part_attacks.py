"""Small parts around the sheets that would cost much, and parts that are looked at again and again."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from support.confined import READ, TOO_MUCH, outcome_of

MEGABYTE = 1_000_000

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]


def repeated(markup: str, size: int) -> str:
    return markup * (size // len(markup))


def many_styles(count: int) -> str:
    return (
        "<cellXfs>"
        + '<xf numFmtId="0" fontId="1" fillId="2" borderId="3" xfId="0" applyFont="1"/>' * count
        + "</cellXfs>"
    )


PARTS: dict[str, tuple[Callable[[], dict[str, str]], frozenset[str]]] = {
    "cell formats by the million": (lambda: {"styles": many_styles(1_000_000)}, TOO_MUCH),
    "as many cell formats as Excel has": (lambda: {"styles": many_styles(65_000)}, READ),
    "fonts by the million": (lambda: {"styles": f"<fonts>{'<font/>' * 3_000_000}</fonts>"}, TOO_MUCH),
    "strings by the million": (lambda: {"strings": "<si/>" * 8_000_000}, TOO_MUCH),
    "rich strings by the million": (lambda: {"strings": "<si><r/></si>" * 2_000_000}, TOO_MUCH),
    "strings of wide characters": (
        lambda: {"strings": ("<si><t>😀" + "a" * 1000 + "</t></si>") * 60_000},
        READ | TOO_MUCH,
    ),
    "defined names by the million": (
        lambda: {"book": "<definedNames>" + '<definedName name="n">A1</definedName>' * 1_000_000 + "</definedNames>"},
        TOO_MUCH,
    ),
    "as many defined names as are allowed": (
        lambda: {"book": "<definedNames>" + '<definedName name="n">A1</definedName>' * 250_000 + "</definedNames>"},
        READ,
    ),
}


@pytest.mark.parametrize("attack", PARTS)
def test_parts(make_package, attack):
    make, allowed = PARTS[attack]
    assert outcome_of(make_package(**make())) in allowed


ANCHOR = (
    '<d:oneCellAnchor><d:from><d:col>0</d:col><d:row>0</d:row></d:from><d:ext cx="{0}" cy="{0}"/>'
    "<d:sp/></d:oneCellAnchor>"
)
COMMENT = '<comment ref="A1" authorId="0"><text><t>x</t></text></comment>'


def drawing(anchors: int, size: int = 27_273_042_316_900) -> str:
    """Anchors that cover as much of a sheet as that many EMU."""
    return f'<d:wsDr xmlns:d="urn:d">{ANCHOR.format(size) * anchors}</d:wsDr>'


def comments(count: int) -> str:
    return f"<comments><authors><author>A</author></authors><commentList>{COMMENT * count}</commentList></comments>"


@pytest.mark.parametrize("count", [10_000, 1_000_000])
def test_drawings_and_comments_by_the_hundred_thousand(make_package, count):
    links = (("rId1", "drawing", "../drawings/d.xml"), ("rId2", "comments", "../c.xml"))
    extra = {"xl/drawings/d.xml": drawing(count // 10), "xl/c.xml": comments(count)}
    assert outcome_of(make_package(sheet_rels=links, extra=extra)) in READ | TOO_MUCH


def test_a_part_that_is_named_again_and_again(make_package):
    kinds = itertools.cycle(("drawing", "comments", "table"))
    targets = {"drawing": "../drawings/d.xml", "comments": "../c.xml", "table": "../t.xml"}
    links = tuple((f"rId{n}", kind, targets[kind]) for n, kind in zip(range(100_000), kinds, strict=False))
    table = '<table ref="A1:B2" name="T"><tableColumns>' + '<tableColumn name="x"/>' * 1000 + "</tableColumns></table>"
    extra = {"xl/drawings/d.xml": drawing(200), "xl/c.xml": comments(1000), "xl/t.xml": table}
    assert outcome_of(make_package(sheet_rels=links, extra=extra)) in READ


def many_sheets(make_parts, count, target, extra):
    parts = make_parts(extra=extra)
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, count + 1))
    links = "".join(f'<Relationship Id="rId{n}" Type="x/worksheet" Target="{target(n)}"/>' for n in range(1, count + 1))
    book = str(parts["xl/workbook.xml"])
    start, end = book.index("<sheets>") + 8, book.index("</sheets>")
    return parts | {
        "xl/workbook.xml": book[:start] + sheets + book[end:],
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
    }


def test_thousands_of_sheets_of_one_part(make_parts, zipped):
    parts = many_sheets(make_parts, 5000, lambda n: "worksheets/sheet1.xml", {})
    assert outcome_of(zipped(parts)) == "workbook_damaged"


def test_thousands_of_sheets_that_share_a_drawing(make_parts, zipped):
    rels = '<Relationships><Relationship Id="a" Type="x/drawing" Target="/d.xml"/></Relationships>'
    sheets = {f"xl/s{n}.xml": "<worksheet><sheetData/></worksheet>" for n in range(1, 3001)}
    links = {f"xl/_rels/s{n}.xml.rels": rels for n in range(1, 3001)}
    parts = many_sheets(make_parts, 3000, lambda n: f"s{n}.xml", {**sheets, **links, "d.xml": drawing(2000, size=1)})
    assert outcome_of(zipped(parts)) in TOO_MUCH


def test_as_many_sheets_as_there_may_be_parts(make_parts, zipped):
    sheets = {f"xl/s{n}.xml": "<worksheet><sheetData/></worksheet>" for n in range(1, 19_001)}
    assert outcome_of(zipped(many_sheets(make_parts, 19_000, lambda n: f"s{n}.xml", sheets))) in READ | TOO_MUCH


def test_more_parts_than_there_may_be(make_parts, zipped):
    parts = make_parts(extra={f"x/{n}.xml": "<a/>" for n in range(20_001)})
    assert outcome_of(zipped(parts)) == "workbook_too_large"


@pytest.mark.parametrize("size", [7_000_000, 90_000_000])
def test_pictures_of_nothing(make_parts, zipped, size):
    """Each below the size from which on the ratio counts, or above the size that a part may have."""
    extra = {f"xl/media/{n}.png": b"%d" % n + b"\0" * size for n in range(200_000_000 // size)}
    assert outcome_of(zipped(make_parts(extra=extra))) in TOO_MUCH


@pytest.mark.parametrize("markup", ["&", "<", "<br>", "</x>", "<x a=1>", "<a b='"])
def test_broken_vml(make_package, markup):
    vml = f'<xml xmlns:v="urn:v">{repeated(markup, 4 * MEGABYTE)}</xml>'
    data = make_package(
        '<sheetData/><legacyDrawing r:id="rId1"/>',
        sheet_rels=(("rId1", "vmlDrawing", "../drawings/v.vml"),),
        extra={"xl/drawings/v.vml": vml},
    )
    assert outcome_of(data) in READ | TOO_MUCH | frozenset(("workbook_damaged",))


@pytest.mark.parametrize("element", ["<a/>", '<a b="" c="" d="" e=""/>', "<a>x<b/>y</a>"])
@pytest.mark.parametrize("size", [MEGABYTE, 11 * MEGABYTE])
def test_parts_that_nobody_knows(make_package, element, size):
    assert outcome_of(make_package(extra={"custom.xml": f"<r>{repeated(element, size)}</r>"})) in READ
