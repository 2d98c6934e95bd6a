"""Which fields must be answered."""

from __future__ import annotations

import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation


@pytest.fixture
def required(fields_of):
    """As `fields_of`, but the ranges of required fields only."""
    return lambda *args, **kwargs: [field.cell_range for field in fields_of(*args, **kwargs) if field.required]


def validate(cell, **rule):
    def change(sheet):
        validation = DataValidation(**rule)
        validation.add(cell)
        sheet.add_data_validation(validation)

    return change


@pytest.mark.parametrize(
    "words",
    [
        "Gênero (opcional)",
        "Site, se houver",
        "Apelido\\nNão obrigatório",
        "Apelido\\nNão é obrigatório",
        "Logo (optional)",
        "Logo - not required",
        "Fax, if any",
        "Apodo (no obligatorio)",
        "Sócios\\nObrigatório se houver sócios",
    ],
)
def test_what_says_that_it_is_optional(required, words):
    assert required(f"{{Nome}} | []\n{{{words}}} | []") == ["B1"]


def test_a_note_or_an_input_message_says_that_it_is_optional(required):
    def change(sheet):
        sheet["B2"].comment = Comment("Opcional", "equipe")
        validate("B3", type="whole", operator="greaterThan", formula1="0", promptTitle="Opcional", prompt="Em anos")(
            sheet
        )

    assert required("{Nome} | []\n{Fax} | []\n{Idade} | []", change=change) == ["B1"]


@pytest.mark.parametrize(
    "explanation", ["* obrigatório", "(*) Campos obrigatórios", "Fields marked with * are required", "* Obligatorio"]
)
def test_where_asterisks_are_explained_the_rest_is_optional(required, explanation):
    drawing = (
        f"{explanation}\n{{Nome *}} | []\n{{Fax}} | []\n{{E-mail*:}} | []\n{{*CNPJ}} | []\n{{Rua (obrigatório)}} | []"
    )
    assert required(drawing) == ["B2", "B4", "B5", "B6"]


@pytest.mark.parametrize("words", ["Valores em milhares *", "* estimativa", "Preencha os campos"])
def test_an_asterisk_that_is_not_explained_takes_nothing_from_the_rest(required, words):
    assert required(f"{words}\n{{Nome *}} | []\n{{Fax}} | []") == ["B2", "B3"]


def test_a_label_that_says_so_itself_explains_nothing(required):
    assert required("{Nome * (obrigatório)} | []\n{Cidade} | []") == ["B1", "B2"]


def test_a_column_header_with_an_asterisk(required):
    drawing = "* obrigatório\n{Canal} | {Meta *} | {Nota}\n(Site) | [] | []\n(Blog) | [] | []"
    assert required(drawing) == ["B3", "B4"]


def test_a_rule_that_takes_no_blank(required):
    rule = validate("B3", type="list", formula1='"A,B"', allow_blank=False)
    assert required("* obrigatório\n{Nome *} | []\n{Porte} | []\n{Fax} | []", change=rule) == ["B2", "B3"]


def test_spare_rows_are_never_required(required):
    rule = validate("A2:A4", type="whole", operator="greaterThan", formula1="0", allow_blank=False)
    assert required("{Idade *}\n[]\n[]\n[]", change=rule) == ["A2"]
