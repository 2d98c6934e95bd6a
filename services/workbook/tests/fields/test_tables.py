"""Tables as templates draw them: lists, grids, blocks, quadrants. A table's cells are fields, its headers name them."""

from __future__ import annotations

import pytest
from openpyxl.styles import Font, PatternFill, Protection


def test_first_column_of_a_list_is_filled_like_its_spare_rows(named):
    """Its entries look like row labels; the rows that go on below say that they are examples."""
    drawing = """
        {Campanha}   | {Objetivo} | {Canal}
        (E-book)     | [Leads]    | [LinkedIn]
        (Webinar)    | [Nutrição] | []
        ()           | []         | []
        ()           | []         | []
    """
    assert named(drawing) == {
        f"{column}{row}": f"{header} ({row - 1})"
        for row in range(2, 6)
        for column, header in zip("ABC", ("Campanha", "Objetivo", "Canal"), strict=True)
    }


def test_row_labels_of_a_fixed_grid_are_no_fields(named):
    drawing = "{Canal} | {Jan} | {Fev}\n(Site) | [] | []\n(Blog) | [] | []"
    assert list(named(drawing)) == ["B2", "C2", "B3", "C3"]


def test_spacer_rows_and_columns_do_not_break_a_table(named):
    drawing = """
        {Etapa} | | {Antes} | | {Depois}
        {Ações} | | []      | | []
         | | | |
        {Dores} | | []      | | []
    """
    assert named(drawing) == {
        "C2": "Antes / Ações",
        "E2": "Depois / Ações",
        "C4": "Antes / Dores",
        "E4": "Depois / Dores",
    }


def test_repeated_sub_headers(named):
    drawing = """
        {Q1}     | {Meta} | {Status}
        (KR 1.1) | []     | []
        (KR 1.2) | []     | []
        {Q2}     | {Meta} | {Status}
        (KR 2.1) | []     | []
        (KR 2.2) | []     | []
    """
    found = named(drawing)
    assert list(found) == ["B2", "C2", "B3", "C3", "B5", "C5", "B6", "C6"]
    assert found["B6"] == "Meta / KR 2.2"


def test_quadrants_with_several_headers_over_one_box(named):
    drawing = """
        {S} | {Forças} | < | {W} | {Fraquezas} | <
        [Boa retenção] | < | < | [Poucos leads] | < | <
        [] | < | < | [] | < | <
        {O} | {Oportunidades} | < | {T} | {Ameaças} | <
        [] | < | < | [] | < | <
    """
    found = named(drawing)
    assert list(found) == ["A2:C2", "D2:F2", "A3:C3", "D3:F3", "A5:C5", "D5:F5"]
    assert (found["A2:C2"], found["D5:F5"]) == ("S Forças (1)", "T Ameaças")


def test_a_highlighted_example_is_not_a_header(named):
    yellow = PatternFill("solid", fgColor="FFFFFF00")

    def highlight(sheet):
        sheet["A3"].fill = sheet["B3"].fill = yellow

    found = named("{Forças} | {Fraquezas}\n[Marca] | [Preço]\n[Equipe] | [Prazo]\n[] | []", change=highlight)
    assert list(found) == ["A2", "B2", "A3", "B3", "A4", "B4"]


def test_columns_of_unequal_length(named):
    drawing = """
        {Interno}  | {Central} | {Externo}
        [Redes]    | [Ads]     | [Parceiros]
        []         | []        | []
                   |           | []
    """
    assert list(named(drawing)) == ["A2", "B2", "C2", "A3", "B3", "C3", "C4"]


def test_one_choice_in_each_row(fields_of):
    fields = fields_of("{Material} | {A fazer} | {Pronto}\n(Logo) | [] | [✔]\n(Site) | [✔] | []")
    assert [field.label for field in fields] == ["A fazer / Logo", "Pronto / Logo", "A fazer / Site", "Pronto / Site"]


def test_a_block_at_the_side_is_the_group(fields_of):
    drawing = """
        {Canvas} | < | <
        {Tipo} | {Ideia} | {Fonte}
        {Certeza} | [] | []
        ^ | [] | []
        {Dúvida} | [] | []
        ^ | [] | []
    """
    groups = {field.cell_range: field.group for field in fields_of(drawing)}
    assert (groups["B3"], groups["C4"], groups["B6"]) == ("Canvas > Certeza", "Canvas > Certeza", "Canvas > Dúvida")


def test_a_section_in_a_section(fields_of):
    drawing = """
        {Persona} | < | < | < | < | <
        {Dores} | < | < | {Desejos} | < | <
        (Medo) | [] | < | (Meta) | [] | <
    """
    assert [field.group for field in fields_of(drawing)] == ["Persona > Dores", "Persona > Desejos"]


def test_a_header_that_is_filled_in_itself(fields_of):
    """One row holds the placeholder; the rows in line with it are examples of the same."""
    drawing = """
        {Concorrente}      | {Produto} | {Preço}
        {ClinicaApp}       | [Bom]     | [299]
        {ERP do Setor}     | [Médio]   | [599]
        {Nome Concorrente} | []        | []
    """
    found = {field.cell_range: field.label for field in fields_of(drawing)}
    assert [found[name] for name in ("A2", "A3", "A4")] == ["Concorrente (1)", "Concorrente (2)", "Concorrente (3)"]
    assert (found["B2"], found["B4"]) == ("Produto (1)", "Produto (3)")  # an example names nothing


def test_numbered_headers_tell_that_those_before_are_filled_in(named):
    drawing = """
        {Atributo} | {Nós} | {ClinicaApp} | {Doctor} | {Concorrente 3} | {Concorrente 4}
        (Preço)    | []    | []           | []       | []              | []
        (Suporte)  | []    | []           | []       | []              | []
    """
    found = named(drawing)
    assert [found.get(f"{column}1") for column in "BCDEF"] == [
        None,
        "Concorrente 1",
        "Concorrente 2",
        "Concorrente 3",
        "Concorrente 4",
    ]


def test_headers_numbered_from_one_are_headers(named):
    found = named("{Item} | {Semana 1} | {Semana 2}\n(A) | [] | []\n(B) | [] | []")
    assert list(found) == ["B2", "C2", "B3", "C3"]


def test_number_item_instructions_answer(named):
    """Whatever stands in line with the label, before it and in its look, leads to the answer."""
    grey = PatternFill("solid", fgColor="FFE7E6E6")

    def paint(sheet):
        sheet["D2"].fill = sheet["D3"].fill = grey

    drawing = "{#} | {Item} | {Formato} | {Resposta}\n[1] | [Nome] | [texto] | []\n[2] | [Data] | [dd/mm] | []"
    assert list(named(drawing, change=paint)) == ["D2", "D3"]


@pytest.mark.parametrize(("examples", "expected"), [(("5", "4"), "number"), (("Alta", "Baixa"), "text_short")])
def test_spare_rows_are_of_the_type_of_the_examples(fields_of, examples, expected):
    def change(sheet):
        for row, example in enumerate(examples, 2):
            sheet.cell(row, 2).value = int(example) if example.isdigit() else example

    fields = fields_of("{Nome} | {Nota}\n[a] | []\n[b] | []\n[] | []", change=change)
    assert next(field for field in fields if field.cell_range == "B4").inferred_type == expected


def test_a_table_of_which_only_the_headers_are_drawn(named):
    def write_bold(sheet):
        for cell in sheet[1]:
            cell.font = Font(bold=True)

    assert named("Nome | E-mail | Telefone", change=write_bold) == {"A2": "Nome", "B2": "E-mail", "C2": "Telefone"}


def test_headers_over_filled_rows_are_a_table_to_read(named):
    def write_bold(sheet):
        for cell in sheet[1]:
            cell.font = Font(bold=True)

    assert named("País | Capital | Moeda\nBrasil | Brasília | Real", change=write_bold) == {}


def test_headers_wait_for_no_rows_where_boxes_mark_the_inputs(named):
    def write_bold(sheet):
        for name in ("A3", "B3", "C3"):
            sheet[name].font = Font(bold=True)

    assert list(named("{Nome} | []\n\nUm | Dois | Três", change=write_bold)) == ["B1"]


BLOCKS = {
    "corner of the header row": """
        {Q1}      | {Meta} | {Status}
        (Receita) | []     | []
        {Q2}      | {Meta} | {Status}
        (Receita) | []     | []
    """,
    "words over a list": """
        Q1
        {Meta} | {Status}
        []     | []

        Q2
        {Meta} | {Status}
        []     | []
    """,
    "title over the row's beginning": """
        #Q1
        {KPI}     | {Meta} | {Status}
        (Receita) | []     | []

        #Q2
        {KPI}     | {Meta} | {Status}
        (Receita) | []     | []
    """,
    "bar over labels": """
        {Q1}     | <
        {Meta}   | []
        {Status} | []
        {Q2}     | <
        {Meta}   | []
        {Status} | []
    """,
    "upper header": """
        {KPI}     | {Q1}   | <        | {Q2}   | <
                  | {Meta} | {Status} | {Meta} | {Status}
        (Receita) | []     | []       | []     | []
    """,
}


@pytest.mark.parametrize("layout", BLOCKS)
def test_the_group_tells_blocks_of_one_make_apart(fields_of, layout):
    fields = fields_of(BLOCKS[layout])
    assert {(field.label.partition(" /")[0], field.group) for field in fields} == {
        (label, group) for label in ("Meta", "Status") for group in ("Q1", "Q2")
    }
    assert len({field.field_id for field in fields}) == 4
    assert all(field.field_id.split(".")[1] == field.group.lower() for field in fields)
    assert all(field.required for field in fields)


def test_blocks_within_a_section(fields_of):
    drawing = """
        {Metas} | < | < | <
        {2025} | {Meta} | {Status} | {Nota}
        (Receita) | [] | [] | []
        {2026} | {Meta} | {Status} | {Nota}
        (Receita) | [] | [] | []
    """
    assert [field.group for field in fields_of(drawing)] == 3 * ["Metas > 2025"] + 3 * ["Metas > 2026"]


def test_headers_that_repeat_in_blocks_of_one_name_have_no_group(fields_of):
    drawing = """
        {Canal} | {Meta} | {Status}
        (Site)  | []     | []
        {Canal} | {Meta} | {Status}
        (Blog)  | []     | []
    """
    assert {field.group for field in fields_of(drawing)} == {None}


def test_rows_of_an_unlocked_list_without_lines_keep_their_header(named):
    def change(sheet):
        sheet.protection.sheet = True
        for row in range(2, 10):
            sheet.cell(row, 1).protection = Protection(locked=False)

    assert list(named("Nome", change=change).values()) == [f"Nome ({number})" for number in range(1, 9)]


def test_blank_rows_between_headers_and_their_rows(named):
    drawing = "{Nome} | {Idade}\n\n\n\n\n[] | []\n[] | []"
    assert named(drawing) == {"A6": "Nome (1)", "B6": "Idade (1)", "A7": "Nome (2)", "B7": "Idade (2)"}


def test_plain_words_far_above_head_nothing(named):
    assert named("Observação\n\n\n\n\n[] | []") == {}


def test_amounts_name_nothing_where_words_do(named):
    """A total and a price beside the answer change with the answers; the words further left stay."""

    def change(sheet):
        sheet["B2"], sheet["B3"] = "=C2*2", "=C3*2"
        sheet["B4"], sheet["B5"] = 129.9, 2026

    drawing = """
        {Plano}  | {Valor} | {Meta}
        (Básico) | (1)     | []
        (Pro)    | (1)     | []
        (Extra)  | (1)     | []
        (Extra)  | (1)     | []
    """
    assert {place: label for place, label in named(drawing, change=change).items() if place[0] == "C"} == {
        "C2": "Meta / Básico",
        "C3": "Meta / Pro",
        "C4": "Meta / Extra",
        "C5": "Meta / 2026",
    }


def test_a_hint_to_write_names_nothing(named):
    drawing = "{Categoria} | {Situação}\n([Digite a categoria] -->) | []\n([Digite a categoria] -->) | []"
    assert [label for place, label in named(drawing).items() if place[0] == "B"] == ["Situação (1)", "Situação (2)"]


def test_a_paragraph_between_label_and_answer_is_help(fields_of):
    text = (
        "Declare se a equipe cumpriu cada um dos itens do regulamento durante o trimestre, com base no que foi visto. "
        * 2
    )
    (field,) = fields_of(f"{{Declaração}} | {{{text}}} | []")
    assert (field.label, field.help) == ("Declaração", text.strip())
