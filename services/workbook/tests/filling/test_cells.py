"""Where answers go in a sheet, and that everything around them stays as it was."""

from __future__ import annotations

import pytest

from tr4ction_workbook.ooxml import WorkbookError

SHEET = "xl/worksheets/sheet1.xml"
INLINE = 't="inlineStr"><is><t>'
END = "</t></is></c>"
EXTENSION = '<extLst><ext uri="u"/></extLst>'


def rows(*contents):
    return f"<sheetData>{''.join(contents)}</sheetData>"


def test_a_cell_changes_where_it_stands_and_keeps_its_style(fill):
    sheet = rows('<row r="1" ht="20"><c r="A1" s="3"/><c r="B1" s="4"/></row>')
    result = fill(sheet, {"B1": "sim"})
    assert result.sheet == rows(f'<row r="1" ht="20"><c r="A1" s="3"/><c r="B1" s="4" {INLINE}sim{END}</row>')
    assert result.filled.cells == ("S!B1",)
    assert result.filled.parts == ["xl/worksheets/sheet1.xml"]
    assert result.filled.recalculates is False


@pytest.mark.parametrize(
    ("before", "answer", "after"),
    [
        ('<c r="A1" t="s" s="2"><v>0</v></c>', 5, '<c r="A1" s="2"><v>5</v></c>'),
        ('<c t="str" r="A1" ph="1"><v>x</v></c>', True, '<c r="A1" ph="1" t="b"><v>1</v></c>'),
        ('<c r="A1" cm="1" vm="2"><v>7</v></c>', 2.5, '<c r="A1"><v>2.5</v></c>'),
        ("<c r='A1' s = '2'  t = 's' ><v>0</v></c >", "x", f"<c r='A1' s = '2' {INLINE}x{END}"),
        ('<c r="A1" s="2" />', "x", f'<c r="A1" s="2" {INLINE}x{END}'),
        ('<c r="A1"></c>', 1, '<c r="A1"><v>1</v></c>'),
        (f'<c r="A1"><v>1</v>{EXTENSION}</c>', 2, f'<c r="A1"><v>2</v>{EXTENSION}</c>'),
        ('<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><rPh sb="0" eb="1"><t>f</t></rPh></is></c>', "b",
         f'<c r="A1" {INLINE}b{END}'),
        ('<c r="A1" s="2" t="s"><v>0</v></c>', None, '<c r="A1" s="2"/>'),
        ('<c r="A1" s="2" t="s"><v>0</v></c>', "", '<c r="A1" s="2"/>'),
        ('<c r="A1" t="e"><v>#N/A</v></c>', "n/a", f'<c r="A1" {INLINE}n/a{END}'),
    ],
    ids=["shared", "result", "metadata", "blanks", "blank", "hollow", "extension", "rich", "none", "empty", "error"],
)  # fmt: skip
def test_what_of_a_cell_stays(before, answer, after, fill):
    beside = '<c r="B1" s="9"/>'
    result = fill(rows(f'<row r="1">{before}{beside}</row>'), {"A1": answer}, strings="<si><t>old</t></si>")
    assert result.sheet == rows(f'<row r="1">{after}{beside}</row>')


def test_emptying_what_is_empty_changes_nothing(fill):
    result = fill(rows('<row r="1"><c r="A1" s="2"/></row>'), {"A1": None, "C7": None})
    assert result.filled.data == result.before
    assert result.filled.parts == []


def one(reference):
    """A cell that was answered with 1."""
    return f'<c r="{reference}"><v>1</v></c>'


def row(number, content="", rest=""):
    return f'<row r="{number}"{rest}>{content}</row>' if content else f'<row r="{number}"{rest}/>'


@pytest.mark.parametrize(
    ("sheet", "reference", "after"),
    [
        ("<sheetData/>", "B2", rows(row(2, one("B2")))),
        ("<sheetData />", "B2", f"<sheetData >{row(2, one('B2'))}</sheetData>"),
        ("<sheetData></sheetData>", "B2", rows(row(2, one("B2")))),
        (rows(row(2)), "B2", rows(row(2, one("B2")))),
        (rows(row(2, rest=' spans="1:1" ht="9"')), "B2", rows(row(2, one("B2"), ' spans="1:2" ht="9"'))),
        (rows(row(1), row(3)), "A2", rows(row(1), row(2, one("A2")), row(3))),
        (rows(row(1)), "A2", rows(row(1), row(2, one("A2")))),
        (rows(row(2)), "A1", rows(row(1, one("A1")), row(2))),
        (rows(row(2, '<c r="A2"/><c r="C2"/>')), "B2", rows(row(2, f'<c r="A2"/>{one("B2")}<c r="C2"/>'))),
        (rows(row(2, '<c r="B2"/>')), "A2", rows(row(2, f'{one("A2")}<c r="B2"/>'))),
        (
            rows(row(2, '<c r="B2"/><extLst/>', ' spans="2:2"')),
            "AA2",
            rows(row(2, f'<c r="B2"/>{one("AA2")}<extLst/>', ' spans="2:27"')),
        ),
        (rows(row(1_048_576)), "XFD1048576", rows(row(1_048_576, one("XFD1048576")))),
    ],
    ids=[
        "none",
        "blank-in-tag",
        "hollow",
        "empty-row",
        "spans",
        "between-rows",
        "last-row",
        "first-row",
        "between",
        "first",
        "last",
        "corner",
    ],
)
def test_new_cells_stand_in_order(sheet, reference, after, fill):
    assert fill(sheet, {reference: 1}).sheet == after


def test_several_new_cells_at_one_place(fill):
    sheet = rows('<row r="2"><c r="A2"/><c r="F2"/></row>')
    result = fill(sheet, {"D2": 4, "B2": 2, "G2": 7, "A5": 1, "A4": 1})
    cells = "".join(f'<c r="{name}2"><v>{value}</v></c>' for name, value in (("B", 2), ("D", 4)))
    new_rows = '<row r="4"><c r="A4"><v>1</v></c></row><row r="5"><c r="A5"><v>1</v></c></row>'
    assert result.sheet == rows(f'<row r="2"><c r="A2"/>{cells}<c r="F2"/><c r="G2"><v>7</v></c></row>{new_rows}')
    assert result.filled.cells == ("S!D2", "S!B2", "S!G2", "S!A5", "S!A4")


def test_a_new_cell_looks_as_its_row_says_else_as_its_column(fill):
    columns = '<cols><col min="2" max="3" style="7"/><col min="4" max="4"/></cols>'
    sheet = columns + rows('<row r="1" s="5" customFormat="1"/><row r="2" s="5"/>')
    result = fill(sheet, {"B1": 1, "B2": 1, "D2": 1, "C9": 1})
    assert {name: result.cell(name).style_id for name in ("B1", "B2", "D2", "C9")} == {
        "B1": 5,
        "B2": 7,
        "D2": 0,
        "C9": 7,
    }


@pytest.mark.parametrize(
    ("before", "reference", "after"),
    [
        ("A1:B2", "D5", "A1:D5"),
        ("B2:C3", "A1", "A1:C3"),
        ("A1:F9", "C3", "A1:F9"),
        ("A1", "A3", "A1:A3"),
        ("?", "A3", "?"),
    ],
)
def test_the_dimension_stays_true(before, reference, after, fill):
    result = fill(f'<dimension ref="{before}"/><sheetData/>', {reference: 1})
    assert f'<dimension ref="{after}"/>' in result.sheet


def test_a_covered_cell_is_answered_at_the_anchor(fill, refuse):
    sheet = (
        rows('<row r="1"><c r="A1" s="1"/><c r="B1" s="2"/></row>')
        + '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    )
    result = fill(sheet, {"B2": "x", "C1": "y"})
    assert (result.cell("A1").value, result.cell("A1").style_id, result.cell("B1").value) == ("x", 1, None)
    assert result.filled.cells == ("S!A1", "S!C1")
    assert fill(sheet, {"B2": "x", "A1": "x"}).cell("A1").value == "x"
    assert refuse(sheet, {"B2": "x", "A1": "y"}) == [("answered_twice", "S!A1")]
    assert refuse(sheet, {"B2": 1, "A1": True}) == [("answered_twice", "S!A1")]


def test_rows_and_cells_without_references(fill):
    sheet = rows('<row><c s="1"/><c/></row><row/><row r="7"><c/><c r="D7"/><c/></row><row><c><v>8</v></c></row>')
    result = fill(sheet, {"A1": 1, "B2": 2, "E7": 7, "B7": 6, "A8": 80, "A5": 5})
    assert result.sheet == rows(
        '<row><c s="1"><v>1</v></c><c/></row><row><c r="B2"><v>2</v></c></row><row r="5"><c r="A5"><v>5</v></c></row>'
        '<row r="7"><c/><c r="B7"><v>6</v></c><c r="D7"/><c><v>7</v></c></row><row><c><v>80</v></c></row>'
    )


def test_a_row_written_twice(fill):
    sheet = rows('<row r="1"><c r="A1"/></row><row r="1"><c r="B1"/></row>')
    assert fill(sheet, {"B1": 2}).sheet == rows('<row r="1"><c r="A1"/></row><row r="1"><c r="B1"><v>2</v></c></row>')


def test_references_in_odd_quotes_and_letters(fill):
    sheet = rows("""<row x=' r="9"' r='1'><c z=' r="C1" s="4"' r='&#65;1' s='3'/><c r="B1"/></row>""")
    result = fill(sheet, {"A1": 1, "C1": 2})
    assert result.sheet == sheet.replace("s='3'/>", "s='3'><v>1</v></c>").replace(
        '"B1"/>', '"B1"/><c r="C1"><v>2</v></c>'
    )
    assert result.cell("A1").style_id == 3


def test_lower_case_references(fill):
    assert fill(rows('<row r="1"><c r="b1"/></row>'), {"B1": 2}).sheet == rows(
        '<row r="1"><c r="b1"><v>2</v></c></row>'
    )


def test_prefixed_elements(fill):
    head = '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
    tail = "</x:sheetData></x:worksheet>"
    result = fill(head + '<x:row r="1"><x:c r="A1"/></x:row>' + tail, {"A1": "t", "B1": 1, "A3": True})
    assert result.sheet == (
        head
        + '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>t</x:t></x:is></x:c><x:c r="B1"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="A3" t="b"><x:v>1</x:v></x:c></x:row>' + tail
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "iso-8859-1", "windows-1252"])
def test_other_encodings_stay(encoding, fill):
    stated = "utf-8" if encoding == "utf-8-sig" else "utf-16" if encoding.startswith("utf-16-") else encoding
    head = f'<?xml version="1.0" encoding="{stated}"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    text = head + rows('<row r="1"><c r="A1" t="inlineStr"><is><t>é</t></is></c><c r="B1"/></row>') + "</worksheet>"
    result = fill("", {"B1": "ação €"}, extra={"xl/worksheets/sheet1.xml": text.encode(encoding)})
    after = result.part("xl/worksheets/sheet1.xml").decode(encoding)
    cell = f'<c r="B1" {INLINE}ação {"€" if encoding != "iso-8859-1" else "&#8364;"}{END}'
    assert after == text.replace('<c r="B1"/>', cell)
    assert result.cell("B1").value == "ação €"


def test_comments_and_cdata_are_no_cells(fill):
    sheet = '<!-- <sheetData><row r="1"><c r="A1"/></row></sheetData> -->' + rows(
        '<!--<row r="2">--><row r="2"><c r="A2" t="str"><v><![CDATA[<c r="B2"/>]]></v></c>'
        '<!-- </row> --><c r="B2"/><?pi <c?></row>'
    )
    result = fill(sheet, {"B2": 1})
    assert result.sheet == sheet.replace('--><c r="B2"/>', '--><c r="B2"><v>1</v></c>')


def test_strict_workbooks(fill):
    sheet = '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData/></worksheet>'
    result = fill(sheet, {"A1": 1})
    assert result.sheet == rows('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert result.filled.parts == [SHEET]


def test_protected_and_hidden_sheets_are_filled(fill):
    sheet = rows('<row r="1"><c r="A1"/></row>') + '<sheetProtection sheet="1"/>'
    assert fill(sheet, {"A1": 1}).cell("A1").value == 1
    hidden = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="S" sheetId="1" state="veryHidden" r:id="rId1"/></sheets></workbook>'
    )
    assert fill(sheet, {"A1": 1}, extra={"xl/workbook.xml": hidden}).cell("A1").value == 1


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (rows('<row r="1"><c r="A1"/><c r="A1"/></row>'), "two cells at A1"),
        (rows('<row r="1"><c r="A2"/></row>'), "'A2' in row 1"),
        (rows(row(1, '<c r="A1:B1"/>')), "'A1:B1' in row 1"),
        (rows(row(1, '<c r="um"/>')), "'um' in row 1"),
        (rows('<row r="1"><c r="A1"></row>'), "malformed XML"),
        ("<sheetViews/>", "no sheetData"),
        (rows(row(1, '<a:AlternateContent xmlns:a="a"><c r="A1"/></a:AlternateContent>')), "no program"),
        (rows('<x:row xmlns:x="x" r="1"><c r="A1"/></x:row>'), "no program"),
    ],
    ids=["two-cells", "wrong-row", "a-range", "a-word", "malformed", "no-rows", "alternatives", "mixed-prefixes"],
)
def test_a_sheet_that_contradicts_itself_is_refused(sheet, reason, fill):
    with pytest.raises(WorkbookError, match=reason) as caught:
        fill(sheet, {"A1": 1})
    assert caught.value.code == "workbook_damaged"
