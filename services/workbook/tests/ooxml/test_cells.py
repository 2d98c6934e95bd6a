"""Cells in every form in which writers store them, by the patterns and by the tree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tr4ction_workbook.ooxml.cells_tree import TreeReader
from tr4ction_workbook.ooxml.celltable import number

STRINGS = "<si><t>zero</t></si><si><t>one</t></si>"
TREE = "<!-- by the tree -->"


@pytest.fixture
def cells(read_book):
    """(reference, type, value, formula, style) of the cells in some `sheetData` content; by the tree if asked."""

    def read(content, tree=False, strings=STRINGS):
        book = read_book(f"<sheetData>{content}{TREE if tree else ''}</sheetData>", strings=strings)
        return [(c.reference, c.type, c.value, c.formula, c.style_id) for c in book.sheets[0].cells]

    return read


@pytest.fixture
def tree_uses(monkeypatch):
    """Counts how often the tree reader is called."""
    calls = []
    original = TreeReader.read

    def read(self, *args):
        calls.append(1)
        return original(self, *args)

    monkeypatch.setattr(TreeReader, "read", read)
    return calls


ONE_CELL = [
    ('<c r="A1"/>', ("blank", None, None)),
    ('<c r="A1" />', ("blank", None, None)),
    ('<c r="A1"></c>', ("blank", None, None)),
    ('<c r="A1" t="inlineStr"/>', ("blank", None, None)),
    ('<c r="A1" t="inlineStr"></c>', ("blank", None, None)),
    ('<c r="A1" t="inlineStr"><is><t></t></is></c>', ("blank", None, None)),
    ('<c r="A1" t="inlineStr"><is><t>a &amp; b</t></is></c>', ("text", "a & b", None)),
    ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>', ("text", " a ", None)),
    ('<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></is></c>', ("text", "ab", None)),
    ('<c r="A1" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', ("text", "a", None)),
    ('<c r="A1" t="s"><v>1</v></c>', ("text", "one", None)),
    ('<c r="A1" t="s"><v></v></c>', ("blank", None, None)),
    ('<c r="A1" t="s"><v>7</v></c>', ("text", "", None)),
    ('<c r="A1" t="s"><v>-1</v></c>', ("text", "", None)),
    ('<c r="A1" t="s"><v>x</v></c>', ("text", "", None)),
    ('<c r="A1"><v>1</v></c>', ("number", 1, None)),
    ('<c r="A1" t="n"><v>-1.5E-3</v></c>', ("number", -0.0015, None)),
    ('<c r="A1"><v> 12 </v></c>', ("number", 12, None)),
    ('<c r="A1"><v/></c>', ("blank", None, None)),
    ('<c r="A1"><v>1e999</v></c>', ("text", "1e999", None)),
    ('<c r="A1"><v>NaN</v></c>', ("text", "NaN", None)),
    ('<c r="A1"><v>1_000</v></c>', ("text", "1_000", None)),
    ('<c r="A1" t="b"><v>1</v></c>', ("boolean", True, None)),
    ('<c r="A1" t="b"><v>0</v></c>', ("boolean", False, None)),
    ('<c r="A1" t="e"><v>#N/A</v></c>', ("error", "#N/A", None)),
    ('<c r="A1" t="d"><v>2024-02-29T10:00:00</v></c>', ("date", "2024-02-29T10:00:00", None)),
    ('<c r="A1" t="str"><f>B1&amp;"x"</f><v>a_x000D_b</v></c>', ("text", "a\rb", 'B1&"x"')),
    ('<c r="A1" t="str"><f>""</f><v></v></c>', ("text", "", '""')),
    ('<c r="A1"><f>1+1</f></c>', ("blank", None, "1+1")),
    ('<c r="A1"><f>1+1</f><v>2</v></c>', ("number", 2, "1+1")),
    ('<c r="A1" cm="1" vm="2"><f t="array" ref="A1">X()</f><v>2</v></c>', ("number", 2, "X()")),
    ('<c t="n" r="A1"><v>1</v></c>', ("number", 1, None)),
    ('<c r="a1"><v>1</v></c>', ("number", 1, None)),
    ('<c r="A1" x:y="z" xmlns:x="u"><v>1</v></c>', ("number", 1, None)),
    ("<c r='A1' t='s'><v>0</v></c>", ("text", "zero", None)),
    ('<c r="A1" t="str"><v><![CDATA[<b>]]></v></c>', ("text", "<b>", None)),
    ('<c r="A1" t="str"><v>a<!-- no -->b</v></c>', ("text", "ab", None)),
    ('<c r="A1" t="str">\n  <v>x</v>\n</c>', ("text", "x", None)),
    ('<c r="A1" t="str"><v>x&#10;y&#x41;&lt;</v></c>', ("text", "x\nyA<", None)),
    ('<c r="A1" t="str"><v>a\r\nb</v></c>', ("text", "a\nb", None)),
    ('<c r="A1" t="str"><v>_x005F_x0041_</v></c>', ("text", "_x0041_", None)),
    ('<c r="A1" t="str"><v>_xD83D__xDE00__xD800_</v></c>', ("text", "😀�", None)),
    ('<c r="A1" t="new"><v>x</v></c>', ("text", "x", None)),
    ('<c r="A1"><v>1</v><extLst><ext uri="u"/></extLst></c>', ("number", 1, None)),
]


@pytest.mark.parametrize("tree", [False, True])
@pytest.mark.parametrize(("markup", "expected"), ONE_CELL)
def test_one_cell(cells, markup, expected, tree):
    assert [cell[1:4] for cell in cells(f'<row r="1">{markup}</row>', tree)] == [expected]


@pytest.mark.parametrize("tree", [False, True])
def test_a_blank_before_the_slash_does_not_swallow_the_next_cell(cells, tree):
    found = cells('<row r="1"><c r="A1" s="1" /><c r="B1" s="2"/><c r="C1" t="s" ><v>0</v></c></row>', tree)
    assert [(cell[0], cell[2], cell[4]) for cell in found] == [("A1", None, 1), ("B1", None, 2), ("C1", "zero", 0)]


def test_positions_without_references(cells):
    found = cells('<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"/><c/></row><row><c/></row>')
    assert [cell[0] for cell in found] == ["A1", "B1", "C5", "D5", "A6"]


def test_row_zero_stands_after_its_predecessor(cells):
    assert [cell[0] for cell in cells('<row r="0"><c><v>1</v></c></row><row r="0"><c/></row>')] == ["A1", "A2"]


def test_the_last_cell_of_a_sheet(cells):
    assert cells('<row r="1048576"><c r="XFD1048576" s="3"/></row>') == [("XFD1048576", "blank", None, None, 3)]


@pytest.mark.parametrize("reference", ["XFE1", "A1048577", "AAAA1", "A0", "1A", "A1:B2x"])
def test_references_outside_the_sheet_are_reported(read_book, reference):
    sheet = read_book(f'<sheetData><row r="1"><c r="{reference}"><v>1</v></c></row></sheetData>').sheets[0]
    assert sheet.cells.faults
    assert sheet.cells.element_count == 1


def test_order_and_repetition_are_kept_as_stored(read_book):
    rows = '<row r="2"><c r="B2"/><c r="A2"/></row><row r="1"><c r="A1"/><c r="A1"/></row>'
    table = read_book(f"<sheetData>{rows}</sheetData>").sheets[0].cells
    assert [cell.reference for cell in table] == ["B2", "A2", "A1", "A1"]
    assert table.faults == ["two cells at A1"]


def test_prefixed_sheets(read_book, tree_uses):
    book = read_book(
        '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData>"
        '<x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>',
        strings='<x:sst xmlns:x="urn:x"><x:si><x:t>a</x:t></x:si><x:si><x:t>b</x:t></x:si></x:sst>',
    )
    assert [cell.value for cell in book.sheets[0].cells] == ["b"]
    assert str(book.sheets[0].merges[0]) == "A1:B1"
    assert not tree_uses


def test_utf16_sheets(make_parts, zipped):
    from tr4ction_workbook.ooxml import read_workbook

    row = '<row r="1"><c r="A1" t="str"><v>é</v></c></row>'
    text = f'<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData>{row}</sheetData></worksheet>'
    for raw in (
        text.encode("utf-16"),
        text.encode("utf-16-be"),
        b"\xef\xbb\xbf" + text.replace("UTF-16", "UTF-8").encode(),
    ):
        book = read_workbook(zipped(make_parts(extra={"xl/worksheets/sheet1.xml": raw})))
        assert [cell.value for cell in book.sheets[0].cells] == ["é"]


def test_what_writers_write_does_not_need_the_tree(read_book, tree_uses):
    rows = (
        '<row r="1" spans="1:3"><c r="A1" s="1"/><c r="C1" s="2" t="s"><v>0</v></c></row><row r="2" ht="20"/>'
        '<row r="3"><c r="A3" t="str"><f>A1</f><v>x</v></c><c r="B3"><f t="shared" ref="B3:B4" si="0">A1</f>'
        "<v>1</v></c></row>"
    )
    for content in (rows, rows.replace("><", ">\n  <"), rows.replace('r="A1" s="1"', 's="1" r="A1"')):
        sheet = read_book(f"<sheetData>{content}</sheetData>", strings=STRINGS).sheets[0]
        assert len(sheet.cells) == 4
        assert sheet.rows[2].height == 20
    assert not tree_uses


def test_many_rows_come_in_chunks(read_book, tree_uses):
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="str"><v>{"x" * 90}</v></c></row>' for row in range(1, 20_001))
    table = read_book(f"<sheetData>{rows}</sheetData>").sheets[0].cells
    assert len(table) == table.element_count == 20_000
    assert [cell.row for cell in table] == list(range(1, 20_001))
    assert table.row_of(12_345) == 12_346
    assert not tree_uses


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"1", 1),
        (b"-0", 0),
        (b"1.0", 1.0),
        (b".5", 0.5),
        (b"9" * 30, 1e30),
        (b"", None),
        (b"inf", None),
        (b"0x1", None),
    ],
)
def test_numbers(raw, expected):
    assert number(raw) == expected


CELL = st.builds(
    lambda style, body: (style, body),
    st.sampled_from(["", ' s="1"', ' s="0"']),
    st.sampled_from(
        ["/>", "></c>", "><v>1</v></c>", ' t="s"><v>1</v></c>', ' t="str"><f>A1</f><v>&amp;</v></c>',
         ' t="b"><v>1</v></c>', ' t="inlineStr"><is><t>q</t></is></c>', ' t="inlineStr"><is><r><t>q</t></r></is></c>',
         "><v>12.50</v></c>",
         '><f t="array" ref="A1:B2">X</f><v>1</v></c>', ' t="e"><v>#REF!</v></c>', " />", ' cm="1"><v>3</v></c>']
    ),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.dictionaries(st.integers(1, 60), st.dictionaries(st.integers(1, 40), CELL, max_size=6), max_size=6),
    st.sampled_from(["", "\n"]),
)
def test_the_patterns_and_the_tree_agree(read_book, grid, gap):
    from tr4ction_workbook.ooxml.model import column_letters

    content = ""
    for row in sorted(grid):
        content += f'<row r="{row}">{gap}'
        for column in sorted(grid[row]):
            style, body = grid[row][column]
            content += f'<c r="{column_letters(column)}{row}"{style}{body}{gap}'
        content += f"</row>{gap}"
    fast, slow = (
        read_book(f"<sheetData>{content}{comment}</sheetData>", strings=STRINGS).sheets[0].cells
        for comment in ("", TREE)
    )
    assert list(fast) == list(slow)
    assert fast.element_count == slow.element_count == len(fast) == sum(map(len, grid.values()))
    assert fast.rich == slow.rich
    assert fast.metadata == slow.metadata
