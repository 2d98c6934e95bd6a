"""Header cells of tables and the names in the table's part say the same."""

from __future__ import annotations

import pytest

from tr4ction_workbook.ooxml import read_workbook

PART = "xl/tables/table1.xml"
SHEET = (
    '<sheetData><row r="2"><c r="B2" t="inlineStr"><is><t>Nome</t></is></c>'
    '<c r="C2" t="inlineStr"><is><t>Idade</t></is></c></row><row r="3"><c r="B3"/><c r="C3"/></row></sheetData>'
)


def package(table_attributes="", extra=None, columns=("Nome", "Idade")):
    names = "".join(f'<tableColumn id="{n}" name="{name}" dataDxfId="{n}"/>' for n, name in enumerate(columns, 1))
    table = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" displayName="Equipe" '
        f'ref="B2:C3"{table_attributes}><tableColumns count="2">{names}</tableColumns></table>'
    )
    return {"sheet_rels": (("rId1", "table", "../tables/table1.xml"),), "extra": {PART: table, **(extra or {})}}


def columns(result):
    return read_workbook(result.filled.data).sheets[0].tables[0].columns


@pytest.mark.parametrize(
    ("answer", "name", "markup"),
    [
        ("Cargo", "Cargo", b'name="Cargo"'),
        (2026, "2026", b'name="2026"'),
        (2.50, "2.5", b'name="2.5"'),
        (True, "TRUE", b'name="TRUE"'),
        ('a "b"\n<c>', 'a "b"\n<c>', b'name="a &quot;b&quot;_x000a_&lt;c&gt;"'),
        ("_x0041_", "_x0041_", b'name="_x005F_x0041_"'),
        ("NOME", "NOME", b'name="NOME"'),
    ],
)
def test_a_column_takes_the_name_of_its_header(answer, name, markup, fill):
    result = fill(SHEET, {"B2": answer}, **package())
    assert result.cell("B2").value == name
    assert columns(result) == (name, "Idade")
    assert markup in result.part(PART)
    assert result.filled.parts == [PART, "xl/worksheets/sheet1.xml"]
    assert result.part(PART).count(b'dataDxfId="2"') == 1


def test_two_columns_may_swap_names(fill):
    assert columns(fill(SHEET, {"B2": "Idade", "C2": "Nome"}, **package())) == ("Idade", "Nome")


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"B2": None}, "table_header_malformed"),
        ({"B2": "  "}, "table_header_malformed"),
        ({"B2": "x" * 256}, "table_header_malformed"),
        ({"B2": "IDADE"}, "table_header_repeated"),
    ],
)
def test_names_that_a_column_cannot_have(answers, code, refuse):
    assert refuse(SHEET, answers, **package()) == [(code, "S!B2")]


@pytest.mark.parametrize("reference", ["Equipe[Nome]", "Equipe[[#This Row],[Nome]]", "Equipe[@Nome]"])
def test_a_name_that_formulas_use_stays(reference, refuse, fill):
    sheet = SHEET.replace('<c r="B3"/>', f'<c r="B3"/><c r="F3"><f>SUM({reference})</f></c>').replace('<c r="C3"/>', "")
    assert refuse(sheet, {"B2": "Cargo"}, **package()) == [("table_header_used", "S!B2")]
    assert fill(sheet, {"B2": "Nome"}, **package()).cell("B2").value == "Nome"
    assert columns(fill(sheet, {"C2": "Cargo"}, **package())) == ("Nome", "Cargo")


def test_the_columns_of_a_query_stay(refuse):
    assert refuse(SHEET, {"B2": "x"}, **package(' tableType="queryTable"')) == [("table_header_used", "S!B2")]


def test_tables_without_a_header_and_cells_below_it(fill):
    result = fill(SHEET, {"B2": 5, "B3": 6}, **package(' headerRowCount="0"'))
    assert (result.cell("B2").value, columns(result)) == (5, ("Nome", "Idade"))
    assert fill(SHEET, {"B3": 6}, **package()).filled.parts == ["xl/worksheets/sheet1.xml"]
