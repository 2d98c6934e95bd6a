"""What the workbook's own validations let into their cells."""

from __future__ import annotations

from datetime import date, time

import pytest

from tr4ction_workbook.filling import FillError

LISTS = (
    '<sheetData><row r="1"><c r="A1"/><c r="H1" t="inlineStr"><is><t>Alta</t></is></c></row>'
    '<row r="2"><c r="A2"/><c r="H2" t="inlineStr"><is><t>Média </t></is></c></row>'
    '<row r="3"><c r="A3"/><c r="H3"><v>3</v></c></row><row r="4"><c r="H4" t="b"><v>1</v></c></row></sheetData>'
)
DATES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'


def validation(kind, formula1, formula2="", sqref="A1:A3", **attributes):
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    second = f"<formula2>{formula2}</formula2>" if formula2 else ""
    return (
        f'<dataValidations count="1"><dataValidation type="{kind}" sqref="{sqref}"{given}>'
        f"<formula1>{formula1}</formula1>{second}</dataValidation></dataValidations>"
    )


@pytest.mark.parametrize(
    ("formula", "answer", "stored"),
    [
        ('"Sim,Não, Talvez"', "Talvez", "Talvez"),
        ('"Sim,Não, Talvez"', "sim", "Sim"),
        ('"Sim,Não, Talvez"', False, "Não"),
        ('"1,2,3"', "2", 2),
        ('"1,2,3"', 2, 2),
        ("$H$1:$H$4", "Alta", "Alta"),
        ("$H$1:$H$4", "média", "Média"),
        ("$H$1:$H$4", 3, 3),
        ("$H$1:$H$4", "3", 3),
        ("$H$1:$H$4", True, True),
        ("S!$H$1:$H$4", "Alta", "Alta"),
        ("Lista", "Alta", "Alta"),
        ("Escrita", "sim", "Sim"),
    ],
)
def test_a_choice_is_taken_from_the_list(formula, answer, stored, fill):
    names = (
        '<definedNames><definedName name="Lista">S!$H$1:$H$4</definedName>'
        '<definedName name="Escrita">"Sim,Não"</definedName></definedNames>'
    )
    value = fill(LISTS + validation("list", formula), {"A1": answer}, book=names).cell("A1").value
    assert (type(value), value) == (type(stored), stored)


@pytest.mark.parametrize("formula", ['"Sim,Não"', "$H$1:$H$4", "Lista"])
def test_what_is_not_in_the_list_is_refused(formula, refuse):
    names = '<definedNames><definedName name="Lista">S!$H$1:$H$4</definedName></definedNames>'
    sheet = LISTS + validation("list", formula, showErrorMessage="1")
    assert refuse(sheet, {"A1": "Outra", "A2": 9}, book=names) == [
        ("choice_unknown", "S!A1"),
        ("choice_unknown", "S!A2"),
    ]
    assert refuse(LISTS + validation("list", formula), {"A1": "Outra"}, book=names) == [("choice_unknown", "S!A1")]


def test_a_list_of_another_sheet_and_of_the_extension(fill, refuse, make_parts):
    x14 = (
        '<extLst><ext xmlns:x14="x14"><x14:dataValidations xmlns:xm="xm"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>S!$H$1:$H$2</xm:f></x14:formula1><xm:sqref>A1</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    assert refuse(LISTS + x14, {"A1": "x"}) == [("choice_unknown", "S!A1")]
    assert fill(LISTS + x14, {"A1": "alta"}).cell("A1").value == "Alta"


def test_references_count_from_the_corner_of_the_validation(fill, refuse):
    sheet = LISTS + validation("list", "H1", sqref="A1:A3")
    assert fill(sheet, {"A1": "Alta", "A3": 3}).cell("A3").value == 3
    assert refuse(sheet, {"A2": "Alta"}) == [("choice_unknown", "S!A2")]


def test_a_list_that_needs_calculating_is_not_guessed(fill):
    result = fill(LISTS + validation("list", "INDIRECT(B1)"), {"A1": "x"})
    assert result.cell("A1").value == "x"
    assert [finding.code for finding in result.filled.warnings] == ["list_not_checked"]


@pytest.mark.parametrize("style", ["warning", "information"])
def test_what_excel_only_warns_of(style, fill):
    result = fill(LISTS + validation("list", '"Sim,Não"', errorStyle=style, showErrorMessage="1"), {"A1": "x"})
    assert result.cell("A1").value == "x"
    assert [finding.code for finding in result.filled.warnings] == ["rule_discouraged"]
    rule = validation("whole", "1", operator="lessThan", errorStyle=style, showErrorMessage="1")
    assert [finding.code for finding in fill(LISTS + rule, {"A1": 5}).filled.warnings] == ["rule_discouraged"]


@pytest.mark.parametrize(
    ("kind", "operator", "formulas", "good", "bad"),
    [
        ("whole", "between", ("1", "10"), 10, 11),
        ("whole", "between", ("1", "10"), 1, 1.5),
        ("whole", None, ("1", "10"), 3, "três"),
        ("whole", "notBetween", ("1", "10"), 0, 5),
        ("decimal", "greaterThan", ("0",), 0.5, 0),
        ("decimal", "greaterThanOrEqual", ("0",), 0, -0.5),
        ("decimal", "lessThan", ("-1.5E1",), -16, -15),
        ("decimal", "lessThanOrEqual", ("1",), 1, 2),
        ("decimal", "equal", ("7",), 7, 8),
        ("decimal", "notEqual", ("7",), 8, 7),
        ("decimal", "lessThan", ("$H$3",), 2, 4),
        ("textLength", "lessThanOrEqual", ("5",), "abcde", "abcdef"),
        ("textLength", "equal", ("2",), "😀", "😀😀"),
        ("textLength", "equal", ("4",), 2026, 26),
        ("date", "greaterThan", ("46053",), date(2026, 2, 1), date(2026, 1, 31)),
        ("date", "greaterThan", ("DATE(2026,1,31)",), "2026-02-01", "2026-01-31"),
        ("date", "between", ("46023", "46053"), date(2026, 1, 31), "não sei"),
        ("time", "lessThan", ("0.5",), time(11, 59), time(12, 0)),
    ],
)
def test_limits(kind, operator, formulas, good, bad, fill, refuse):
    named = {"operator": operator} if operator else {}
    sheet = LISTS.replace('r="A1"', 'r="A1" s="1"') + validation(kind, *formulas, showErrorMessage="1", **named)
    assert fill(sheet, {"A1": good}, styles=DATES).cell("A1").value is not None
    assert refuse(sheet, {"A1": bad}, styles=DATES) == [("rule_broken", "S!A1")]
    unshown = LISTS.replace('r="A1"', 'r="A1" s="1"') + validation(kind, *formulas, **named)
    assert fill(unshown, {"A1": bad}, styles=DATES).filled.cells == ("S!A1",)


def test_a_refusal_says_the_rule_and_the_authors_words(fill):
    rule = validation("whole", "1", "10", showErrorMessage="1", error="De 1 a 10,&#10;por favor")
    with pytest.raises(FillError, match=r"a whole number between 1 and 10\. De 1 a 10, por favor"):
        fill(LISTS + rule, {"A1": 12})


@pytest.mark.parametrize("formula", ["TODAY()", "SUM(H1:H4)", "$H$1", "$A$2", "Nada", "H1:H4", "#REF!", "Plan9!A1"])
def test_a_limit_that_needs_calculating_is_not_guessed(formula, fill):
    rule = validation("decimal", formula, operator="lessThan", showErrorMessage="1")
    result = fill(LISTS + rule, {"A1": 5, "A2": 3})
    assert {finding.code for finding in result.filled.warnings} == {"rule_not_checked"}


def test_a_rule_of_its_own_is_not_guessed(fill):
    result = fill(LISTS + validation("custom", "LEN(A1)>3", showErrorMessage="1"), {"A1": 5})
    assert [finding.code for finding in result.filled.warnings] == ["rule_not_checked"]


def test_emptying_is_always_allowed(fill):
    sheet = LISTS.replace('<c r="A1"/>', '<c r="A1"><v>3</v></c>') + validation(
        "whole", "1", "10", showErrorMessage="1"
    )
    assert fill(sheet, {"A1": None}).cell("A1").value is None
