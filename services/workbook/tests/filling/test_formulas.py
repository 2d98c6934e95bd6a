"""Formulas are not answered, what they gave is out of date, and those that go leave no trace behind."""

from __future__ import annotations

from typing import Any

import pytest

FORMULA = '<c r="A1"><f>B1*2</f><v>4</v></c>'
PLAIN = f'<sheetData><row r="1">{FORMULA}<c r="B1"><v>2</v></c></row></sheetData>'
CALC_CHAIN = (
    '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="A1" i="1"/></calcChain>'
)
WITH_CHAIN: dict[str, Any] = {
    "book_rels": (("rId9", "calcChain", "calcChain.xml"),),
    "extra": {"xl/calcChain.xml": CALC_CHAIN},
}
WORKBOOK, RELS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"


def sheet(*rows):
    return f"<sheetData>{''.join(rows)}</sheetData>"


@pytest.mark.parametrize(
    ("content", "cell", "code"),
    [
        (FORMULA, "A1", "formula_cell"),
        ('<c r="A1"><f t="shared" si="0"/><v>1</v></c>', "A1", "formula_cell"),
        ('<c r="A1"><f/></c>', "A1", "formula_cell"),
        ('<c r="A1"><f t="array" ref="A1:C2">B9:D10</f><v>1</v></c><c r="B1"><v>1</v></c>', "B1", "array_formula"),
        ('<c r="A1"><f t="array" ref="A1:C2">B9:D10</f><v>1</v></c>', "C2", "array_formula"),
        ('<c r="A1" cm="1"><f t="array" ref="A1:A3">SORT(D1:D3)</f><v>1</v></c>', "A2", "array_formula"),
        ('<c r="A1"><f t="dataTable" ref="A1:B2" r1="D1"/><v>1</v></c>', "B2", "data_table"),
    ],
    ids=["plain", "shared", "hollow", "array", "array-blank", "dynamic", "data-table"],
)
@pytest.mark.parametrize("answer", [5, None], ids=["value", "empty"])
def test_formulas_are_refused_by_name(content, cell, code, answer, refuse):
    assert refuse(sheet(f'<row r="1">{content}</row>'), {cell: answer}) == [(code, f"S!{cell}")]


def test_a_pivot_table_is_refused_by_name(refuse):
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    pivot = f'<pivotTableDefinition xmlns="{namespace}"><location ref="A3:B6"/></pivotTableDefinition>'
    package = {
        "sheet_rels": (("rId1", "pivotTable", "../pivotTables/p.xml"),),
        "extra": {"xl/pivotTables/p.xml": pivot},
    }
    assert refuse(sheet(), {"B4": 1, "C4": 1}, **package) == [("pivot_table", "S!B4")]


def test_workbooks_with_formulas_ask_to_be_calculated(fill):
    result = fill(PLAIN, {"B1": 3}, **WITH_CHAIN)
    assert result.filled.recalculates
    assert result.filled.parts == [WORKBOOK, "xl/worksheets/sheet1.xml"]
    assert result.part(WORKBOOK).endswith(b'</sheets><calcPr fullCalcOnLoad="1"/></workbook>')
    assert result.part("xl/calcChain.xml") == CALC_CHAIN.encode()


@pytest.mark.parametrize(
    ("book", "after"),
    [
        ('<calcPr calcId="191029"/>', '<calcPr calcId="191029" fullCalcOnLoad="1"/>'),
        ('<calcPr fullCalcOnLoad="0" calcMode="manual"/>', '<calcPr fullCalcOnLoad="1" calcMode="manual"/>'),
        ("<calcPr></calcPr>", '<calcPr fullCalcOnLoad="1"></calcPr>'),
        ("<definedNames/><oleSize/><extLst/>", '<definedNames/><calcPr fullCalcOnLoad="1"/><oleSize/><extLst/>'),
        ("<!-- <calcPr/> --><pivotCaches/>", '<calcPr fullCalcOnLoad="1"/><!-- <calcPr/> --><pivotCaches/>'),
    ],
)
def test_the_recalculation_flag(book, after, fill):
    result = fill(PLAIN, {"B1": 3}, book=book)
    assert after in result.part(WORKBOOK).decode()


def test_a_workbook_that_asks_already_is_left_alone(fill):
    result = fill(PLAIN, {"B1": 3}, book='<calcPr fullCalcOnLoad="1"/>')
    assert result.filled.recalculates
    assert result.filled.parts == ["xl/worksheets/sheet1.xml"]


def test_nothing_changes_where_nothing_is_written(fill):
    result = fill(PLAIN, {"C9": None}, **WITH_CHAIN)
    assert result.filled.data == result.before
    assert result.filled.recalculates is False


@pytest.mark.parametrize(("other", "expected"), [(PLAIN, True), (sheet("<!-- <f>1</f> -->"), False), (sheet(), False)])
def test_formulas_of_other_sheets_count(other, expected, fill, make_parts):
    names = make_parts()[WORKBOOK].replace("</sheets>", '<sheet name="T" sheetId="2" r:id="rId8"/></sheets>')
    second = make_parts(other)["xl/worksheets/sheet1.xml"]
    result = fill(
        sheet(),
        {"A1": 1},
        book_rels=(("rId8", "worksheet", "worksheets/sheet2.xml"),),
        extra={WORKBOOK: names, "xl/worksheets/sheet2.xml": second},
    )
    assert result.filled.recalculates is expected


def test_a_formula_may_be_overwritten_on_request(fill):
    result = fill(PLAIN, {"A1": 7}, overwrite_formulas=True, **WITH_CHAIN)
    assert '<c r="A1"><v>7</v></c>' in result.sheet
    assert set(result.filled.parts) == {RELS, WORKBOOK, "xl/calcChain.xml", "xl/worksheets/sheet1.xml"}
    assert b"calcChain" not in result.part(RELS) + result.part(TYPES)
    assert "xl/calcChain.xml" not in result.filled.data.decode("latin-1")


def test_the_chain_leaves_the_content_types_too(fill, make_parts):
    types = make_parts()[TYPES].replace(
        "</Types>",
        '<Override PartName="/xl/CALCCHAIN.xml" ContentType="x"/>'
        '<Override PartName="/xl/a.xml" ContentType="y"/></Types>',
    )
    package = {"book_rels": WITH_CHAIN["book_rels"], "extra": {**WITH_CHAIN["extra"], TYPES: types}}
    result = fill(PLAIN, {"A1": None}, overwrite_formulas=True, **package)
    assert b"CALCCHAIN" not in result.part(TYPES)
    assert b"/xl/a.xml" in result.part(TYPES)


def test_larger_formulas_are_never_overwritten_in_part(fill, refuse):
    array = '<c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c>'
    assert refuse(sheet(f'<row r="1">{array}</row>'), {"A1": 1}, overwrite_formulas=True) == [("array_formula", "S!A1")]
    single = array.replace("A1:A2", "A1")
    assert refuse(sheet(f'<row r="1">{single}</row>'), {"A1": 1}) == [("array_formula", "S!A1")]
    assert fill(sheet(f'<row r="1">{single}</row>'), {"A1": 1}, overwrite_formulas=True).cell("A1").formula is None


SHARED = sheet(
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A4" si="0">B1&amp;$C$1</f><v>1</v></c></row>',
    *(f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/><v>1</v></c></row>' for row in (2, 3, 4)),
)


def test_the_first_cell_of_a_shared_formula_hands_it_on(fill):
    result = fill(SHARED, {"A1": 9, "A3": None}, overwrite_formulas=True)
    assert {name: result.cell(name).formula for name in ("A1", "A2", "A3", "A4")} == {
        "A1": None,
        "A2": "B2&$C$1",
        "A3": None,
        "A4": "B4&$C$1",
    }
    assert '<c r="A2"><f t="shared" si="0" ref="A2:A4">B2&amp;$C$1</f><v>1</v></c>' in result.sheet
    assert '<c r="A4"><f t="shared" si="0"/><v>1</v></c>' in result.sheet


def test_another_cell_of_a_shared_formula_only_leaves(fill):
    result = fill(SHARED, {"A2": 9}, overwrite_formulas=True)
    assert result.sheet == SHARED.replace('<c r="A2"><f t="shared" si="0"/><v>1</v></c>', '<c r="A2"><v>9</v></c>')


def test_all_cells_of_a_shared_formula_leave(fill):
    result = fill(SHARED, dict.fromkeys(("A1", "A2", "A3", "A4"), 1), overwrite_formulas=True)
    assert "<f" not in result.sheet


def test_a_shared_formula_whose_next_cell_points_outside_the_sheet(fill):
    rows = sheet(
        '<row r="1"><c r="B1"><f t="shared" si="3"/></c></row>',
        '<row r="2"><c r="B2"><f t="shared" ref="B1:B3" si="3">B1+1</f></c></row>',
        '<row r="3"><c r="B3"><f t="shared" si="3" ca="1"></f></c></row>',
    )
    result = fill(rows, {"B2": 0}, overwrite_formulas=True)
    assert (result.cell("B1").formula, result.cell("B3").formula) == ("#REF!+1", "B2+1")
    assert '<f ca="1">B2+1</f>' in result.sheet
