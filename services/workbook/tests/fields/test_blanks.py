"""Blanks to write on: alone in a cell, or among the words that say what belongs there."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from tr4ction_workbook.fields.blanks import find_blank


@pytest.mark.parametrize(
    ("text", "label", "answered"),
    [
        ("Nome: ____", "Nome", "Nome: X"),
        ("Nome:____", "Nome", "Nome: X"),
        ("Nome ______________", "Nome", "Nome X"),
        ("Qual é a dor? ………", "Qual é a dor?", "Qual é a dor? X"),
        ("Setor: ...", "Setor", "Setor: X"),
        ("Assinatura ............", "Assinatura", "Assinatura X"),
        ("Valor: R$ ____", "Valor: R$", "Valor: R$ X"),
        ("Equipe: ____pessoas", "Equipe", "Equipe: X pessoas"),
        ("Empresa: [inserir nome]", "Empresa", "Empresa: X"),
        ("Company: <enter name>", "Company", "Company: X"),
        ("Empresa:\n____", "Empresa", "Empresa:\nX"),
        ("Dados da empresa\nNome: ____", "Nome", "Dados da empresa\nNome: X"),
        ("Nascimento: __/__/____", "Nascimento", "Nascimento: X"),
        ("名前：____", "名前：", "名前：X"),
        (
            "Eu, ____, declaro que li e aceito as condições do programa.",
            "Eu, … , declaro que li e aceito as condições do programa.",
            "Eu, X, declaro que li e aceito as condições do programa.",
        ),
    ],
)
def test_the_words_before_a_blank_name_it_and_stay(text, label, answered):
    blank = find_blank(text)
    assert blank is not None
    assert (blank.label, blank.filled("X"), blank.is_one) == (label, answered, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "____",
        "Nome:",
        "Introdução ........ 3",
        "Aguarde...",
        "e assim por diante…",
        "snake__case",
        "Observação: clique no botão",
        "Formato: [dd/mm/aaaa]",
        "Nota (opcional)",
        "1. ____",
        "x" * 300 + ": ____",
    ],
)
def test_words_without_a_blank(text):
    assert find_blank(text) is None


def test_one_answer_takes_the_place_of_several_blanks():
    blank = find_blank("Para ____ que ____, somos ____.")
    assert blank is not None
    assert (blank.label, blank.filled("Para pais, somos a escola."), blank.is_one) == (
        "Para … que … , somos … .",
        "Para pais, somos a escola.",
        False,
    )


def test_a_cell_with_a_blank_is_a_field_of_its_own(fields_of):
    fields = fields_of("#Ficha\nNome: ____ | Idade: ____ anos\nNascimento: __/__/____\nData: ____")
    assert [(field.cell_range, field.label, field.help, field.inferred_type) for field in fields] == [
        ("A2", "Nome", None, "text_short"),
        ("B2", "Idade", "anos", "text_short"),
        ("A3", "Nascimento", None, "date"),
        ("A4", "Data", None, "date"),
    ]
    assert {field.example_value for field in fields} == {None}
    assert fields[0].reasons[:2] == ("a blank to write on", "label in the cell itself: Nome")


def test_several_blanks_in_one_cell_are_one_field_of_which_we_are_less_sure(fields_of):
    one, several = fields_of("Nome: ____\nNome: ____ CPF: ____")
    assert (several.cell_range, several.label, several.inferred_type) == ("A2", "Nome: … CPF: …", "text_long")
    assert several.confidence < one.confidence
    assert several.reasons[0] == "several blanks in one cell, which one answer takes the place of"


def test_a_blank_in_the_paint_of_labels(named):
    drawing = "{Cidade} | []\n{Bairro} | []\n{Rua: ____} | \n{UF: ____} | []"
    assert named(drawing) == {"B1": "Cidade", "B2": "Bairro", "A3": "Rua", "B4": "UF"}


def test_a_blank_that_names_the_rest_of_its_row(named):
    drawing = "{Objetivo} | {Meta} | {Prazo}\n(Objetivo 1: ____) | [] | []\n(Objetivo 2: ____) | [] | []"
    assert named(drawing) == {
        "A2": "Objetivo 1",
        "B2": "Meta / Objetivo 1",
        "C2": "Prazo / Objetivo 1",
        "A3": "Objetivo 2",
        "B3": "Meta / Objetivo 2",
        "C3": "Prazo / Objetivo 2",
    }


def test_a_line_to_write_on_needs_no_box(named):
    assert named("Nome | ____\nCidade | <inserir nome>\nEstado | Bahia") == {"B1": "Nome", "B2": "Cidade"}


def test_a_cell_with_a_blank_and_a_list_holds_the_choice_alone(fields_of):
    def change(sheet):
        validation = DataValidation(type="list", formula1='"A,B"')
        validation.add("B1")
        sheet.add_data_validation(validation)

    (field,) = fields_of("{Porte} | Escolha: ____", change=change)
    assert (field.label, field.options) == ("Porte", ("A", "B"))
