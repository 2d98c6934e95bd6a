"""Traps of the format into which readers have fallen, this one or others; each was met in a real workbook.

More of them stand where their subject is: cells, styles, formulas, archives, refusals.
"""

from __future__ import annotations

import socket

import pytest

from tr4ction_workbook.inspection import inspect_workbook
from tr4ction_workbook.ooxml import WorkbookError, read_workbook
from tr4ction_workbook.ooxml.dates import serial_to_datetime
from tr4ction_workbook.snapshot import build_snapshot

TREE = "<!-- by the tree -->"
STYLES = (
    "<fonts><font/></fonts><borders><border/><border><left style='thin'/></border></borders>"
    '<cellXfs><xf/><xf borderId="1"/></cellXfs>'
)


def values(book):
    return [cell.value for cell in book.sheets[0].cells]


@pytest.mark.parametrize("tree", ["", TREE])
def test_blank_styled_cells_after_the_last_value_are_kept(read_book, tree):
    """They are what a template is made of; readers that trim to what has a value lose them."""
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="C1" s="1"/></row>' + "".join(
        f'<row r="{row}"><c r="A{row}" s="1"/><c r="D{row}" s="1"/></row>' for row in range(2, 6)
    )
    book = read_book(f"<sheetData>{rows}{tree}</sheetData>", styles=STYLES)
    cells = [(cell.reference, cell.type, cell.style_id) for cell in book.sheets[0].cells]
    assert cells[1:3] == [("B1", "blank", 1), ("C1", "blank", 1)]
    assert cells[-1] == ("D5", "blank", 1)
    assert len(build_snapshot(book).sheets[0].cells.types) == len(cells) == 11


@pytest.mark.parametrize("tree", ["", TREE])
def test_blanks_around_inline_text_are_kept_without_xml_space(read_book, tree):
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t> a </t></is></c></row>'
    assert values(read_book(f"<sheetData>{row}{tree}</sheetData>")) == [" a "]


def test_a_prefixed_string_table_is_not_an_empty_one(read_book):
    table = '<x:sst xmlns:x="urn:x"><x:si><x:t>a</x:t></x:si><x:si><x:r><x:t>b</x:t></x:r></x:si></x:sst>'
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    book = read_book(f"<sheetData>{row}</sheetData>", strings=table)
    assert values(book) == ["a", "b"]
    assert build_snapshot(book).validation_report.valid


def test_the_stated_count_of_strings_is_not_believed(read_book):
    table = '<sst count="1" uniqueCount="99999999"><si><t>a</t></si><si><t>b</t></si></sst>'
    row = '<row r="1"><c r="A1" t="s"><v>1</v></c></row>'
    assert values(read_book(f"<sheetData>{row}</sheetData>", strings=table)) == ["b"]


@pytest.mark.parametrize("tree", ["", TREE])
def test_an_empty_cell_with_a_link_has_no_value(read_book, tree):
    """The address is the link's, not the cell's."""
    book = read_book(
        f'<sheetData><row r="1"><c r="A1" s="1"/></row>{tree}</sheetData><hyperlinks><hyperlink ref="A1" r:id="rId1"/>'
        "</hyperlinks>",
        sheet_rels=(("rId1", "hyperlink", "https://example.org/"),),
    )
    assert values(book) == [None]
    assert book.sheets[0].hyperlinks[0].target == "https://example.org/"


@pytest.mark.parametrize(
    ("kind", "root", "expected"),
    [
        ("chartsheet", "chartsheet", "chartsheet"),
        ("dialogsheet", "dialogsheet", "dialogsheet"),
        ("xlMacrosheet", "macrosheet", "macrosheet"),
        ("xlIntlMacrosheet", "macrosheet", "macrosheet"),
    ],
)
def test_other_kinds_of_sheets_are_not_taken_for_worksheets(make_parts, zipped, kind, root, expected):
    parts = make_parts()
    rels = str(parts["xl/_rels/workbook.xml.rels"]).replace("relationships/worksheet", f"relationships/{kind}")
    sheet = f'<{root}><sheetData><row r="1"><c r="A1" s="1"/></row></sheetData></{root}>'
    data = zipped(parts | {"xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": sheet})
    inspection = inspect_workbook(data)
    assert [item.kind for item in inspection.workbook.sheets] == [expected]
    assert inspection.fields == ()


@pytest.mark.parametrize(
    "dimension", ["", '<dimension ref="A1"/>', '<dimension ref="A1:XFD1048576"/>', '<dimension ref="x"/>']
)
def test_the_stated_dimension_is_not_believed(read_book, dimension):
    book = read_book(f'{dimension}<sheetData><row r="7"><c r="D7"><v>1</v></c></row></sheetData>')
    assert [cell.reference for cell in book.sheets[0].cells] == ["D7"]


def test_styles_of_whole_rows_and_columns_make_no_cells(read_book):
    book = read_book(
        '<cols><col min="1" max="16384" width="9" style="1"/></cols>'
        '<sheetData><row r="1048576" s="1" customFormat="1"/></sheetData>',
        styles=STYLES,
    )
    sheet = book.sheets[0]
    assert (len(sheet.cells), len(sheet.columns), len(sheet.rows)) == (0, 1, 1)
    assert sheet.columns[0].style_id == sheet.rows[1_048_576].style_id == 1


def moment(serial, date_1904=False):
    found = serial_to_datetime(serial, date_1904)
    return found and found.isoformat()


def test_the_29_february_1900_that_never_was():
    """Serial 60 is a day that the 1900 system invented; what comes before it is a day later than it counts."""
    assert moment(1) == "1900-01-01T00:00:00"
    assert moment(59) == "1900-02-28T00:00:00"
    assert moment(61) == "1900-03-01T00:00:00"
    assert moment(45_000) == "2023-03-15T00:00:00"
    assert moment(45_000.5) == "2023-03-15T12:00:00"


def test_serials_count_from_another_day_in_workbooks_of_1904():
    assert moment(0, date_1904=True) == "1904-01-01T00:00:00"
    assert moment(43_538, date_1904=True) == "2023-03-15T00:00:00"


@pytest.mark.parametrize("serial", [-1, 2_958_466, 1e300, float("nan"), float("inf")])
def test_serials_of_no_day(serial):
    assert serial_to_datetime(serial) is None


def test_numbers_are_dates_by_their_format_only(read_book):
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="0.0 &quot;dias&quot;"/><numFmt numFmtId="165" '
        'formatCode="[$-416]d/mmm;@"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
        '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
    )
    cells = "".join(f'<c r="{letter}1" s="{style}"><v>45000</v></c>' for style, letter in enumerate("ABCDE"))
    book = read_book(f'<sheetData><row r="1">{cells}</row></sheetData>', styles=styles)
    found = [book.styles[cell.style_id].is_date for cell in book.sheets[0].cells]
    assert found == [False, True, False, True, True]


def test_strict_documents_and_prefixes_of_their_own(make_parts, zipped):
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    rels = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    parts = make_parts(
        f'<worksheet xmlns="{strict}"><sheetData><row r="1"><c r="A1" t="d"><v>2024-02-29</v></c></row></sheetData>'
        "</worksheet>"
    )
    sheet = '<s:sheets><s:sheet name="S" q:id="rId1"/></s:sheets>'
    book = f'<s:workbook xmlns:s="{strict}" xmlns:q="{rels}">{sheet}</s:workbook>'
    link = f'<Relationship Id="rId1" Type="{rels}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
    links = f"<Relationships>{link}</Relationships>"
    data = zipped(parts | {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": links})
    assert values(read_workbook(data)) == ["2024-02-29"]


def test_external_links_are_recorded_and_never_followed(make_parts, zipped, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    parts = make_parts(
        '<sheetData><row r="1"><c r="A1"><f>[1]S!A1</f><v>1</v></c></row></sheetData>',
        book_rels=(("rId9", "externalLink", "externalLinks/externalLink1.xml"),),
        extra={
            "xl/externalLinks/externalLink1.xml": "<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": '<Relationships><Relationship Id="rId1" '
            'Type="x/externalLinkPath" Target="https://example.org/other.xlsx" TargetMode="External"/></Relationships>',
        },
    )
    snapshot = build_snapshot(read_workbook(zipped(parts)))
    assert [link.target for link in snapshot.external_links] == ["https://example.org/other.xlsx"]


@pytest.mark.parametrize(
    "part",
    ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
     "xl/styles.xml", "xl/sharedStrings.xml"],
)  # fmt: skip
@pytest.mark.parametrize(
    "doctype",
    ["<!DOCTYPE a>", '<!DOCTYPE a SYSTEM "file:///etc/passwd">', '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://x/">%p;]>'],
)
def test_a_document_type_is_refused_in_every_part(make_parts, zipped, part, doctype):
    parts = make_parts(strings="<si><t>a</t></si>", styles=STYLES)
    with pytest.raises(WorkbookError) as caught:
        read_workbook(zipped(parts | {part: doctype + str(parts[part])}))
    assert caught.value.code == "xml_bomb"


@pytest.mark.parametrize(
    "name",
    [
        '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">S!$A$1:$C$9</definedName>',
        '<definedName name="gone">#REF!</definedName>',
        '<definedName name="elsewhere">[3]Other!$A$1</definedName>',
        '<definedName name="of_no_sheet" localSheetId="99">S!$A$1</definedName>',
        '<definedName name="twice">S!$A$1</definedName><definedName name="TWICE">S!$B$1</definedName>',
        '<definedName name="of_itself">of_itself</definedName>',
        "<definedName>S!$A$1</definedName>",
    ],
)
def test_foreign_and_hidden_names_do_not_break_reading(make_package, name):
    data = make_package(
        '<sheetData><row r="1"><c r="A1" t="str"><v>Nome</v></c><c r="B1" s="1"/></row></sheetData><dataValidations>'
        '<dataValidation type="list" sqref="B1"><formula1>of_itself</formula1></dataValidation></dataValidations>',
        styles=STYLES,
        book=f"<definedNames>{name}</definedNames>",
    )
    inspection = inspect_workbook(data)
    assert [field.cell_range for field in inspection.fields] == ["B1"]
    assert inspection.validation_report["errors"] == []


@pytest.mark.parametrize("stored", ["1", "-1", "1e5", "x", "99999999999999999999"])
def test_a_string_that_is_not_in_the_table_is_an_error_of_the_proof(read_book, stored):
    row = f'<row r="1"><c r="A1" t="s"><v>{stored}</v></c></row>'
    report = build_snapshot(read_book(f"<sheetData>{row}</sheetData>", strings="<si><t>a</t></si>")).validation_report
    assert [error.code for error in report.errors] == ["string_index"]
