"""One test a layout that real templates use. The drawings are explained in conftest.py."""

from __future__ import annotations

from openpyxl.styles import Border, Font, PatternFill, Protection, Side


def test_label_left_of_its_box(named):
    assert named("{Nome da startup} | []\n{Cidade} | [Salvador]") == {"B1": "Nome da startup", "B2": "Cidade"}


def test_label_above_its_box(named):
    assert named("{Missão} | <\n[] | <") == {"A2:B2": "Missão"}


def test_label_without_paint_beside_an_empty_box(named):
    assert named("Nome: | []") == {"B1": "Nome"}


def test_first_line_is_the_label_and_the_rest_is_help(fields_of):
    (field,) = fields_of("{Segmento\\nÁrea de atuação do cliente} | [Varejo]")
    assert (field.label, field.help, field.example_value) == ("Segmento", "Área de atuação do cliente", "Varejo")


def test_label_question_answer(fields_of):
    (field,) = fields_of("{WHY?} | (Qual impacto vocês querem gerar?) | [Saúde para todos]")
    assert (field.cell_range, field.label, field.help) == ("C1", "WHY?", "Qual impacto vocês querem gerar?")


def test_light_paint_is_the_answer_where_nothing_lighter_follows(named):
    assert named("{Para quem?} | (clínicas pequenas)") == {"B1": "Para quem?"}


def test_table_with_column_and_row_headers(named):
    assert named("""
        {Etapa} | {Descoberta} | {Compra}
        {Ações} | [Pesquisa]   | []
        {Dores} | []           | [Preço]
    """) == {
        "B2": "Descoberta / Ações",
        "C2": "Compra / Ações",
        "B3": "Descoberta / Dores",
        "C3": "Compra / Dores",
    }


def test_open_list_with_spare_rows(fields_of):
    fields = fields_of("{KPI} | {Meta}\n[CAC] | [350]\n[] | []\n[] | []")
    assert [field.label for field in fields] == ["KPI (1)", "Meta (1)", "KPI (2)", "Meta (2)", "KPI (3)", "Meta (3)"]
    assert [field.required for field in fields] == [True, True, False, False, False, False]


def test_an_example_that_asks_is_not_a_label(named):
    drawing = "{Dúvida} | {Contexto}\n[Qual é o LTV?] | [Não há dados]\n[] | []"
    assert list(named(drawing)) == ["A2", "B2", "A3", "B3"]


def test_section_bar_is_the_group_and_no_field(fields_of):
    fields = fields_of("{Persona 01} | < | < | <\n{Nome} | [] | {Idade} | []")
    assert [(field.label, field.group) for field in fields] == [("Nome", "Persona 01"), ("Idade", "Persona 01")]


def test_label_centred_beside_a_taller_box(named):
    drawing = " | (Dê um título) | [] | <\n{Campanha} | ^ | ^\n^ | ^ | ^\n | ^ | ^"
    assert named(drawing) == {"C1:D4": "Campanha"}


def test_box_drawn_around_unmerged_cells(named):
    def frame(sheet):
        line = Side(style="thin", color="FF000000")
        for row in (1, 2):
            for column in (2, 3):
                sheet.cell(row, column).border = Border(
                    left=line if column == 2 else None,
                    right=line if column == 3 else None,
                    top=line if row == 1 else None,
                    bottom=line if row == 2 else None,
                )

    assert named("{Resumo}\n^", change=frame) == {"B1:C2": "Resumo"}


def test_painted_empty_cell_below_words(fields_of):
    """The first scenario of the project: white paint, no box, an inline string without text."""

    def fill(sheet):
        sheet["A1"] = "Template FCJ - Teste"
        sheet["A1"].font = Font(bold=True, size=14, color="FFFFFFFF")
        sheet["A1"].fill = PatternFill("solid", fgColor="FF0070C0")
        sheet["B3"] = "Nome da Empresa"
        sheet["B4"] = ""
        sheet["B4"].fill = PatternFill("solid", fgColor="FFFFFFFF")

    (field,) = fields_of("", change=fill)
    assert (field.cell_range, field.label, field.inferred_type) == ("B4", "Nome da Empresa", "text_short")


def test_white_background_is_not_a_field(named):
    def paint(sheet):
        for row in sheet["A1:H20"]:
            for cell in row:
                if cell.border.left.style is None and cell.value is None:
                    cell.fill = PatternFill("solid", fgColor="FFFFFFFF")

    assert named("{Nome} | []", change=paint) == {"B1": "Nome"}


def test_white_lines_on_white_are_no_box(named):
    line = Side(style="thin", color="FFFFFFFF")

    def erase(sheet):
        sheet["B2"].border = Border(left=line, right=line, top=line, bottom=line)
        sheet["B2"].fill = PatternFill("solid", fgColor="FFFFFFFF")
        sheet["C2"].fill = sheet["D2"].fill = sheet["C3"].fill = PatternFill("solid", fgColor="FFFFFFFF")

    assert named("{Nome} | []\n | ", change=erase) == {"B1": "Nome"}


def test_timetable_is_only_read(named):
    rows = "\n".join(f"({week}) | [Aula {week}] | [Objetivo {week}]" for week in range(1, 9))
    assert named("{Semana} | {Aula} | {Objetivo}\n" + rows) == {}


def test_collapsible_rows_are_guidance(draw, detect):
    sheet = draw("{Nome} | []\n\n#Como preencher\n{Campo} | [O que colocar]")
    sheet.row_dimensions[4].outline_level = 1
    detection = detect(sheet)
    assert [field.cell_range for field in detection.fields] == ["B1"]
    (guidance,) = detection.guidance
    assert guidance.text == "Como preencher\nCampo | O que colocar"


def test_on_a_protected_sheet_only_unlocked_cells_are_fields(fields_of):
    def protect(sheet):
        sheet.protection.sheet = True
        sheet["B2"].protection = Protection(locked=False)

    (field,) = fields_of("{Nome} | []\n{Idade} | []", change=protect)
    assert (field.cell_range, field.label) == ("B2", "Idade")
    assert field.reasons[0] == "unlocked on a protected sheet"


def test_formulas_are_not_fields(named):
    def calculate(sheet):
        sheet["B2"] = "=B1*2"

    assert named("{Preço} | []\n{Dobro} | []", change=calculate) == {"B1": "Preço"}


def test_hidden_sheets_are_not_searched(draw, detect):
    sheet = draw("{Nome} | []")
    hidden = draw("{Segredo} | []", title="Listas", workbook=sheet.parent)
    hidden.sheet_state = "hidden"
    assert [field.sheet_name for field in detect(sheet).fields] == ["Ficha"]
