"""Which cell a key means, and what is said of keys that mean none."""

from __future__ import annotations

from typing import Any

import pytest

from tr4ction_workbook.fields import FillableField
from tr4ction_workbook.filling import FillError, fill_workbook
from tr4ction_workbook.filling.model import cell_name

NAMES = ("Plano", "My sheet", "It's", "Sim!", "Gráfico")
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets></workbook>'
)
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def field(field_id, cell_range="B2", kind="text_short", options=(), sheet="S"):
    return FillableField(
        field_id, sheet, cell_range, "Nome", kind, tuple(options), True, None, None, None, None, 0, 1.0, ()
    )


@pytest.fixture
def book(make_package):
    """Four worksheets and a chart sheet."""
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(NAMES, 1))
    kinds = ["worksheet"] * 4 + ["chartsheet"]
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONSHIP}/{kind}" Target="worksheets/sheet{n}.xml"/>'
        for n, kind in enumerate(kinds, 1)
    )
    worksheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    extra = {f"xl/worksheets/sheet{n}.xml": worksheet for n in range(1, 6)}
    extra["xl/workbook.xml"] = BOOK.format(sheets)
    extra["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )
    return make_package(extra=extra)


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        ("Plano!B4", "Plano!B4"),
        ("plano!b4", "Plano!B4"),
        ("'Plano'!$B$4", "Plano!B4"),
        ("My sheet!A1", "'My sheet'!A1"),
        ("'MY SHEET'!A1", "'My sheet'!A1"),
        ("It's!A1", "'It''s'!A1"),
        ("'It''s'!A1", "'It''s'!A1"),
        ("Sim!!A1", "'Sim!'!A1"),
        ("'Sim!'!A1", "'Sim!'!A1"),
        ("Plano!B4:D5", "Plano!B4"),
    ],
)
def test_a_cell_by_its_name(key, cell, book):
    assert fill_workbook(book, {key: 1}).cells == (cell,)


@pytest.mark.parametrize(
    ("key", "code", "said"),
    [
        ("Plan!B4", "unknown_sheet", "did you mean 'Plano'?"),
        ("Outra!B4", "unknown_sheet", "no sheet 'Outra'"),
        ("Plano!B", "cell_malformed", "'B' is no cell"),
        ("Plano!", "cell_malformed", "'' is no cell"),
        ("Plano!A0", "cell_malformed", "'A0' is no cell"),
        ("Plano!XFE1", "cell_malformed", "'XFE1' is no cell"),
        ("Plano!R1C1", "cell_malformed", "'R1C1' is no cell"),
        ("nome", "unknown_field", "no field of this id."),
        ("s.nom", "unknown_field", "did you mean 's.nome'?"),
        ("Gráfico!A1", "sheet_not_fillable", "it is a chartsheet"),
    ],
)
def test_a_key_that_means_no_cell(key, code, said, book):
    with pytest.raises(FillError) as caught:
        fill_workbook(book, {key: 1}, fields=[field("s.nome", sheet="Plano")] if key == "s.nom" else ())
    (finding,) = caught.value.findings
    assert (finding.code, caught.value.code) == (code, code)
    assert finding.where.startswith(key[:4])
    assert said in str(finding)


def test_all_refusals_come_at_once_in_the_order_of_the_answers(book):
    answers: Any = {"nome": 1, "Plano!A1": "\x00", "Plan!A1": 1, "Plano!A2": 5, "'My sheet'!B2": [], "Plano!C1": "\x01"}
    with pytest.raises(FillError) as caught:
        fill_workbook(book, answers)
    assert [(finding.code, finding.where) for finding in caught.value.findings] == [
        ("unknown_field", "nome"),
        ("illegal_character", "Plano!A1"),
        ("unknown_sheet", "Plan!A1"),
        ("answer_type", "'My sheet'!B2"),
        ("illegal_character", "Plano!C1"),
    ]
    assert caught.value.code == "answers_refused"
    assert "U+0001" in str(caught.value)


def test_fields_by_their_id(fill, refuse):
    fields = [field("s.nome"), field("s.idade", "C2:D3", "number")]
    result = fill("<sheetData/>", {"s.nome": "Ana", "s.idade": 33}, fields=fields)
    assert (result.cell("B2").value, result.cell("C2").value) == ("Ana", 33)
    assert result.filled.cells == ("S!B2", "S!C2")
    twice = {"s.nome": "Ana", "S!B2": "Bia"}
    assert refuse("<sheetData/>", twice, fields=fields) == [("answered_twice", "S!B2")]
    assert fill("<sheetData/>", {"s.nome": "Ana", "S!B2": "Ana"}, fields=fields).cell("B2").value == "Ana"


def test_emptying_a_field_of_several_cells(fill):
    sheet = (
        '<sheetData><row r="2"><c r="B2" s="1"><v>1</v></c><c r="C2" s="2"><v>2</v></c><c r="D2"><v>3</v></c></row>'
        '<row r="3"><c r="B3"><f>1+1</f><v>2</v></c><c r="C3"><v>4</v></c></row></sheetData>'
    )
    result = fill(sheet, {"s.nome": None, "S!C3": 9}, fields=[field("s.nome", "B2:C3")])
    found = {name: result.cell(name).value for name in ("B2", "C2", "D2", "B3", "C3")}
    assert found == {"B2": None, "C2": None, "D2": 3, "B3": 2, "C3": 9}
    assert fill(sheet, {"s.nome": "x"}, fields=[field("s.nome", "B2:C3")]).cell("C2").value == 2


@pytest.mark.parametrize(
    ("kind", "options", "answer", "stored"),
    [
        ("text_short", (), 2026, 2026),
        ("text_long", (), True, True),
        ("number", (), 1.5, 1.5),
        ("boolean", (), True, True),
        ("boolean", (), "Não", False),
        ("boolean", (), "true", True),
        ("boolean", ("Sim", "Não"), True, "Sim"),
        ("boolean", ("Sim", "Não"), False, "Não"),
        ("boolean", ("✅ Sim", "❌ Não"), True, "✅ Sim"),
        ("boolean", ("Sim", "Não"), "sim", "Sim"),
        ("boolean", ("TRUE", "FALSE"), False, False),
        ("choice", ("Alta", "Média"), "Média", "Média"),
        ("choice", ("Alta", "Média"), " alta ", "Alta"),
        ("choice", ("a", "A"), "A", "A"),
        ("choice", ("1", "2"), 2, 2),
        ("choice", ("1", "2"), "2", 2),
        ("choice", ("01", "02"), "02", "02"),
    ],
)
def test_answers_as_their_field_says(kind, options, answer, stored, fill):
    result = fill("<sheetData/>", {"f": answer}, fields=[field("f", kind=kind, options=options)])
    assert result.cell("B2").value == stored
    assert type(result.cell("B2").value) is type(stored)


@pytest.mark.parametrize(
    ("kind", "options", "answer", "code"),
    [
        ("number", (), "12", "number_expected"),
        ("number", (), True, "number_expected"),
        ("date", (), "31/01/2026", "date_expected"),
        ("date", (), 46053, "date_expected"),
        ("date", (), True, "date_expected"),
        ("boolean", (), "talvez", "boolean_expected"),
        ("boolean", (), 1, "boolean_expected"),
        ("boolean", ("Sim", "Não"), "talvez", "choice_unknown"),
        ("choice", ("Alta", "Média"), "Baixa", "choice_unknown"),
        ("choice", ("Alta", "Média"), True, "choice_unknown"),
        ("choice", ("Alta", "Média"), 1, "choice_unknown"),
    ],
)
def test_answers_that_their_field_does_not_take(kind, options, answer, code, refuse):
    assert refuse("<sheetData/>", {"f": answer}, fields=[field("f", kind=kind, options=options)]) == [(code, "S!B2")]


@pytest.mark.parametrize(
    ("sheet", "name"),
    [
        ("ICP", "ICP!A1"),
        ("A1", "'A1'!A1"),
        ("R1C1", "'R1C1'!A1"),
        ("2 b", "'2 b'!A1"),
        ("Ação_1", "Ação_1!A1"),
        ("a'b", "'a''b'!A1"),
    ],
)
def test_names_of_cells_as_formulas_write_them(sheet, name):
    assert cell_name(sheet, 1, 1) == name
