"""What openpyxl does not write: results of formulas, and validations of the x14 extension list."""

from __future__ import annotations

import pytest

from tr4ction_workbook.fields import detect_fields
from tr4ction_workbook.ooxml import read_workbook

EDGES = "".join(f'<{edge} style="thin"/>' for edge in ("left", "right", "top", "bottom"))
STYLES = (
    '<fonts><font/></fonts><fills><fill/><fill/><fill><patternFill patternType="solid"><fgColor rgb="FF93D5E0"/>'
    f"</patternFill></fill></fills><borders><border/><border>{EDGES}</border></borders>"
    '<cellXfs><xf/><xf fillId="2" borderId="1"/><xf borderId="1"/><xf fillId="2" borderId="1" numFmtId="17"/></cellXfs>'
)
PLAIN, LABEL, BOX, MONTH = range(4)


def text(reference, words, style=LABEL):
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t>{words}</t></is></c>'


def calculated(reference, value, style=LABEL, kind="str"):
    return f'<c r="{reference}" s="{style}" t="{kind}"><f>Capa!A1</f><v>{value}</v></c>'


def box(reference):
    return f'<c r="{reference}" s="{BOX}"/>'


ROWS = {
    "label beside": ([calculated("A1", "Receita de 2026") + box("B1")], {"B1": "Receita de 2026"}),
    "label above": ([calculated("A1", "Missão"), box("A2")], {"A2": "Missão"}),
    "column headers": (
        [
            text("A1", "Canal") + calculated("B1", "Q1") + calculated("C1", "Q2"),
            text("A2", "Site") + box("B2") + box("C2"),
        ],
        {"B2": "Q1 / Site", "C2": "Q2 / Site"},
    ),
    "row headers": (
        [
            text("A1", "KPI") + text("B1", "Meta"),
            calculated("A2", "CAC") + box("B2"),
            calculated("A3", "LTV") + box("B3"),
        ],
        {"B2": "Meta / CAC", "B3": "Meta / LTV"},
    ),
    "months that go on": (
        [calculated("A1", "46023", MONTH, "n") + calculated("B1", "46054", MONTH, "n"), box("A2") + box("B2")],
        {"A2": "jan26", "B2": "fev26"},
    ),
    "without a result": ([calculated("A1", "") + box("B1")], {}),
}


@pytest.mark.parametrize("labels", ROWS)
def test_a_label_that_is_calculated_is_read_by_its_result(make_package, labels):
    rows, expected = ROWS[labels]
    cells = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, 1))
    fields = detect_fields(read_workbook(make_package(f"<sheetData>{cells}</sheetData>", styles=STYLES))).fields
    assert {field.cell_range: field.label for field in fields} == expected


X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
RULES = {
    'type="list"|S!$D$1:$D$2': ("choice", ("BA", "SP")),
    'type="list"|"Sim,Não"': ("boolean", ("Sim", "Não")),
    'type="whole" operator="greaterThan"|0': ("number", ()),
    'type="date" operator="greaterThan"|1': ("date", ()),
    'type="list"|OFFSET(S!$D$1,0,0)': ("choice", ()),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_the_extension_list_marks_an_input(make_package, rule):
    attributes, _, formula = rule.partition("|")
    sheet = (
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>UF</t></is></c>'
        '<c r="D1" t="inlineStr"><is><t>BA</t></is></c></row>'
        '<row r="2"><c r="D2" t="inlineStr"><is><t>SP</t></is></c></row></sheetData>'
        f'<extLst><ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        f'<x14:dataValidations xmlns:xm="{XM}" count="1"><x14:dataValidation {attributes} prompt="Uma só">'
        f"<x14:formula1><xm:f>{formula}</xm:f></x14:formula1><xm:sqref>B1</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>"
    )
    (field,) = detect_fields(read_workbook(make_package(sheet))).fields
    assert (field.cell_range, field.label, field.help) == ("B1", "UF", "Uma só")
    assert (field.inferred_type, field.options) == RULES[rule]
