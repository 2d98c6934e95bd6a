"""Small files that would cost much: they are read quickly, or refused by name."""

from __future__ import annotations

import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation

from tr4ction_workbook.fields import detect_fields, detection, options
from tr4ction_workbook.fields.text import MAX_HELP, MAX_LABEL
from tr4ction_workbook.ooxml import Limits, WorkbookError, read_workbook

_LINE = Side(style="thin")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

pytestmark = pytest.mark.timeout(20)


def test_more_fields_than_a_form_has(fields_of, monkeypatch):
    monkeypatch.setattr(detection, "MAX_FIELDS", 3)
    assert len(fields_of("{A} | {B} | {C}\n[] | [] | []")) == 3
    with pytest.raises(WorkbookError) as caught:
        fields_of("{A} | {B} | {C}\n[] | [] | []\n[] | [] | []")
    assert (caught.value.code, caught.value.params) == ("workbook_too_large", {"limit": "max_fields", "allowed": 3})


def test_a_sheet_of_data(make_package):
    book = make_package('<sheetData><row r="1"><c r="A1"/><c r="B1"/></row></sheetData>')
    assert detect_fields(read_workbook(book, Limits(max_sheet_cells=2))).fields == ()
    with pytest.raises(WorkbookError) as caught:
        detect_fields(read_workbook(book, Limits(max_sheet_cells=1)))
    assert (caught.value.code, caught.value.params) == (
        "workbook_too_large",
        {"limit": "max_sheet_cells", "allowed": 1},
    )


def test_more_text_than_a_form_has(fields_of, monkeypatch):
    monkeypatch.setattr(detection, "MAX_FIELD_CHARACTERS", 100)
    with pytest.raises(WorkbookError) as caught:
        fields_of("{Nome} | [" + "x" * 101 + "]")
    assert caught.value.params["limit"] == "max_field_characters"


def test_a_label_as_long_as_a_book(fields_of):
    (field,) = fields_of("{" + "x" * 5000 + "\\n" + "y" * 30_000 + "} | []")
    assert len(field.label) == MAX_LABEL
    assert len(field.help) == MAX_HELP


@pytest.mark.parametrize(("count", "length"), [(options.MAX_OPTIONS + 1, 1), (100, options.MAX_CHARACTERS // 100 + 1)])
def test_a_list_too_long_to_choose_from(fields_of, count, length):
    def change(sheet):
        for row in range(1, count + 1):
            sheet.cell(row, 5).value = str(row).rjust(length, "x")
        validation = DataValidation(type="list", formula1=f"$E$1:$E${count}")
        validation.add("B1")
        sheet.add_data_validation(validation)

    field = next(field for field in fields_of("{UF} | []", change=change) if field.cell_range == "B1")
    assert (field.inferred_type, field.options) == ("choice", ())


def test_text_that_looks_like_a_number_for_long(fields_of):
    (field,) = fields_of("{Valor} | [1" + " " * 30_000 + "x]")
    assert field.inferred_type == "text_long"


@pytest.mark.heavy
def test_merges_over_the_whole_sheet(fields_of):
    def change(sheet):
        for row in range(5, 3005):
            sheet.cell(row, 1).value = "x"
            sheet.merged_cells.add(f"A{row}:Z{row + 4000}")

    assert [field.cell_range for field in fields_of("{Nome} | []", change=change)] == ["B1"]


def test_thousands_of_validations_of_the_whole_sheet(fields_of):
    def change(sheet):
        for row in range(1, 2000):
            sheet.cell(row, 4).border = BOX
            validation = DataValidation(type="whole")
            validation.add(f"A1:XFD{1_046_000 + row}")
            sheet.add_data_validation(validation)

    assert fields_of("{Nome} | []", change=change)[0].inferred_type == "number"


@pytest.mark.heavy
def test_corners_within_corners(fields_of):
    def change(sheet):
        for row in range(1, 301):
            for column in range(1, 301):
                sheet.cell(row, column).border = Border(left=BOX.left, top=BOX.top) if row == column else Border()

    assert fields_of("", change=change) == ()
