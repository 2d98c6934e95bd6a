"""What marks an input beside its box: protection, rules, formulas, names, legends, tables, controls, messages."""

from __future__ import annotations

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

LINE = Side(style="thin")
WHITE = PatternFill("solid", fgColor="FFFFFFFF")
YELLOW = PatternFill("solid", fgColor="FFFFF2CC")
ORANGE = PatternFill("solid", fgColor="FFFFCC99")


def each(*cells, **looks):
    def change(sheet):
        for name in cells:
            for attribute, value in looks.items():
                setattr(sheet[name], attribute, value)

    return change


def both(*changes):
    return lambda sheet: [change(sheet) for change in changes]


def protect(sheet):
    sheet.protection.sheet = True


def drop_down(*cells, formula='"Sim,Talvez,Não"', **rule):
    def change(sheet):
        validation = DataValidation(type="list", formula1=formula, **rule)
        for cell in cells:
            validation.add(cell)
        sheet.add_data_validation(validation)

    return change


def test_each_unlocked_cell_of_a_column_in_one_frame_is_a_field(named):
    """On a protected sheet the author has unlocked cells, not boxes drawn around them."""
    unlocked = each("B2", "B3", "B4", protection=Protection(locked=False))
    drawing = "{Ano} | {Valor}\n2024 | \n2025 | \n2026 | "
    assert list(named(drawing, change=both(unlocked, protect))) == ["B2", "B3", "B4"]


def test_unlocked_formulas_and_locked_boxes_are_no_fields_of_a_protected_sheet(named):
    def change(sheet):
        sheet["B2"] = "=B1*2"
        each("B1", "B2", protection=Protection(locked=False))(sheet)
        protect(sheet)

    assert named("{Preço} | []\n{Dobro} | []\n{Nota} | []", change=change) == {"B1": "Preço"}


def test_a_protected_sheet_without_unlocked_cells_has_no_field(named):
    assert named("{Nome} | []", change=protect) == {}


def test_a_drop_down_needs_no_box(named):
    assert named("Situação | \nNome | ", change=drop_down("B1")) == {"B1": "Situação"}


def test_a_list_without_its_source_is_no_mark(named):
    assert named("Título |  | \nTexto | ", change=drop_down("C1", formula="#REF!")) == {}


def test_a_header_that_the_range_of_a_rule_took_in_is_no_field(named):
    def change(sheet):
        validation = DataValidation(type="date", operator="greaterThan", formula1="1")
        validation.add("A1:A3")
        sheet.add_data_validation(validation)

    assert list(named("{Data}\n[]\n[]", change=change)) == ["A2", "A3"]


def test_constants_that_formulas_read_are_inputs(named):
    """A calculator: nothing is blank, and only what the formulas read was typed."""

    def change(sheet):
        sheet["B1"], sheet["B2"], sheet["B3"] = 100_000, 0.05, "=B1*B2"

    assert named("Principal | []\nTaxa | []\nJuros | []", change=change) == {"B1": "Principal", "B2": "Taxa"}


def test_a_cell_with_a_name_is_an_input(draw, detect):
    sheet = draw("Taxa | \nTotal | ")
    sheet["B1"], sheet["B2"] = 0.05, "=Taxa*2"
    sheet.parent.defined_names["Taxa"] = DefinedName("Taxa", attr_text="Ficha!$B$1")
    assert [field.cell_range for field in detect(sheet).fields] == ["B1"]


def test_a_cell_that_a_formula_of_another_sheet_reads(draw, detect):
    sheet = draw("Ano | 7\nMês | 3")
    other = draw("x", title="Cálculo", workbook=sheet.parent)
    sheet["B1"] = 2026
    other["A1"] = "=Ficha!B1+1"
    assert [(field.sheet_name, field.cell_range) for field in detect(sheet).fields] == [("Ficha", "B1")]


def test_a_long_table_of_constants_is_looked_up_not_filled(named):
    rows = "\n".join(f"{year} | 0" for year in range(2020, 2032))

    def change(sheet):
        for row in range(1, 13):
            sheet.cell(row, 1).value, sheet.cell(row, 2).value = 2019 + row, 0.01 * row
            sheet.cell(row, 3).value = f"=A{row}*B{row}"

    assert named(rows, change=change) == {}


@pytest.mark.parametrize(
    "words",
    ["Fill in yellow cells only", "Preencha apenas as células amarelas", "Rellene solo las celdas amarillas"],
)
def test_a_legend_names_the_colour_of_inputs(named, words):
    looks = both(each("B2", fill=YELLOW), each("B3", fill=ORANGE))
    assert named(f"{words}\nNome | []\nCódigo | []", change=looks) == {"B2": "Nome"}


def test_a_legend_shows_the_colour_of_inputs(named):
    """The same paint is an input here and calculated there: the key decides, and is no field itself."""

    def change(sheet):
        each("D1", "B1", fill=YELLOW)(sheet)
        each("D2", "B2", fill=ORANGE)(sheet)

    drawing = "Valor | [] | | [Input cells]\nTotal | [10] | | [Calculated cells]"
    assert named(drawing, change=change) == {"B1": "Valor"}


def test_a_legend_holds_for_the_sheets_after_it(draw, detect):
    sheet = draw("Células calculadas: laranja\nNome | []")
    other = draw("Total | [10]", title="Resumo", workbook=sheet.parent)
    other["B1"].fill = ORANGE
    assert [field.cell_range for field in detect(sheet).fields] == ["B2"]


def test_a_legend_names_the_colour_of_sample_text(named):
    red = Font(color="FFC00000")
    drawing = "Please fill in all fields that contain red text\n{Name} | [Ann]\n{Code} | [X-1]"
    assert named(drawing, change=each("B2", font=red)) == {"B2": "Name"}


def test_white_is_the_paint_of_inputs_on_a_coloured_sheet(named):
    def change(sheet):
        for row in sheet["A1:D6"]:
            for cell in row:
                cell.fill = PatternFill("solid", fgColor="FFCCFFCC")
        for name in ("B2", "B4"):
            sheet[name].fill = WHITE
            sheet[name].border = Border(top=LINE, bottom=LINE)

    assert named(" | \nNome | | \n | \nCidade | | ", change=change) == {"B2": "Nome", "B4": "Cidade"}


def test_blank_rows_of_a_table_object_are_fields(named):
    def change(sheet):
        sheet.add_table(Table(displayName="Contatos", ref="A1:B3"))

    assert list(named("Nome | E-mail\n | \n | ", change=change)) == ["A2", "B2", "A3", "B3"]


def test_the_input_message_or_a_note_is_the_help(fields_of):
    def change(sheet):
        validation = DataValidation(type="whole", operator="greaterThan", formula1="0")
        validation.promptTitle, validation.prompt = "Idade", "Em anos completos"
        validation.add("B1")
        sheet.add_data_validation(validation)
        sheet["B2"].comment = Comment("Como no CNPJ", "equipe")

    assert [field.help for field in fields_of("{Idade} | []\n{Nome} | []", change=change)] == [
        "Em anos completos",
        "Como no CNPJ",
    ]


def test_a_message_on_a_question_does_not_make_it_an_answer(named):
    def change(sheet):
        validation = DataValidation(type=None)
        validation.prompt = "Escolha uma"
        validation.add("A1")
        sheet.add_data_validation(validation)

    assert named("{Porte?} | []", change=change) == {"B1": "Porte?"}


def test_a_label_that_asks_is_enough_where_nothing_is_drawn(named):
    assert named("Nome:\nIdade:") == {"B1": "Nome", "B2": "Idade"}


def test_what_was_typed_beside_a_label_that_asks(fields_of):
    (field,) = fields_of("Employee name: | Ann Example")
    assert (field.cell_range, field.example_value) == ("B1", "Ann Example")


@pytest.mark.parametrize("hint", ["____", "[inserir]", "Preencha aqui", "Click to enter", "<nome>", "Digite o valor"])
def test_a_placeholder_is_no_example(fields_of, hint):
    (field,) = fields_of(f"{{Nome}} | [{hint}]")
    assert (field.cell_range, field.example_value) == ("B1", None)


@pytest.mark.parametrize("hide", ["row", "column", "low"])
def test_what_cannot_be_seen_is_not_filled(named, hide):
    def change(sheet):
        if hide == "column":
            sheet.column_dimensions["C"].hidden = True
        else:
            sheet.row_dimensions[2].hidden = hide == "row"
            sheet.row_dimensions[2].height = 5 if hide == "low" else None

    drawing = "{Nome} | []\n{Chave} | []" if hide != "column" else "{Nome} | [] | []"
    assert list(named(drawing, change=change)) == ["B1"]


def test_a_grid_of_painted_cells_without_lines(named):
    """Only its first row and column touch words; the rest goes on from these."""

    def paint(sheet):
        for row in range(2, 6):
            for column in range(2, 6):
                sheet.cell(row, column).fill = YELLOW

    drawing = "Item | Jan | Fev | Mar | Abr\nA\nB\nC\nD"
    assert len(named(drawing, change=paint)) == 16


def test_a_coloured_background_is_no_field(named):
    def paint(sheet):
        for row in sheet["A1:H12"]:
            for cell in row:
                if cell.border.left.style is None:
                    cell.fill = PatternFill("solid", fgColor="FFCCFFCC")

    assert named("#Ficha\nTexto que explica\n{Nome} | []", change=paint) == {"B3": "Nome"}


def test_a_line_to_write_on(named):
    ruled = each("B1", "B2", border=Border(bottom=LINE))
    assert named("Nome: | \nData: | \n | \n{Cidade} | []", change=ruled) == {"B1": "Nome", "B2": "Data", "B4": "Cidade"}


def test_open_locks_count_with_the_protection_off(fields_of):
    unlocked = each("B1", "B2", protection=Protection(locked=False))
    fields = fields_of("Nome | \nIdade | 30\nTotal | 12\nFim | 13", change=unlocked)
    assert [field.cell_range for field in fields] == ["B1", "B2"]
    assert fields[0].reasons[0] == "unlocked, though the sheet is not protected"


def test_locks_that_are_open_everywhere_say_nothing(named):
    def unlock(sheet):
        for row in sheet["A1:C3"]:
            for cell in row:
                cell.protection = Protection(locked=False)

    assert list(named("{Nome} | []\n{Idade} | []", change=unlock)) == ["B1", "B2"]


def test_boxes_outside_of_the_print_area_are_weaker(fields_of):
    def change(sheet):
        sheet.print_area = "A1:B4"

    drawing = "{Nome} | [] | | {Revisor} | []\n{Cidade} | []\n{Estado} | []\n{País} | []"
    fields = {field.cell_range: field for field in fields_of(drawing, change=change)}
    assert fields["E1"].confidence < fields["B1"].confidence
    assert "outside of the print area" in fields["E1"].reasons
    assert "outside of the print area" not in fields["B1"].reasons


def test_hints_outside_of_every_print_area_are_none(named):
    def change(sheet):
        sheet.print_area = "A1:B2,A4:B4"

    assert named("Nome:\nIdade:\n\nCidade: | | | Conferido por:", change=change) == {
        "B1": "Nome",
        "B2": "Idade",
        "B4": "Cidade",
    }


def test_a_rule_outside_of_the_print_area_is_as_strong_as_inside(fields_of):
    def change(sheet):
        sheet.print_area = "A1:B2"
        drop_down("B2")(sheet)
        drop_down("E1")(sheet)

    fields = fields_of("{Nome} | [] | | {Tipo} | []\n{Porte} | []", change=change)
    confidence = {field.cell_range: field.confidence for field in fields}
    assert confidence["E1"] == confidence["B2"]


def test_a_print_area_that_leaves_out_most_of_the_sheet_says_nothing(fields_of):
    def change(sheet):
        sheet.print_area = "A1:B1"

    fields = fields_of("{Nome} | []\n{Cidade} | []\n{Estado} | []", change=change)
    assert len({(field.confidence, field.reasons[0]) for field in fields}) == 1


def test_collapsible_rows_with_something_to_choose_are_a_form(named):
    def change(sheet):
        for row in (3, 4):
            sheet.row_dimensions[row].outline_level = 1
        drop_down("B3")(sheet)

    assert named("{Nome} | []\n\n{Porte} | []\n{Setor} | []", change=change) == {
        "B1": "Nome",
        "B3": "Porte",
        "B4": "Setor",
    }
