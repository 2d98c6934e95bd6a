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
