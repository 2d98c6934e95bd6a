"""What looks like a box to fill and is none."""

from __future__ import annotations

import pytest
from openpyxl.styles import PatternFill

from tr4ction_workbook.fields.doubts import DOUBTS

LONG = "Descreva com calma o que a equipe fez nesta etapa do programa. " * 4


def test_every_doubt_says_why():
    assert all(doubt.__doc__ for doubt in DOUBTS)


def test_the_rest_of_a_column_of_formulas(named):
    def change(sheet):
        for row in (2, 3):
            sheet.cell(row, 1).value = f"=D{row}"

    drawing = "{Projeto} | {Nota}\n(a) | []\n(b) | []\n() | []\n() | []"
    assert list(named(drawing, change=change)) == ["B2", "B3", "B4", "B5"]


def test_inputs_over_their_total_are_not_taken_for_calculated(named):
    def change(sheet):
        sheet["B4"] = "=SUM(B2:B3)"

    assert list(named("{Item} | {Valor}\n(a) | []\n(b) | []\n{Total} | []", change=change)) == ["B2", "B3"]


def test_blank_corner_of_a_header_row(named):
    assert list(named("{} | {Jan} | {Fev}\n(Site) | [] | []\n(Blog) | [] | []")) == ["B2", "C2", "B3", "C3"]


def test_a_bar_in_the_paint_of_labels(named):
    drawing = "{Nome} | []\n{Cidade} | []\n{Estado} | []\n{} | "
    assert list(named(drawing)) == ["B1", "B2", "B3"]


def test_paint_too_dark_to_write_on(named):
    dark = PatternFill("solid", fgColor="FF1F3864")

    def paint(sheet):
        sheet["A1"].fill = sheet["B1"].fill = dark

    assert list(named("[Título] | []\n{Nome} | []", change=paint)) == ["B2"]


def test_a_row_that_parts_two_blocks_of_labels(named):
    grey = PatternFill("solid", fgColor="FFE7E6E6")

    def paint(sheet):
        for row in (1, 2, 4, 5):
            sheet.cell(row, 2).fill = grey

    assert list(named("[Nome] | []\n[Data] | []\n[] | \n[Local] | []\n[Hora] | []", change=paint)) == [
        "B1",
        "B2",
        "B4",
        "B5",
    ]


def test_explanation_in_a_box(named):
    assert list(named(f"{{Nome}} | []\n | \n[{LONG}] | <")) == ["B1"]


def test_a_long_answer_below_its_title_is_an_answer(named):
    assert list(named(f"{{Resumo}} | <\n[{LONG}] | <\n{{Nome}} | []")) == ["A2:B2", "B3"]


def test_a_sentence_to_imitate(named):
    drawing = "{Fórmula} | <\n[Ajudamos [quem] que sofrem com [dor]] | <\n{Sua frase} | <\n[] | <"
    assert named(drawing) == {"A4:B4": "Sua frase"}


def test_a_blank_box_beside_a_paragraph(named):
    assert list(named(f"[{LONG}] | []\n{{Nome}} | []")) == ["B2"]


def test_pages_of_explanation(named):
    text = "Este capítulo explica como usar cada uma das abas da planilha, e em que ordem."
    assert named("\n".join(f"{{Aba {number}}} | [{text}]" for number in range(1, 6))) == {}


@pytest.mark.parametrize("symbol", [">", "→", "▼"])
def test_arrows_between_boxes(named, symbol):
    assert list(named(f"{{Antes}} | | {{Depois}}\n[] | [{symbol}] | []")) == ["A2", "C2"]


def test_a_box_too_narrow_for_a_word(named):
    def narrow(sheet):
        sheet.column_dimensions["C"].width = 1.5

    assert list(named("{Nome} | [] | []", change=narrow)) == ["B1"]


def test_headers_beside_a_label_that_ends_with_a_colon(named):
    assert list(named("{Nome} | []\nAt: | Low | Medium | High")) == ["B1"]


def test_colons_point_at_nothing_where_boxes_mark_the_answers(named):
    assert list(named("{Nome} | []\nObservações: | | ")) == ["B1"]
