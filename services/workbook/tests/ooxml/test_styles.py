"""Styles, colours, number formats and shared strings."""

from __future__ import annotations

import pytest

from tr4ction_workbook.ooxml.model import Color
from tr4ction_workbook.ooxml.number_formats import builtin_format, is_date_format
from tr4ction_workbook.ooxml.theme import Palette, apply_tint

THEME = (
    '<a:theme xmlns:a="urn:a"><a:themeElements><a:clrScheme><a:dk1><a:sysClr val="windowText" lastClr="010203"/>'
    "</a:dk1>"
    '<a:lt1><a:sysClr val="window"/></a:lt1><a:dk2><a:srgbClr val="1f497d"/></a:dk2></a:clrScheme>'
    "</a:themeElements></a:theme>"
)


@pytest.mark.parametrize(
    "code",
    ["yyyy-mm-dd", "d/m/yy", "[$-416]dd/mm/yyyy;@", "[h]:mm", "[mm]", "h:mm AM/PM", "mmm", '"Em "dd" de "mmmm',
     "mm:ss.0",      "[Red]dd/mm", "dd\\/mm\\/yyyy", "yyyy\\-mm", "[$-F800]dddd\\,\\ mmmm\\ dd", "aaaa\\ d", "ss.00"],
)  # fmt: skip
def test_dates(code):
    assert is_date_format(code)


@pytest.mark.parametrize(
    "code",
    ["General", "0", "0.00E+00", '"days" 0', "0 \\d", "#,##0.00_d", '[$R$-416] #,##0.00', "[Red]0", "@", "", '"yyyy"',
     "0%",      "_-* #,##0_-", '0" m"', "[>100]0", "# ?/?", "General;dd", "[DBNum1]0", "[Yellow]General", ";;;"],
)  # fmt: skip
def test_no_dates(code):
    assert not is_date_format(code)


def test_builtin_formats():
    assert builtin_format(0) == "General"
    assert is_date_format(builtin_format(14))
    assert is_date_format(builtin_format(30))
    assert builtin_format(1000) == "General"


def test_colours():
    palette = Palette()
    assert palette.rgb(Color(rgb="FF0070C0")) == "0070C0"
    assert palette.rgb(Color(rgb="0070c0")) == "0070C0"
    assert palette.rgb(Color(rgb="junk")) is None
    assert palette.rgb(Color(theme=0)) == "FFFFFF"
    assert palette.rgb(Color(theme=1)) == "000000"
    assert palette.rgb(Color(theme=99)) is None
    assert palette.rgb(Color(indexed=10)) == "FF0000"
    assert palette.rgb(Color(indexed=64)) == "000000"
    assert palette.rgb(Color(indexed=-5)) is None
    assert palette.rgb(Color(auto=True)) is None
    assert palette.rgb(None) is None


@pytest.mark.parametrize(
    ("rgb", "tint", "expected"),
    # as Excel shows them for the Office theme: accent 1 lighter 80 %, darker 25 %; white darker 15 %
    [("4472C4", 0.7999, "DAE3F3"), ("4472C4", -0.25, "2F5597"), ("FFFFFF", -0.15, "D9D9D9"), ("000000", 0.5, "808080")],
)
def test_tint(rgb, tint, expected):
    shown = apply_tint(rgb, tint)
    distance = max(abs(int(shown[at : at + 2], 16) - int(expected[at : at + 2], 16)) for at in (0, 2, 4))
    assert distance <= 1  # Excel rounds in steps of its own


def test_the_theme_swaps_its_first_pairs(read_book):
    book = read_book(book_rels=(("rId9", "theme", "theme/theme1.xml"),), extra={"xl/theme/theme1.xml": THEME})
    assert [book.styles.rgb(Color(theme=index)) for index in (0, 1, 2, 3)] == ["FFFFFF", "010203", "E7E6E6", "1F497D"]


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="14" formatCode="0.0"/></numFmts>'
    '<fonts><font/><font><b/><i val="0"/><strike val="1"/><u/><sz val="9.5"/><color theme="1" tint="-0.5"/>'
    '<name val="Arial"/>'
    '</font></fonts><fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FF93D5E0"/></patternFill></fill><fill><gradientFill><stop position="0"><color rgb="FFFFFFFF"/>'
    "</stop>"
    '<stop position="1"><color rgb="FF000000"/></stop></gradientFill></fill></fills>'
    '<borders><border/><border><start style="thin"><color auto="1"/></start><end style="none"/>'
    '<top style="medium"/></border>'
    '</borders><cellXfs><xf/><xf numFmtId="164" fontId="1" fillId="1" borderId="1" quotePrefix="1">'
    '<alignment horizontal="center"'
    ' wrapText="true" indent="2"/><protection locked="0" hidden="1"/></xf><xf numFmtId="14" fontId="99"'
    ' fillId="2"/></cellXfs>'
    '<colors><indexedColors><rgbColor rgb="FF111111"/></indexedColors></colors>'
)


def test_formats(read_book):
    styles = read_book(styles=STYLES).styles
    assert len(styles) == 3
    plain, full, odd = styles[0], styles[1], styles[2]
    assert (plain.locked, plain.hidden, plain.number_format, plain.is_date) == (True, False, "General", False)
    assert (full.number_format, full.is_date, full.locked, full.hidden, full.quote_prefix) == (
        "dd/mm/yyyy",
        True,
        False,
        True,
        True,
    )
    font = full.font
    assert (font.name, font.size, font.bold, font.italic, font.strike, font.underline) == (
        "Arial",
        9.5,
        True,
        False,
        True,
        "single",
    )
    assert full.font.color == Color(theme=1, tint=-0.5)
    assert (full.border.left, full.border.right, full.border.top, full.border.left_color) == (
        "thin",
        None,
        "medium",
        Color(auto=True),
    )
    assert (full.alignment.horizontal, full.alignment.wrap, full.alignment.indent) == ("center", True, 2)
    assert styles.fill_rgb(1) == "93D5E0"
    assert styles.fill_rgb(0) is None
    assert (odd.number_format, odd.is_date) == ("0.0", False)  # what the workbook declares wins
    assert odd.fill.pattern == "gradient"
    assert odd.font == styles[0].font  # an index outside the table is the default
    assert styles[77] == styles[0]
    assert styles.rgb(Color(indexed=0)) == "111111"


def test_a_workbook_without_styles(read_book):
    styles = read_book().styles
    assert len(styles) == 0
    assert styles[0].number_format == "General"


def texts(read_book, strings):
    table = read_book(strings=strings).source.strings
    return list(table), table.runs


def test_shared_strings(read_book):
    found, runs = texts(
        read_book,
        '<si><t>a &lt; b</t></si><si><t xml:space="preserve"> x </t></si><si/><si><t/></si><si><t></t></si>'
        '<si><r><t>Nome </t></r><r><rPr><b/><sz val="12"/><rFont val="Arial"/></rPr><t>da Empresa</t></r></si>'
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si><t>a_x000D__x000A_b</t></si>",
    )
    assert found == ["a < b", " x ", "", "", "", "Nome da Empresa", "東京", "a\r\nb"]
    assert [(run.text, run.font and (run.font.name, run.font.size, run.font.bold)) for run in runs[5]] == [
        ("Nome ", None),
        ("da Empresa", ("Arial", 12.0, True)),
    ]
    assert set(runs) == {5}


@pytest.mark.parametrize(
    "strings",
    [
        "<sst><!-- c --><si><t>a</t></si><si><t>b</t></si></sst>",
        "<sst><si><t><![CDATA[a]]></t></si><si><t>b</t></si></sst>",
        "<x:sst xmlns:x='u'><x:si><x:t>a</x:t></x:si><x:si><x:t>b</x:t></x:si></x:sst>",
        "<sst count='9' uniqueCount='9'>\n <si>\n <t>a</t>\n </si>\n <si><t>b</t></si>\n</sst>\n",
        "<?xml version='1.0'?><sst><si phonetic='1'><t>a</t></si><si><t>b</t></si></sst>",
        "<sst><si><t a='1'>a</t></si><si><r><t>b</t></r></si></sst>",
    ],
)
def test_odd_string_tables(read_book, strings):
    assert texts(read_book, strings)[0] == ["a", "b"]


@pytest.mark.parametrize("rgb", ["", "x", "FF", "GG112233"])
def test_a_palette_entry_that_is_no_colour_keeps_the_usual_one(read_book, rgb):
    styles = (
        '<fills><fill><patternFill patternType="solid"><fgColor indexed="0" tint="-0.5"/></patternFill></fill></fills>'
        f'<cellXfs><xf fillId="0"/></cellXfs><colors><indexedColors><rgbColor rgb="{rgb}"/></indexedColors></colors>'
    )
    assert read_book(styles=styles).styles.fill_rgb(0) == "000000"
