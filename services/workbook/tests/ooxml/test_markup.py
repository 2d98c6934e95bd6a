"""Markup that repeats is understood once: what looks alike must be alike, and what is remembered is bounded."""

from __future__ import annotations

import contextlib
import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tr4ction_workbook.ooxml import WorkbookError, cellmarkup
from tr4ction_workbook.ooxml.cells_tree import TreeReader
from tr4ction_workbook.ooxml.collector import paused_collector

TREE = "<!-- by the tree -->"


@pytest.fixture
def read(read_book):
    """A sheet from the rows in its `sheetData`."""
    return lambda rows: read_book(f"<sheetData>{rows}</sheetData>").sheets[0]


@pytest.fixture
def no_tree(monkeypatch):
    def refuse(*_):
        raise AssertionError("the tree was asked")

    monkeypatch.setattr(TreeReader, "read", refuse)


def styles_of(sheet):
    return [(cell.reference, cell.style_id) for cell in sheet.cells]


@pytest.mark.usefixtures("no_tree")
def test_style_ids_that_end_like_the_row_number(read):
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1{row}"/><c r="B{row}" s="{row}"/></row>' for row in (5, 6, 7))
    assert styles_of(read(rows)) == [("A5", 15), ("B5", 5), ("A6", 16), ("B6", 6), ("A7", 17), ("B7", 7)]


@pytest.mark.usefixtures("no_tree")
def test_heights_that_end_like_the_row_number(read):
    filled = "".join(f'<row r="{row}" ht="1{row}"><c r="A{row}" s="1"/></row>' for row in (5, 6))
    sheet = read(filled + "".join(f'<row r="{row}" ht="1{row}"/>' for row in (7, 8)))
    assert {row: properties.height for row, properties in sheet.rows.items()} == {5: 15, 6: 16, 7: 17, 8: 18}
    assert styles_of(sheet) == [("A5", 1), ("A6", 1)]


@pytest.mark.usefixtures("no_tree")
def test_formulas_that_hold_the_row_number(read):
    formulas = ('B7="7"', 'IF(C7="A7",7,"")')
    plain = f'<row r="7"><c r="A7"><f>{formulas[0]}</f><v>7</v></c></row>'
    with_attributes = f'<row r="8"><c r="A8"><f t="array" ref="A8">{formulas[1].replace("7", "8")}</f></c></row>'
    found = [cell.formula for cell in read(plain + with_attributes).cells]
    assert found == [formulas[0], formulas[1].replace("7", "8")]


@pytest.mark.usefixtures("no_tree")
def test_attributes_in_any_order(read):
    rows = '<row spans="1:2" r="3" ht="20"><c s="13" r="A3"/><c t="n" s="3" r="B3"><v>1</v></c></row>'
    sheet = read(f'<row r="2"><c r="A2"/></row>{rows}')
    assert styles_of(sheet) == [("A2", 0), ("A3", 13), ("B3", 3)]
    assert sheet.rows[3].height == 20


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="5"><c r="A6"/></row>',
        '<row r="5"><c r="A15"/></row>',
        '<row r="5"><c r="A5"/></row><row r="5"><c r="B5"/></row>',
        '<row r="5"><c r="B5"/><c r="A5"/></row>',
        '<row r="5"><c r="A5" r="B5"/></row>',
        '<row r="5"><c r="A5"/></row>text<row r="6"/>',
        '<row r="5"/><c r="A5"/>',
        '<row r="5"><c r="A5"/><d/></row>',
    ],
)
def test_what_writers_do_not_write_is_left_to_the_tree(read, monkeypatch, rows):
    asked = []
    original = TreeReader.read

    def ask(self, *args):
        asked.append(1)
        return original(self, *args)

    monkeypatch.setattr(TreeReader, "read", ask)
    with contextlib.suppress(WorkbookError):
        read(rows)
    assert asked


@pytest.mark.parametrize("character", ["\0", "\1", "\2"])
@pytest.mark.parametrize("row", ['<row r="1"><c r="A{}"/></row>', '<row r="1"><c r="A1">{}</c></row>'])
def test_characters_that_stand_for_what_was_taken_out(read, row, character):
    with pytest.raises(WorkbookError):
        read(row.format(character))


ROW = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(["", ' s="1"', ' s="11"', ' s="2"', ' t="s"', ' s="12" t="b"'])),
    max_size=4,
    unique_by=lambda cell: cell[0],
)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.integers(1, 30), ROW, max_size=8), st.sampled_from(["/>", "><v>1</v></c>", "><f>A1</f></c>"]))
def test_rows_that_nearly_repeat(read_book, grid, body):
    rows = ""
    for number in sorted(grid):
        cells = "".join(f'<c r="{chr(64 + column)}{number}"{rest}{body}' for column, rest in sorted(grid[number]))
        rows += f'<row r="{number}" ht="1{number}">{cells}</row>'
    fast, slow = (
        read_book(f"<sheetData>{rows}{comment}</sheetData>", strings="<si><t>a</t></si>" * 2).sheets[0]
        for comment in ("", TREE)
    )
    assert list(fast.cells) == list(slow.cells)
    assert fast.rows == slow.rows


@pytest.mark.usefixtures("no_tree")
def test_what_is_remembered_is_bounded(read, monkeypatch):
    monkeypatch.setattr(cellmarkup, "_MAX_BYTES", 5_000)
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="{row + 1000}"/></row>' for row in range(1, 500))
    assert styles_of(read(rows)) == [(f"A{row}", row + 1000) for row in range(1, 500)]


def test_the_collector_goes_on_after_a_pause():
    states = []

    @paused_collector()
    def fail():
        with paused_collector():
            states.append(gc.isenabled())
        states.append(gc.isenabled())
        raise ValueError("any")

    with pytest.raises(ValueError, match="any"):
        fail()
    assert states == [False, False]
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off():
    gc.disable()
    try:
        with paused_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


RICH = (
    "<si><r><rPr><b/><sz val='9'/></rPr><t>a &amp; </t></r><r><t xml:space='preserve'> b</t></r></si>".replace("'", '"')
    + '<si><r><rPr><b/><sz val="9"/></rPr><t>c_x0041_</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>'
    + "<si><r><rPr/><t>d</t></r></si><si><r><t/></r></si><si>  <r><t>e</t></r></si>"
)


def test_rich_texts_are_the_same_by_pattern_and_by_tree(read_book):
    fast, slow = (read_book(strings=RICH + comment).source.strings for comment in ("", TREE))
    assert fast.texts == slow.texts == ["a &  b", "cA", "d", "", "e"]
    assert fast.runs == slow.runs
