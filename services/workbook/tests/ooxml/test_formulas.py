"""Shared formulas expanded, array formulas and data tables seen in all their cells."""

from __future__ import annotations

import pytest

from tr4ction_workbook.ooxml.formulas import translate


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+B2", "B3+C4"),
        ("$A1+A$1+$A$1", "$A3+B$1+$A$1"),
        ("SUM(A1:B2)", "SUM(B3:C4)"),
        ("SUM(A:A)+SUM($A:B)", "SUM(B:B)+SUM($A:C)"),
        ("SUM(1:1)+SUM($2:3)", "SUM(3:3)+SUM($2:5)"),
        ('"A1"&A1', '"A1"&B3'),
        ('"say ""A1"""&A1', '"say ""A1"""&B3'),
        ("'A1 sheet'!A1", "'A1 sheet'!B3"),
        ("Sheet1!A1", "Sheet1!B3"),
        ("LOG10(A1)", "LOG10(B3)"),
        ("XYZ2024+A1", "XYZ2024+B3"),
        ("Table1[A1]+A1", "Table1[A1]+B3"),
        ("[1]Sheet1!A1", "[1]Sheet1!B3"),
        ("my.A1+A1_x+A1", "my.A1+A1_x+B3"),
        ("1E5+A1", "1E5+B3"),
        ("A1048575", "#REF!"),
        ("XFD1", "#REF!"),
    ],
)
def test_translate(formula, expected):
    assert translate(formula, 2, 1) == expected


def test_translate_up_and_left():
    assert translate("C3+A1", -1, -1) == "B2+#REF!"


def test_shared_formulas(read_book):
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:C3" si="0">A1*2</f><v>1</v></c><c r="C1"><f t="shared"'
        ' si="0"/></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/></c><c r="C3"><f t="shared" si="9"/></c></row>'
    )
    cells = read_book(f"<sheetData>{rows}</sheetData>").sheets[0].cells
    assert {cell.reference: cell.formula for cell in cells} == {"B1": "A1*2", "C1": "B1*2", "B3": "A3*2", "C3": ""}


def test_array_formulas_and_data_tables(read_book):
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>1</v></c>'
        '<c r="C1"><f t="dataTable" ref="C1:C2" r1="X1" dt2D="0"/><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>2</v></c><c r="C2"><v>2</v></c></row>'
    )
    cells = read_book(f"<sheetData>{rows}</sheetData>").sheets[0].cells
    found = {cell.reference: cell.formula for cell in cells}
    assert found == {"A1": "B1:B2*2", "A2": "B1:B2*2", "B2": None, "C1": "TABLE(X1,)", "C2": "TABLE(X1,)"}
