"""Types, options, examples and phases of fields that are found."""

from __future__ import annotations

import datetime

import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation


def validate(cell, **rule):
    def change(sheet):
        validation = DataValidation(**rule)
        validation.add(cell)
        sheet.add_data_validation(validation)

    return change


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"type": "list", "formula1": '"Alta, Média,Baixa,Alta"'}, ("choice", ("Alta", "Média", "Baixa"))),
        ({"type": "list", "formula1": '"Sim,Não"'}, ("boolean", ("Sim", "Não"))),
        ({"type": "whole", "operator": "greaterThan", "formula1": "0"}, ("number", ())),
        ({"type": "date", "operator": "greaterThan", "formula1": "1"}, ("date", ())),
    ],
)
def test_validation_decides_the_type(fields_of, rule, expected):
    (field,) = fields_of("{Campo} | []", change=validate("B1", **rule))
    assert (field.inferred_type, field.options) == expected


@pytest.mark.parametrize("formula", ["$D$1:$D$3", "Ficha!$D$1:$D$3", "'Ficha'!$D$1:$D$3", "Estados"])
def test_options_behind_a_range_or_a_name(draw, detect, formula):
    sheet = draw("{UF} | [] | | BA \n | | | SP\n | | | RJ")
    validate("B1", type="list", formula1=formula)(sheet)
    sheet.parent.defined_names["Estados"] = DefinedName("Estados", attr_text="Ficha!$D$1:$D$3")
    (field,) = detect(sheet).fields
    assert field.options == ("BA", "SP", "RJ")


@pytest.mark.parametrize("formula", ["OFFSET(A1,0,0)", "#REF!", "Nada!A1:A3", "[1]Fora!A1:A3", "Laço"])
def test_a_list_that_needs_calculating_has_no_options(draw, detect, formula):
    sheet = draw("{UF} | []")
    validate("B1", type="list", formula1=formula)(sheet)
    sheet.parent.defined_names["Laço"] = DefinedName("Laço", attr_text="Laço")
    (field,) = detect(sheet).fields
    assert (field.inferred_type, field.options) == ("choice", ())


def test_a_drop_down_without_box_or_label_is_a_field(fields_of):
    (field,) = fields_of(
        "", change=lambda sheet: (sheet.__setitem__("C3", ""), validate("C3", type="list", formula1='"A,B"')(sheet))
    )
    assert (field.cell_range, field.label) == ("C3", "")
    assert field.confidence < 0.8


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (None, "dd/mm/yyyy", ("date", None)),
        (datetime.date(2025, 6, 1), "dd/mm/yyyy", ("date", "2025-06-01")),
        (None, "R$ #,##0.00", ("number", None)),
        (0.5, "0%", ("number", "0.5")),
        (1200, "General", ("number", "1200")),
        ("3,7%", "General", ("number", "3,7%")),
        ("Meta: 5%", "0%", ("text_short", "Meta: 5%")),
        (True, "General", ("boolean", "true")),
        ("Uma frase curta", "General", ("text_short", "Uma frase curta")),
        ("Uma frase longa. " * 5, "General", ("text_long", ("Uma frase longa. " * 5).strip())),
        ("____", "General", ("text_short", None)),
        ("[inserir nome]", "General", ("text_short", None)),
        ("Preencha aqui", "General", ("text_short", None)),
    ],
)
def test_type_and_example(fields_of, value, number_format, expected):
    def change(sheet):
        sheet["B1"].value = value
        sheet["B1"].number_format = number_format

    (field,) = fields_of("{Campo} | []", change=change)
    assert (field.inferred_type, field.example_value) == expected


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("mmmd", ["jan25 / CAC", "fev25 / CAC"]),
        ("mmm-yy", ["jan26 / CAC", "fev26 / CAC"]),
        ("[$-416]mmm\\-yy;@", ["jan26 / CAC", "fev26 / CAC"]),
        ("mmmm/yyyy", ["jan26 / CAC", "fev26 / CAC"]),
        ("dd/mm/yyyy", ["2026-01-25 / CAC", "2026-02-25 / CAC"]),
    ],
)
def test_month_headings_read_as_months(fields_of, number_format, expected):
    def months(sheet):
        for cell, month in (("B1", 1), ("C1", 2)):
            sheet[cell].value = datetime.date(2026, month, 25)
            sheet[cell].number_format = number_format

    fields = fields_of("{KPI} | {x} | {x}\n{CAC} | [] | []", change=months)
    assert [field.label for field in fields] == expected


@pytest.mark.parametrize(
    ("title", "phase"),
    [
        ("2.1 ICP", "icp"),
        ("3.1 Persona 01", "persona"),
        ("2.0 Análise SWOT", "swot"),
        ("3.2 Jornada do Cliente", "journey"),
        ("10.1 OKRs e KPIs", "metrics"),
        ("Análisis DAFO", "swot"),
        ("Propuesta de valor", "value_proposition"),
        ("Competitors", "competition"),
        ("Modelo de Negócios", "business_model"),
        ("Start time", None),
        ("Ficha", None),
    ],
)
def test_phase_from_the_sheet_name(draw, detect, title, phase):
    (field,) = detect(draw("{Nome} | []", title=title)).fields
    assert field.phase == phase


def test_phase_from_the_heading_of_a_sheet_whose_tab_says_nothing(draw, detect):
    heading = detect(draw("#Jornada do cliente\n{Nome} | []", title="Aba 3")).fields
    words_below = detect(draw("#Ficha\n{Nome} | []\nA persona que compra", title="Aba 3")).fields
    assert [field.phase for field in (*heading, *words_below)] == ["journey", None]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Data", "date"),
        ("Data prevista", "date"),
        ("Nova data de entrega", "date"),
        ("Start date", "date"),
        ("Fecha", "date"),
        ("Data source", "text_short"),
        ("Optional data point", "text_short"),
    ],
)
def test_a_label_that_asks_for_a_date(fields_of, label, expected):
    (field,) = fields_of(f"{{{label}}} | []")
    assert field.inferred_type == expected
