"""Conditional formats and table styles."""

from __future__ import annotations

import pytest

CELLS = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


class TestConditionsAndTables:
    def rule(self, kind: str, attributes: str = "", formula: str = "") -> str:
        operand = f"<formula>{formula}</formula>" if formula else ""
        return (
            f'<conditionalFormatting sqref="A1:A4"><cfRule type="{kind}" dxfId="0" priority="1" {attributes}>{operand}'
            "</cfRule></conditionalFormatting>"
        )

    @pytest.mark.parametrize(
        ("kind", "attributes", "formula", "hit"),
        [
            ("cellIs", 'operator="greaterThan"', "2", ["A3", "A4"]),
            ("cellIs", 'operator="equal"', "$A$1", ["A1", "A2"]),
            ("cellIs", 'operator="equal"', "&quot;Sim&quot;", ["A4"]),
            ("cellIs", 'operator="between"', "1", ["A1", "A2"]),
            ("containsText", 'operator="containsText" text="si"', "", ["A4"]),
            ("beginsWith", 'text="x"', "", []),
            ("duplicateValues", "", "", ["A1", "A2"]),
            ("uniqueValues", "", "", ["A3", "A4"]),
            ("containsErrors", "", "", []),
            ("notContainsBlanks", "", "", ["A1", "A2", "A3", "A4"]),
        ],
    )
    def test_rules_that_a_value_decides(self, render, styled, kind: str, attributes: str, formula: str, hit) -> None:
        values = ["<v>1</v>", "<v>1</v>", "<v>3</v>"]
        cells = "".join(f'<row r="{row}"><c r="A{row}">{value}</c></row>' for row, value in enumerate(values, 1))
        cells += '<row r="4"><c r="A4" t="inlineStr"><is><t>Sim</t></is></c></row>'
        dxf = '<fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill>'
        page = render(f"<sheetData>{cells}</sheetData>{self.rule(kind, attributes, formula)}", styles=styled(dxf=dxf))
        assert [cell for cell in page.cells if "background-color:#FFC7CE" in page.css(cell)] == hit

    def test_other_rules_are_counted(self, render, styled) -> None:
        page = render(CELLS + self.rule("expression", "", "A1&gt;B1"), styles=styled())
        assert page.notices == ["Formatações condicionais que não são mostradas: 1."]

    @pytest.mark.parametrize(
        "name", [f"TableStyle{kind}{number}" for kind in ("Light", "Medium", "Dark") for number in (1, 9, 16, 23)]
    )
    def test_table_styles(self, render, name: str) -> None:
        table = (
            '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" displayName="T" '
            'ref="A1:B4"><tableColumns count="2"><tableColumn id="1" name="a"/><tableColumn id="2" name="b"/>'
            f'</tableColumns><tableStyleInfo name="{name}" showRowStripes="1"/></table>'
        )
        page = render(
            CELLS + '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
            sheet_rels=(("rId1", "table", "../tables/table1.xml"),),
            extra={"xl/tables/table1.xml": table},
        )
        assert "font-weight:700" in page.css("B1")
        assert page.css("A2") != page.css("D2")
        assert page.cells["D1"].get("class") is None
