"""The page around the cells: sizes, headings, fields, limits, and the document."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

import pytest

from tr4ction_workbook.rendering import RenderLimits, content_security_policy, render_sheet

CELLS = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


@dataclass(frozen=True)
class Field:
    field_id: str = "f1"
    sheet_name: str = "S"
    cell_range: str = "B2"
    label: str = "Nome da empresa"
    inferred_type: str = "text_short"
    options: tuple[str, ...] = ()
    required: bool = True
    help: str | None = None
    order_index: int = 0


class TestSizes:
    def test_columns_are_as_wide_as_excel_draws_them(self, render) -> None:
        page = render('<cols><col min="2" max="2" width="12.63"/><col min="3" max="3" width="0.5"/></cols>' + CELLS)
        widths = [page.rules(col) for col in page.root.iterfind(".//col")]
        assert widths[:5] == ["width:44px;", "width:64px;", "width:88px;", "width:3px;", "width:64px;"]

    @pytest.mark.parametrize(
        ("properties", "font", "width"),
        [
            ("", "", 64),
            ('defaultColWidth="9.140625"', "", 64),
            ('baseColWidth="10"', "", 80),
            ("", '<sz val="10"/><name val="Arial"/>', 64),
            ("", '<sz val="12"/><name val="Calibri"/>', 72),
        ],
    )
    def test_default_width(self, render, properties: str, font: str, width: int) -> None:
        styles = f"<fonts><font>{font}</font></fonts><cellXfs><xf/></cellXfs>"
        page = render(f'<sheetFormatPr {properties} defaultRowHeight="15"/>{CELLS}', styles=styles)
        assert page.rules(page.root.findall(".//col")[1]) == f"width:{width}px;"

    def test_rows(self, render) -> None:
        sheet = (
            '<sheetFormatPr defaultRowHeight="15.75"/><sheetData><row r="1" ht="30" customHeight="1"/>'
            '<row r="2" hidden="1"/></sheetData>'
        )
        rows = render(sheet).root.findall(".//tbody/tr")
        page = render(sheet)
        assert [row.find("th").text for row in rows[:3]] == ["1", "3", "4"]
        assert [page.rules(row) for row in page.root.findall(".//tbody/tr")[:2]] == ["height:40px;", "height:21px;"]

    def test_rows_without_a_height_fit_their_text(self, render, styled) -> None:
        text = '<c r="A1" s="1" t="inlineStr"><is><t>one&#10;two&#10;three</t></is></c>'
        page = render(f'<sheetData><row r="1">{text}</row></sheetData>', styles=styled('<alignment wrapText="1"/>'))
        assert page.rules(page.root.find(".//tbody/tr")) == "height:57px;"

    def test_hidden_columns_and_closed_groups_are_marked(self, render) -> None:
        page = render(
            '<cols><col min="2" max="3" width="9" hidden="1" outlineLevel="1"/></cols>'
            '<sheetData><row r="2" hidden="1" outlineLevel="1"/><row r="3" collapsed="1"/></sheetData>'
        )
        heads = page.root.findall(".//thead/tr/th")
        assert [head.text for head in heads[1:4]] == ["A", "D", "E"]
        assert heads[2].get("title") == "colunas ocultas antes da coluna D: 2; grupo recolhido"
        rows = page.root.findall(".//tbody/tr/th")
        assert (rows[1].text, rows[1].find("span").text) == ("3", "+")

    def test_the_summary_may_stand_before_its_group(self, render) -> None:
        page = render(
            '<sheetPr><outlinePr summaryBelow="0"/></sheetPr>'
            '<sheetData><row r="2" hidden="1" outlineLevel="1"/></sheetData>'
        )
        assert page.root.find(".//tbody/tr/th").find("span").text == "+"


class TestFields:
    def test_a_field_is_outlined_and_named(self, render) -> None:
        field = Field(cell_range="B2:C3", help="Como no\ncontrato")
        page = render(CELLS, {"fields": [field]})
        (mark,) = page.find("field")
        assert mark.get("aria-label") == (
            "campo: Nome da empresa, texto curto, obrigatório, célula B2:C3. ajuda: Como no contrato"
        )
        assert (mark.get("data-field-id"), mark.get("href"), mark.get("id")) == ("f1", "#field-f1", "field-f1")
        assert {"t-text_short", "must", "bare"} <= set(mark.get("class").split())
        assert "inset-inline-start:0;top:0;width:127px;height:39px" in page.rules(mark)
        assert mark.getparent() is page.cells["B2"]

    def test_in_english(self, render) -> None:
        field = Field(inferred_type="choice", options=("a", "b"), required=False)
        page = render(CELLS, {"fields": [field], "language": "en"})
        assert page.find("field")[0].get("aria-label") == (
            "field: Nome da empresa, choice, optional, cell B2. options: a, b"
        )
        assert page.root.get("lang") == "en"

    def test_the_keyboard_goes_through_them_in_reading_order(self, render) -> None:
        fields = [Field(f"f{at}", cell_range=ref, order_index=at) for at, ref in enumerate(("A1", "C1", "A2", "B2"))]
        page = render(CELLS, {"fields": fields[::-1]})
        assert [mark.get("data-field-id") for mark in page.find("field")] == ["f0", "f1", "f2", "f3"]

    def test_fields_elsewhere_are_left_out_and_counted(self, render) -> None:
        fields = [Field("a", sheet_name="other"), Field("b", cell_range="nonsense"), Field("c", cell_range="A2")]
        page = render('<sheetData><row r="2" hidden="1"/></sheetData>', {"fields": fields})
        assert page.find("field") == []
        assert "Campos fora da parte mostrada: 1." in page.notices

    def test_a_label_does_not_cover_an_answer(self, render) -> None:
        page = render(CELLS, {"fields": [Field(cell_range="A1")]})
        assert "bare" not in page.find("field")[0].get("class").split()


class TestLimits:
    def test_cells_far_away_are_said_to_be_there(self, render) -> None:
        page = render(
            '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
        )
        assert page.notices == ["As linhas depois da 12 não são mostradas: células até a linha 1048576."]
        assert len(page.html) < 20_000

    def test_columns_far_away(self, render) -> None:
        page = render('<sheetData><row r="1"><c r="XFD1"><v>2</v></c></row></sheetData>')
        assert page.notices == ["As colunas depois da GR não são mostradas: células até a coluna XFD."]

    def test_whole_columns_with_a_format_take_no_room(self, render, styled) -> None:
        fill = '<patternFill patternType="solid"><fgColor rgb="FF06B3C5"/></patternFill>'
        page = render('<cols><col min="1" max="16384" width="9" style="1"/></cols>' + CELLS, styles=styled(fill=fill))
        assert len(page.cells) == 12 * 6
        assert "background-color:#06B3C5" in page.css("F12")

    def test_merges_validations_and_links_of_whole_columns(self, render) -> None:
        page = render(
            CELLS + '<mergeCells><mergeCell ref="B:C"/></mergeCells><dataValidations><dataValidation type="list" '
            'sqref="A1:A1048576"><formula1>"a"</formula1></dataValidation></dataValidations>'
        )
        assert page.cells["B1"].get("rowspan") == "12"
        assert len([td for td in page.root.iter("td") if "dd" in (td.get("class") or "").split()]) == 12

    def test_rows_columns_and_cells(self, render) -> None:
        sheet = "<sheetData>" + "".join(f'<row r="{row}"><c r="J{row}"><v>1</v></c></row>' for row in range(1, 101))
        limits = RenderLimits(max_rows=50, max_columns=8, max_cells=160)
        page = render(sheet + "</sheetData>", {"limits": limits})
        assert len(page.cells) == 160
        assert page.notices == [
            "As linhas depois da 20 não são mostradas: células até a linha 100.",
            "As colunas depois da H não são mostradas: células até a coluna J.",
        ]

    def test_text(self, render) -> None:
        text = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
        sheet = f'<sheetData><row r="1">{text.format("A1", "a" * 60)}{text.format("B1", "b" * 60)}</row></sheetData>'
        page = render(sheet, {"limits": RenderLimits(max_characters=100)})
        assert page.text("B1") == "b" * 40
        assert page.notices == ["Células cujo texto passou do limite e não é mostrado por inteiro: 1."]

    def test_fields(self, render) -> None:
        fields = [Field(f"f{at}", cell_range=f"A{at + 1}", order_index=at, label="l" * 900) for at in range(3)]
        page = render(CELLS, {"fields": fields, "limits": RenderLimits(max_fields=2)})
        assert len(page.find("field")) == 2
        assert page.notices == ["Campos fora da parte mostrada: 1."]
        assert len(page.find("field")[0].get("data-tag")) < 600

    def test_addresses(self, render) -> None:
        cells = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 101))
        page = render(
            f'<sheetData>{cells}</sheetData><hyperlinks><hyperlink ref="A1:A100" r:id="rId1"/></hyperlinks>',
            {"limits": RenderLimits(max_characters=1_000)},
            sheet_rels=(("rId1", "hyperlink", "https://example.org/" + "a" * 80),),
        )
        assert len(list(page.root.iter("a"))) == 10

    def test_notes(self, render) -> None:
        notes = "".join(f'<comment ref="A{row}"><text><t>{"n" * 30}</t></text></comment>' for row in range(1, 6))
        namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        page = render(
            CELLS,
            {"limits": RenderLimits(max_characters=100)},
            sheet_rels=(("rId1", "comments", "../comments1.xml"),),
            extra={"xl/comments1.xml": f'<comments xmlns="{namespace}"><commentList>{notes}</commentList></comments>'},
        )
        assert [len(item.text) for item in page.root.iter("dd")] == [30, 30, 30, 10]

    @pytest.mark.parametrize(
        "hidden",
        [
            '<cols><col min="1" max="16384" width="9" hidden="1"/></cols>',
            '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>',
        ],
    )
    def test_a_sheet_of_which_all_is_hidden(self, render, hidden: str) -> None:
        page = render(f'{hidden}<sheetData><row r="1" hidden="1"><c r="A1"><v>1</v></c></row></sheetData>')
        assert page.cells == {}

    def test_no_sheet_is_too_small_a_limit(self, render) -> None:
        page = render(CELLS, {"limits": RenderLimits(max_rows=1, max_columns=1, max_cells=1)})
        assert list(page.cells) == ["A1"]


class TestDocument:
    def test_landmarks_and_names(self, render) -> None:
        page = render(CELLS, {"fields": [Field()]})
        assert page.root.findtext(".//h1") == "S"
        assert page.root.findtext(".//main/table/caption") == "Aba S, células A1:F12, 1 campos"
        assert {th.get("scope") for th in page.root.iter("th")} == {None, "col", "row"}

    def test_the_policy_is_that_of_the_style(self, render) -> None:
        page = render(CELLS)
        digest = base64.b64encode(hashlib.sha256(page.root.findtext(".//style").encode()).digest()).decode()
        policy = content_security_policy(page.html)
        assert f"style-src 'sha256-{digest}'" in policy
        assert page.root.find('.//meta[@http-equiv="Content-Security-Policy"]').get("content") == policy

    def test_frozen_panes_stay_where_there_is_room(self, render) -> None:
        page = render(
            '<sheetViews><sheetView><pane xSplit="1" ySplit="2" topLeftCell="B3" state="frozen"/></sheetView>'
            "</sheetViews>" + CELLS
        )
        assert "@media screen and (min-height:80px) and (min-width:140px)" in page.html
        assert "tr.fr2>*{top:40px}td.fc1{inset-inline-start:44px}" in page.html

    def test_hidden_sheets_and_those_without_cells_say_so(self, read_book) -> None:
        book = read_book(CELLS)
        sheet = book.sheets[0]
        sheet.state, sheet.kind = "veryHidden", "chartsheet"
        page = render_sheet(book, sheet, language="en")
        assert "This sheet is hidden in Excel." in page
        assert "This sheet is a chart and has no cells." in page
        assert "<table>" not in page

    def test_an_empty_sheet_says_so(self, render) -> None:
        page = render("<sheetData/>")
        assert page.notices == ["Esta aba está vazia."]
        assert len(page.cells) == 12 * 6

    def test_right_to_left(self, render) -> None:
        page = render('<sheetViews><sheetView rightToLeft="1"/></sheetViews>' + CELLS)
        assert page.root.find(".//main").get("dir") == "rtl"

    def test_the_colour_of_the_tab(self, render) -> None:
        assert ".top h1{border-color:#06B3C5}" in render('<sheetPr><tabColor rgb="FF06B3C5"/></sheetPr>' + CELLS).html

    def test_the_same_workbook_gives_the_same_page(self, render) -> None:
        assert render(CELLS).html == render(CELLS).html
