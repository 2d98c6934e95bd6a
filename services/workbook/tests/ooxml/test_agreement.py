"""The fast way and the thorough way say the same of a part, or both refuse it.

Most lines here were once read otherwise by the fast one; fuzzing found them.
"""

from __future__ import annotations

import pytest

from tr4ction_workbook.ooxml import WorkbookError, read_workbook
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError
from tr4ction_workbook.snapshot import build_snapshot

COMMENT = "<!-- by the tree -->"
CELL = '<c r="A1"><v>1</v></c>'


def in_row(cells: str, attributes: str = "") -> str:
    return f'<row r="1"{attributes}>{cells}</row>'


SHEETS = [
    # not well-formed, though the cells look as usual
    in_row('<c r="A1" r="A1"><v>1</v></c>'),
    in_row('<c r="A1" t="n" t="n"><v>1</v></c>'),
    in_row('<c s="1" r="A1" s="2"/>'),
    in_row('<c x:y="1" r="A1"/>'),
    in_row(CELL, ' ht="20" ht="20"'),
    in_row(CELL, " ht=20"),
    in_row(CELL, ' x:ht="20"'),
    in_row(CELL, ' r="2"'),
    in_row('<c r="A1" t="str"><v>x</t></is></c>'),
    in_row('<c r="A1" s="3<f>B1</f>"><v>1</v></c>'),
    in_row('<c r="A1" s="<v>1</v>"/>'),
    in_row('<c r="A1" t="str"><v>a\x01b</v></c>'),
    in_row('<c r="A1" t="str"><v>a\ufffeb</v></c>'),
    in_row('<c r="A1" t="str"><v>a]]>b</v></c>'),
    in_row('<c r="A1" t="str"><v>&#0;</v></c>'),
    in_row('<c r="A1" t="str"><v>&#x1;&#xD800;</v></c>'),
    in_row('<c r="A1" t="str"><v>&#xFFFE;</v></c>'),
    in_row('<c r="A1" t="str"><v>&nbsp;</v></c>'),
    in_row('<c r="A1"><f t="array" t="array" ref="A1">X</f><v>1</v></c>'),
    in_row('<c r="A1"><f t=array>X</f><v>1</v></c>'),
    f'<row r="1">{CELL}</row></row><row r="2">',
    f'<row r="1">{CELL}<row r="2"></row></row>',
    f'</row>{in_row(CELL)}<row r="2">',
    # well-formed, and rare
    f'{in_row(CELL)}<c r="B1"/>',
    in_row('<c r="A1" s="1&#10;" t="n"><v>1</v></c>'),
    in_row('<c s="1" r="A1" t="&lt;"><v>1</v></c>'),
    in_row('<c r="A1" cm="1&amp;" vm="2"><v>1</v></c>'),
    in_row('<c r="A1" cm="1234567890123"><v>1</v></c>'),
    in_row('<c r="A1" s="999999999999999"/>'),
    in_row('<c r="A1" t="s"><is><t>1</t></is></c>'),
    in_row('<c r="A1"><is><t></t></is></c><c r="B1" t="s"><is><t/></is></c>'),
    in_row('<c r="A1" t="s"><v>0</v><is><t>b</t></is></c>'),
    in_row('<c r="A1"><f t="shared" xml:space="preserve" ref="A1:A2" si="0"> B1 </f><v>1</v></c>'),
    in_row('<c r="A1"><f t="array" ref="A1&#10;">a_x0041_b</f><v>1</v></c>'),
    in_row('<c r="A1"><f t="array" ref="A1:B2" r1="_x0041_\t">X</f><v>1</v></c>'),
    in_row(CELL, ' s="4" customFormat="0" spans="1:1"'),
    in_row(CELL, " ht='20' hidden='1'"),
    in_row(CELL, ' xml:space="preserve" ht="20"'),
    in_row('<c s="A1"/>'),
    in_row('<c s="1"\x0br="A1"/>'),
    in_row('\x0b<c r="A1"/>'),
    f"\x0c{in_row(CELL)}",
    f'<row ht="9"\x0br="1">{CELL}</row>',
    f'<row r="1" ht="\x01">{CELL}</row>',
    f'<row r="1">{CELL}</row>\x0b',
    '<row r="1">\x0b</row>',
    in_row('<c r="A1"><f t="shar\r\ned" si="0\t1" ref="A1"/><v>1</v></c>'),
    in_row('<c t="x"><is><t>1</t></is></c>'),
    in_row('<c r="A1" t="x"><is><t>1</t></is></c>'),
    in_row('<c r="A1" t="s"><v>0</v><is><r><t>b</t></r></is></c>'),
    in_row('<c r="A1"><v>1</v><v>2</v></c>'),
    in_row('<c r="A1"><f xmlns="urn:y" t="array" ref="A1">X</f><v>1</v></c>'),
    in_row('<c r="A1"><is><v>1</v></is></c>'),
    in_row('<c r="A1"><is><t>_x005F_x0041_</t></is></c><c r="B1"><is><r><t>_x005F_x0041_</t></r></is></c>'),
    in_row(CELL, " " + " ".join(f'a{number}="1"' for number in range(2000))),
]


def outcome(read_book, content: str, **options: str):
    """All that the snapshot says of it, or the code of the refusal."""
    try:
        book = read_book(content, **options)
        snapshot = build_snapshot(book)
    except WorkbookError as error:
        return error.code
    table = book.sheets[0].cells
    formulas = list(table.formulas.stored.values())
    return snapshot.sheets[0], list(table), formulas, table.faults, table.element_count, snapshot.strings


@pytest.mark.parametrize("content", SHEETS)
def test_sheets(read_book, content):
    fast, thorough = (
        outcome(read_book, f"<sheetData>{content}{comment}</sheetData>", strings="<si><t>zero</t></si>")
        for comment in ("", COMMENT)
    )
    assert fast == thorough


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData x=1><row r='1'/></sheetData></worksheet>",
        "<worksheet><sheetData/><x/><sheetData><row r='1'><c r='A1'/></row></sheetData></worksheet>",
        "<worksheet><sheetData></sheetData><sheetData><row r='1'><c r='A1'/></row></sheetData></worksheet>",
        "<worksheet><x><sheetData><row r='1'><c r='A1'/></row></sheetData></x><sheetData/></worksheet>",
        "<worksheet><sheetData x='1' x='2'><row r='1'/></sheetData></worksheet>",
        '<worksheet><sheetData/><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells></worksheet>',
        '<worksheet><sheetData/><mergeCells/><mergeCell ref="A1:B2"/></worksheet>',
        '<worksheet><sheetData/><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="ZZZZ1"/></mergeCells></worksheet>',
        '<worksheet><sheetData/><x><mergeCells><mergeCell ref="A1:B2"/></mergeCells></x></worksheet>',
        '<worksheet><sheetData/><mergeCells><mergeCell ref="A1:B2"/></mergeCells><mergeCells/></worksheet>',
        '<worksheet><sheetData/><x><mergeCells><mergeCell ref="A1:B2"/></mergeCells></x><mergeCells/></worksheet>',
        '<x:worksheet xmlns:x="urn:x"><x:sheetData><row r="1"><c r="A1"/></row></x:sheetData></x:worksheet>',
        '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row r="1"><x:c r="A1"/></row></x:sheetData></x:worksheet>',
    ],
)
def test_whole_sheets(read_book, sheet):
    fast, thorough = (outcome(read_book, f"{start}{sheet}") for start in ("", COMMENT))
    assert fast == thorough


@pytest.mark.parametrize(
    "items",
    [
        "<si><t>a</t></si></si><si><t>b</t></si>",
        "<si><t>a</t></si>x<si><t>b</t></si>",
        "<si><t>a</t></si><x/><si><t>b</t></si>",
        "<si><t>a\x01</t></si>",
        "<si><t>&#0;</t></si>",
        "<si><t>a]]></t></si>",
        "<si ><si><t>a</t></si></si>",
        "<x><si><t>a</t></si></x>",
        "<si><t>a</t></si><si x='1'><t>b</t></si>",
        "<si x=1><t>a</t></si>",
        "<si><r><t>a</t></r></si><si></si><si/><si><t/></si>",
        "<si><r><rPr><b/><b/></rPr><t>a</t></r></si><si><r><rPr><b val='1'/></rPr><t>b</t></r></si>",
        "<si><r><rPr><b></rPr><t>a</t></r></si><si><r><rPr></b></rPr><t>b</t></r></si>",
        "<si><t>a</t></si><extLst><ext uri='x'/></extLst>",
    ],
)
def test_string_tables(read_book, items):
    fast, thorough = (outcome(read_book, "<sheetData/>", strings=f"{items}{comment}") for comment in ("", COMMENT))
    assert fast == thorough


@pytest.mark.parametrize("run", [b"<t>\xff</t>", b"<r><t>\xff</t></r>", b"<r><rPr><b/></rPr><t>\xed\xa0\x80</t></r>"])
def test_string_tables_that_are_no_utf8(make_parts, zipped, run):
    for comment in (b"", COMMENT.encode()):
        table = b"<sst><si><t>a</t></si><si>" + run + b"</si>" + comment + b"</sst>"
        parts = make_parts("<sheetData/>", strings="<sst/>") | {"xl/sharedStrings.xml": table}
        with pytest.raises(DamagedWorkbookError):
            read_workbook(zipped(parts))


@pytest.mark.parametrize(
    ("declaration", "items"),
    [
        (' xmlns:x="urn:x"', '<x:si><t xmlns="urn:y">a</t></x:si>'),
        (' xmlns:x="urn:x"', "<x:si><x:t>a</x:t></si>"),
        (' xmlns:x="urn:x"', "<x:si><x:t>a</x:t><x:/si>"),
        (' xmlns:x="urn:x"', "<x:si><x:x:t>a</x:x:t></x:si>"),
        ("", "<x:si><x:t>a</x:t></x:si>"),
        (' xmlns:xx="urn:x"', "<x:si><x:t>a</x:t></x:si>"),
    ],
)
def test_prefixed_string_tables(read_book, declaration, items):
    fast, thorough = (
        outcome(read_book, "<sheetData/>", strings=f"<x:sst{declaration}>{items}{comment}</x:sst>")
        for comment in ("", COMMENT)
    )
    assert fast == thorough
