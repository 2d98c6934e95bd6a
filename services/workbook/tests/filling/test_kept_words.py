"""A cell that holds a label and a blank: the answer takes the place of the blank."""

from __future__ import annotations

from datetime import date

import pytest

from tr4ction_workbook.fields import detect_fields
from tr4ction_workbook.ooxml import read_workbook

STRINGS = "<si><r><t>Nome: </t></r><r><t>____</t></r></si>"


def inline(text):
    return f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData>'


@pytest.fixture
def answer(fill, make_package):
    """`answer(sheet, value)`: the text of A1, the one field of the sheet, and the codes of warnings."""

    def run(sheet, value, **package):
        (field,) = detect_fields(read_workbook(make_package(sheet, **package))).fields
        assert field.cell_range == "A1"
        result = fill(sheet, {field.field_id: value}, fields=[field], **package)
        return result.cell("A1").value, [warning.code for warning in result.filled.warnings]

    return run


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Nome: ____", "Ana & Bia", "Nome: Ana & Bia"),
        ("Idade:____ anos", 30, "Idade: 30 anos"),
        ("Sócio: ____", True, "Sócio: true"),
        ("Nome: ____", None, "Nome: ____"),
        ("Nome: ____", "", "Nome: ____"),
        ("Nome: ____ CPF: ____", "Nome: Ana CPF: 1", "Nome: Ana CPF: 1"),
    ],
)
def test_the_label_stays(answer, text, value, expected):
    assert answer(inline(text), value) == (expected, [])


def test_a_date_among_words_is_written_out(answer):
    assert answer(inline("Nascimento: __/__/____"), date(2000, 1, 31)) == ("Nascimento: 2000-01-31", ["date_as_text"])


def test_a_shared_text_in_runs(answer):
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    assert answer(sheet, "Ana", strings=STRINGS)[0] == "Nome: Ana"


def test_a_cell_that_is_addressed_by_itself_is_replaced(fill):
    assert fill(inline("Nome: ____"), {"A1": "Ana"}).cell("A1").value == "Ana"


def test_answers_of_its_length_are_refused(fill, make_package, refuse):
    (field,) = detect_fields(read_workbook(make_package(inline("Nome: ____")))).fields
    found = refuse(inline("Nome: ____"), {field.field_id: "x" * 32_767}, fields=[field])
    assert found == [("text_too_long", "S!A1")]
