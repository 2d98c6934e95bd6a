"""The report finds what was lost, and what leads nowhere."""

from __future__ import annotations

import pytest

from tr4ction_workbook.snapshot import build_snapshot, encode_snapshot, validate_workbook


def row(*cells):
    return f'<sheetData><row r="1">{"".join(cells)}</row></sheetData>'


def codes(findings):
    return [(finding.code, finding.where) for finding in findings]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c r="A1" t="s"><v>5</v></c>', "string_index"),
        ('<c r="A1" t="s"><v>-1</v></c>', "string_index"),
        ('<c r="A1" t="s"><v>x</v></c>', "string_index"),
        ('<c r="A1" s="9"/>', "style_id"),
        ('<c r="XFE1"><v>1</v></c>', "cell_count"),
    ],
)
def test_what_is_lost_is_an_error(read_book, cell, code):
    book = read_book(row(cell), strings="<si><t>a</t></si>", styles="<cellXfs><xf/></cellXfs>")
    report = validate_workbook(book)
    assert not report.valid
    assert codes(report.errors) == [(code, "S")]
    snapshot = build_snapshot(book)
    assert not snapshot.validation_report.valid
    assert encode_snapshot(snapshot)


def test_relationships(read_book):
    report = validate_workbook(
        read_book(
            row('<c r="A1"/>'),
            sheet_rels=(
                ("rId1", "drawing", "../drawings/gone.xml"),
                ("rId2", "printerSettings", "../printerSettings/gone.bin"),
                ("rId3", "hyperlink", "#S!A1"),
                ("rId4", "hyperlink", "https://example.org"),
                ("rId5", "image", "NULL"),
            ),
        )
    )
    assert codes(report.errors) == [("relationship", "xl/worksheets/sheet1.xml")]
    assert codes(report.warnings) == [("relationship", "xl/worksheets/sheet1.xml")]
    assert "gone.xml" in report.errors[0].message
    assert report.as_dict()["errors"][0]["code"] == "relationship"


def test_repeated_cells_and_odd_names_are_warnings(read_book):
    book = read_book(
        row('<c r="A1"/>', '<c r="A1"/>'),
        book='<definedNames><definedName name="n" localSheetId="7">S!A1</definedName></definedNames>',
    )
    report = validate_workbook(book)
    assert report.valid
    assert codes(report.warnings) == [("odd_cell", "S"), ("defined_name", "n")]


def test_what_formats_are_made_of(read_book):
    styles = "<fonts><font/></fonts><cellXfs><xf/><xf fontId='1' fillId='2' xfId='3'/></cellXfs>"
    report = validate_workbook(read_book(row('<c r="A1" s="1"/>'), styles=styles))
    assert report.valid
    assert codes(report.warnings) == [("format", "fontId"), ("format", "fillId"), ("format", "xfId")]


def test_style_ids_of_rows_and_columns(read_book):
    book = read_book(
        '<cols><col min="1" max="1" style="8"/></cols><sheetData><row r="1" s="9" customFormat="1"/></sheetData>',
        styles="<cellXfs><xf/></cellXfs>",
    )
    report = validate_workbook(book)
    assert codes(report.errors) == [("style_id", "S")]
    assert "8, 9" in report.errors[0].message


def test_relationships_that_a_sheet_refers_to(read_book):
    links = '<hyperlinks><hyperlink ref="A1" r:id="rId7"/></hyperlinks><drawing r:id="rId8"/>'
    report = validate_workbook(read_book(row('<c r="A1"/>') + links))
    assert codes(report.warnings) == [("relationship_id", "S")]
    assert "rId7, rId8" in report.warnings[0].message


def test_elements_are_counted_by_tags_and_in_generic_form(read_book, monkeypatch):
    """Were an element to be lost on the way into generic form, the report would say so."""
    book = read_book(extra={"xl/some.xml": "<a><!-- <b/> --><b/><![CDATA[<c/>]]><?d <e/>?></a>"})
    assert build_snapshot(book).validation_report.errors == []
    monkeypatch.setitem(book.source.package.tag_counts, "xl/some.xml", 3)
    assert codes(build_snapshot(book).validation_report.errors) == [("element_count", "xl/some.xml")]
