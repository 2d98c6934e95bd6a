"""Cells: their text, their looks, the lines between them."""

from __future__ import annotations

import pytest

GRID = "1px solid #d4d4d4"
STOPS = "".join(f'<stop position="{at}"><color rgb="{rgb}"/></stop>' for at, rgb in ((0, "FFFFFFFF"), (1, "FF000000")))


def cell(reference: str, text: str = "", style: int = 0) -> str:
    if not text:
        return f'<c r="{reference}" s="{style}"/>'
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def rows(*items: str) -> str:
    """A sheet's data of the cells of each row."""
    body = "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(items, 1))
    return f"<sheetData>{body}</sheetData>"


def test_values_are_shown_as_their_formats_say(render, styled) -> None:
    data = rows(
        cell("A1", "texto") + '<c r="B1" s="1"><v>1234.5</v></c><c r="C1" t="b"><v>1</v></c>'
        '<c r="D1" t="e"><v>#N/A</v></c><c r="E1"><f>1+1</f><v>2</v></c><c r="F1" t="d"><v>2024-01-02</v></c>'
    )
    page = render(data, styles=styled(code="#,##0.00"))
    assert [page.text(f"{letter}1") for letter in "ABCDEF"] == ["texto", "1.234,50", "VERDADEIRO", "#N/D", "2", "45293"]
    english = render(data, {"language": "en"}, styles=styled(code="#,##0.00"))
    assert [english.text(f"{letter}1") for letter in "BCD"] == ["1,234.50", "TRUE", "#N/A"]


def test_an_iso_date_gets_its_format(render, styled) -> None:
    page = render(rows('<c r="A1" s="1" t="d"><v>2024-01-02T06:00:00</v></c>'), styles=styled(code="dd/mm hh"))
    assert page.text("A1") == "02/01 06"


def test_general_alignment_goes_by_type(render) -> None:
    page = render(rows(cell("A1", "t") + '<c r="B1"><v>1</v></c><c r="C1" t="b"><v>1</v></c>'))
    assert ["n" in page.cells[name].get("class").split() for name in ("A1", "B1", "C1")] == [False, True, False]
    assert "m" in page.cells["C1"].get("class").split()


def test_numbers_too_wide_are_number_signs(render, styled) -> None:
    page = render(rows('<c r="A1" s="1"><v>123456789012</v></c>'), styles=styled(code="0.00"))
    assert set(page.text("A1")) == {"#"}


def test_zeros_may_be_hidden(render) -> None:
    page = render('<sheetViews><sheetView showZeros="0"/></sheetViews>' + rows('<c r="A1"><v>0</v></c>'))
    assert page.text("A1") == ""


@pytest.mark.parametrize(
    ("font", "declared"),
    [
        ("<b/>", "font-weight:700"),
        ("<i/>", "font-style:italic"),
        ("<u/>", "text-decoration:underline"),
        ('<u val="double"/>', "text-decoration:underline double"),
        ('<strike/><u val="singleAccounting"/>', "text-decoration:line-through underline;text-underline-offset:.2em"),
        ('<sz val="18"/>', "font-size:24px"),
        ('<color rgb="FFC00000"/>', "color:#C00000"),
        ('<color theme="4" tint="0.5"/>', "color:#"),
        ('<name val="Courier New"/>', 'font-family:"Courier New","Liberation Mono",monospace'),
    ],
)
def test_fonts(render, styled, font: str, declared: str) -> None:
    assert declared in render(rows(cell("A1", "x", 1)), styles=styled(font=font)).css("A1")


def test_the_name_of_a_font_cannot_leave_its_place(render, styled) -> None:
    page = render(rows(cell("A1", "x", 1)), styles=styled(font='<name val="a&quot;;}&lt;/style>&lt;script>"/>'))
    assert "script" not in page.html


@pytest.mark.parametrize(
    ("fill", "declared"),
    [
        ('<patternFill patternType="solid"><fgColor rgb="FF06B3C5"/></patternFill>', "background-color:#06B3C5"),
        ('<patternFill patternType="gray125"/>', "background-color:#DFDFDF"),
        (
            '<patternFill patternType="lightUp"><fgColor rgb="FF06B3C5"/></patternFill>',
            "repeating-linear-gradient(135deg",
        ),
        (
            f'<gradientFill degree="90">{STOPS}</gradientFill>',
            "linear-gradient(180.0deg,#FFFFFF 0.0%,#000000 100.0%)",
        ),
        (
            f'<gradientFill type="path" left="0.5" right="0.5" top="0.5" bottom="0.5">{STOPS}</gradientFill>',
            "radial-gradient(farthest-corner at 50.0% 50.0%",
        ),
    ],
)
def test_fills(render, styled, fill: str, declared: str) -> None:
    assert declared in render(rows(cell("A1", "x", 1)), styles=styled(fill=fill)).css("A1")


@pytest.mark.parametrize(
    ("alignment", "declared"),
    [
        ('horizontal="center"', "text-align:center"),
        ('horizontal="justify"', "white-space:pre-wrap"),
        ('horizontal="distributed"', "text-align-last:justify"),
        ('vertical="top"', "align-content:start"),
        ('vertical="center"', "align-content:safe center"),
        ('wrapText="1"', "white-space:pre-wrap"),
        ('horizontal="left" indent="2"', "padding-left:20px"),
        ('horizontal="right" indent="1"', "padding-right:11px"),
        ('readingOrder="2"', "direction:rtl"),
    ],
)
def test_alignment(render, styled, alignment: str, declared: str) -> None:
    page = render(rows(cell("A1", "x", 1)), styles=styled(f"<alignment {alignment}/>"))
    style = page.root.findtext(".//style")
    name = page.cells["A1"].get("class").split()[0]
    assert declared in style.partition(f".{name}>div{{")[2].partition("}")[0]


@pytest.mark.parametrize(
    ("rotation", "declared"),
    [
        (45, "transform:rotate(-45deg)"),
        (135, "transform:rotate(45deg)"),
        (90, "writing-mode:vertical-rl;transform:rotate(180deg)"),
        (180, "writing-mode:vertical-rl"),
        (255, "text-orientation:upright"),
    ],
)
def test_turned_text(render, styled, rotation: int, declared: str) -> None:
    page = render(rows(cell("A1", "x", 1)), styles=styled(f'<alignment textRotation="{rotation}"/>'))
    assert declared in page.rules(page.cells["A1"].find("div/span"))
    assert page.text("A1") == "x"


def test_text_is_shrunk_until_it_fits(render, styled) -> None:
    page = render(rows(cell("A1", "x" * 40, 1)), styles=styled('<alignment shrinkToFit="1"/>'))
    assert "font-size:" in page.rules(page.cells["A1"].find("div"))


def test_text_that_fills_is_read_once(render, styled) -> None:
    page = render(rows(cell("A1", "ab", 1)), styles=styled('<alignment horizontal="fill"/>'))
    repeats = page.cells["A1"].find("div/span")
    assert (repeats.get("aria-hidden"), set(repeats.text)) == ("true", {"a", "b"})


def test_rich_text(render) -> None:
    runs = '<r><t xml:space="preserve">a </t></r><r><rPr><b/><vertAlign val="superscript"/></rPr><t>b</t></r>'
    page = render(rows(f'<c r="A1" t="inlineStr"><is>{runs}</is></c>'))
    bold = page.cells["A1"].find("div/sup")
    assert (page.text("A1"), bold.text) == ("a b", "b")
    assert "font-weight:700" in page.rules(bold)


class TestLines:
    def test_a_cell_draws_its_end_and_bottom_and_the_neighbours_the_rest(self, render, styled) -> None:
        border = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
        page = render(rows("", cell("B2", "", 1)), styles=styled(border=border))
        line = "1px solid #000000"
        assert f"border-inline-end:{line};border-bottom:{line}" in page.css("B2")
        assert f"border-inline-end:{line}" in page.css("A2")
        assert f"border-bottom:{line}" in page.css("B1")

    def test_the_headings_draw_for_the_first_cells(self, render, styled) -> None:
        page = render(rows(cell("A1", "", 1)), styles=styled(border='<left style="thick"/><top style="thick"/>'))
        row, column = page.root.find(".//tbody/tr/th"), page.root.findall(".//thead/tr/th")[1]
        assert "border-inline-end:3px solid #000000" in page.rules(row)
        assert "border-bottom:3px solid #000000" in page.rules(column)

    @pytest.mark.parametrize(
        ("style", "declared"),
        [
            ("hair", "1px dotted"), ("dotted", "1px dotted"), ("dashDotDot", "1px dashed"), ("dashDot", "1px dashed"),
            ("dashed", "1px dashed"), ("thin", "1px solid"), ("mediumDashDotDot", "2px dashed"),
            ("slantDashDot", "2px dashed"), ("mediumDashDot", "2px dashed"), ("mediumDashed", "2px dashed"),
            ("medium", "2px solid"), ("double", "3px double"), ("thick", "3px solid"),
        ],
    )  # fmt: skip
    def test_every_style(self, render, styled, style: str, declared: str) -> None:
        border = f'<bottom style="{style}"><color rgb="FFC00000"/></bottom>'
        page = render(rows(cell("A1", "", 1)), styles=styled(border=border))
        assert f"border-bottom:{declared} #C00000" in page.css("A1")

    def test_the_heavier_of_two_lines_is_seen(self, render) -> None:
        styles = (
            '<fonts><font/></fonts><fills><fill/></fills><borders><border/><border><right style="thin"/></border>'
            '<border><left style="double"/></border></borders>'
            '<cellXfs><xf/><xf borderId="1"/><xf borderId="2"/></cellXfs>'
        )
        page = render(rows(cell("A1", "", 1) + cell("B1", "", 2)), styles=styles)
        assert "border-inline-end:3px double #000000" in page.css("A1")

    def test_a_fill_covers_the_grid_around_it(self, render, styled) -> None:
        fill = '<patternFill patternType="solid"><fgColor rgb="FF06B3C5"/></patternFill>'
        page = render(rows("", cell("B2", "", 1)), styles=styled(fill=fill))
        assert "border-inline-end:0;border-bottom:0" in page.css("B2")
        assert "border-inline-end:1px solid #06B3C5" in page.css("A2")
        assert f"td{{border-inline-end:{GRID};border-bottom:{GRID}}}" in page.html

    def test_no_grid_where_the_sheet_shows_none(self, render) -> None:
        page = render('<sheetViews><sheetView showGridLines="0"/></sheetViews>' + rows(cell("A1", "x")))
        assert "td{border-inline-end:0;border-bottom:0}" in page.html

    def test_diagonals(self, render, styled) -> None:
        border = '<diagonal style="thin"/>'
        page = render(
            rows(cell("A1", "", 1)),
            styles=styled(border=border).replace("<border><diag", '<border diagonalUp="1"><diag'),
        )
        assert "linear-gradient(to bottom right" in page.css("A1")


class TestOverflow:
    LONG = "a text that is longer than its cell"

    def test_over_empty_neighbours(self, render) -> None:
        page = render(rows(cell("A1", self.LONG)))
        assert "inset-inline:0 -192px" in page.rules(page.cells["A1"].find("div"))
        assert "border-inline-end:0" in page.css("B1")

    def test_up_to_the_next_value(self, render) -> None:
        page = render(rows(cell("A1", self.LONG) + cell("C1", "x")))
        assert "inset-inline:0 -64px" in page.rules(page.cells["A1"].find("div"))

    def test_not_over_merged_cells(self, render) -> None:
        page = render(rows(cell("A1", self.LONG)) + '<mergeCells><mergeCell ref="B1:C1"/></mergeCells>')
        assert page.rules(page.cells["A1"].find("div")) == ""

    def test_to_the_left(self, render, styled) -> None:
        page = render(rows(cell("E1", self.LONG, 1)), styles=styled('<alignment horizontal="right"/>'))
        assert "inset-inline:-192px 0" in page.rules(page.cells["E1"].find("div"))

    def test_to_both_sides(self, render, styled) -> None:
        page = render(
            rows(cell("A1", "x") + cell("B1", self.LONG, 1)), styles=styled('<alignment horizontal="center"/>')
        )
        css = page.rules(page.cells["B1"].find("div"))
        assert "inset-inline:-128px" in css
        assert "clip-path:inset(0 0 0 128px)" in css

    def test_centred_across_the_selection(self, render, styled) -> None:
        data = rows(cell("A1", "x", 1) + cell("B1", "", 1) + cell("C1", "", 1) + cell("D1"))
        page = render(data, styles=styled('<alignment horizontal="centerContinuous"/>'))
        assert "inset-inline:0 -128px" in page.rules(page.cells["A1"].find("div"))

    @pytest.mark.parametrize("alignment", ['wrapText="1"', 'horizontal="justify"', 'textRotation="90"'])
    def test_not_where_it_stays_inside(self, render, styled, alignment: str) -> None:
        page = render(rows(cell("A1", self.LONG, 1)), styles=styled(f"<alignment {alignment}/>"))
        assert "inset-inline:" not in page.rules(page.cells["A1"].find("div"))

    def test_numbers_do_not(self, render, styled) -> None:
        page = render(rows('<c r="A1" s="1"><v>123456789012345</v></c>'), styles=styled(code="0"))
        assert "inset-inline:" not in page.rules(page.cells["A1"].find("div"))


class TestMerges:
    def test_one_cell_with_the_first_one_s_value(self, render) -> None:
        page = render(
            rows(cell("A1", "a") + cell("B1", "b"), cell("A2", "c"))
            + '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
        )
        merged = page.cells["A1"]
        assert (merged.get("rowspan"), merged.get("colspan"), page.text("B2")) == ("2", "2", "a")

    def test_hidden_rows_and_columns_are_not_spanned(self, render) -> None:
        sheet = (
            '<cols><col min="1" max="1" hidden="1" width="9"/></cols><sheetData><row r="1" hidden="1">'
            + cell("A1", "a")
            + '</row><row r="2"/></sheetData><mergeCells><mergeCell ref="A1:C3"/></mergeCells>'
        )
        page = render(sheet)
        merged = page.cells["B2"]
        assert (merged.get("rowspan"), merged.get("colspan"), page.text("B2")) == ("2", "2", "a")

    def test_of_ranges_that_overlap_the_first_counts(self, render) -> None:
        merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells>'
        page = render(rows(cell("A1", "a")) + merges)
        assert page.cells["C3"].get("rowspan") is None
        assert len(page.cells) == 12 * 6

    def test_lines_are_those_of_the_cells_at_the_edges(self, render, styled) -> None:
        data = rows(cell("A1", "a") + cell("B1", "", 1)) + '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
        page = render(data, styles=styled(border='<right style="medium"/>'))
        assert "border-inline-end:2px solid #000000" in page.css("A1")

    def test_neighbours_draw_what_runs_along_a_part_only(self, render, styled) -> None:
        data = rows(cell("A1", "a"), cell("B2", "", 1)) + '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
        page = render(data, styles=styled(border='<top style="medium"/>'))
        assert "border-bottom:2px" not in page.css("A1")
        assert "border-top:2px solid #000000" in page.css("B2")
        assert "border-top" not in page.css("A2")

    def test_all_of_it_is_filled(self, render, styled) -> None:
        fill = '<patternFill patternType="solid"><fgColor rgb="FF06B3C5"/></patternFill>'
        data = rows("", cell("A2", "a", 1)) + '<mergeCells><mergeCell ref="A2:B2"/></mergeCells>'
        page = render(data, styles=styled(fill=fill))
        assert "border-bottom:1px solid #06B3C5" in page.css("B1")
