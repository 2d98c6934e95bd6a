"""Workbooks and parts to start from, all made here or by our own helpers."""

from __future__ import annotations

import zipfile
from functools import cache

from soak.mangling import pack, unpack
from support import workbooks
from tr4ction_cli.sample import make_sample

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

CELLS = (
    '<row r="1" spans="1:3" ht="20" customHeight="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="2"/>'
    '<c r="C1"><v>-1.5E-3</v></c></row>'
    '<row r="2" hidden="1" outlineLevel="1"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c>'
    '<c r="C2" t="str"><f>A1&amp;"x"</f><v>a_x000D_b</v></c></row>'
    '<row r="3"><c r="A3" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>'
    '<c r="B3" t="inlineStr"><is><r><rPr><b/></rPr><t>b</t></r><rPh sb="0" eb="1"><t>p</t></rPh></is></c></row>'
    '<row r="4"><c r="A4"><f t="shared" ref="A4:A5" si="0">$B1+C2</f><v>1</v></c>'
    '<c r="B4" cm="1" vm="2"><f t="array" ref="B4:C4">X()</f><v>2</v></c><c r="C4" t="d"><v>2024-02-29</v></c></row>'
    '<row r="5"><c r="A5"><f t="shared" si="0"/><v>1</v></c><c r="B5"><f t="dataTable" ref="B5:B6" r1="A1"/></c></row>'
)
AROUND = (
    '<mergeCells><mergeCell ref="A1:B2"/></mergeCells><dataValidations><dataValidation type="list" sqref="C3 D4:E5">'
    '<formula1>"a,b"</formula1></dataValidation></dataValidations>'
    '<conditionalFormatting sqref="A1"><cfRule type="cellIs" priority="1"><formula>1</formula></cfRule>'
    '</conditionalFormatting><hyperlinks><hyperlink ref="A1" location="S!A1"/></hyperlinks>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="[h]:mm;@"/></numFmts>'
    '<fonts><font/><font><b/><sz val="11"/><color theme="1" tint="-0.5"/><name val="Arial"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FF112233"/></patternFill></fill><fill><gradientFill><stop position="0"><color indexed="3"/></stop>'
    '</gradientFill></fill></fills><borders><border/><border diagonalUp="1"><left style="thin"><color auto="1"/></left>'
    '<right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders>'
    '<cellXfs><xf/><xf numFmtId="14" fontId="1" fillId="1" borderId="1"><alignment wrapText="1" indent="2"/>'
    '<protection locked="0"/></xf><xf numFmtId="164" borderId="1" quotePrefix="1"/></cellXfs>'
    '<colors><indexedColors><rgbColor rgb="00000000"/></indexedColors></colors></styleSheet>'
)
STRINGS = (
    f'<sst xmlns="{MAIN}" count="3" uniqueCount="3"><si><t>Nome</t></si><si><t xml:space="preserve"> a&amp;b </t></si>'
    '<si><r><rPr><i/><rFont val="Arial"/></rPr><t>x_x0041_</t></r><r><t>y</t></r><phoneticPr fontId="1"/></si>'
    "<si/></sst>"
)
VML = (
    '<xml xmlns:v="urn:v" xmlns:x="urn:x"><v:shape id="_x0000_s1"><x:ClientData ObjectType="Checkbox">'
    "<x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor><x:Checked>1</x:Checked></x:ClientData><br></v:shape></xml>"
)
DRAWING = (
    '<d:wsDr xmlns:d="urn:d" xmlns:a="urn:a"><d:twoCellAnchor><d:from><d:col>1</d:col><d:row>2</d:row></d:from>'
    '<d:to><d:col>3</d:col><d:row>4</d:row></d:to><d:grpSp><d:sp><d:nvSpPr><d:cNvPr id="1" name="P"/></d:nvSpPr>'
    "<d:txBody><a:p><a:r><a:t>words</a:t></a:r><a:br/></a:p></d:txBody></d:sp></d:grpSp></d:twoCellAnchor>"
    '<d:oneCellAnchor><d:from><d:col>0</d:col><d:row>0</d:row></d:from><d:ext cx="9525" cy="9525"/><d:cxnSp/>'
    "</d:oneCellAnchor></d:wsDr>"
)
COMMENTS = (
    f'<comments xmlns="{MAIN}"><authors><author>A</author></authors><commentList><comment ref="A1" authorId="0">'
    "<text><r><t>note</t></r></text></comment></commentList></comments>"
)
TABLE = (
    f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B3" totalsRowCount="1"><tableColumns count="2">'
    '<tableColumn id="1" name="a_x000A_b"/><tableColumn id="2" name="c"/></tableColumns></table>'
)


def relationships(*items: tuple[str, str, str]) -> str:
    """A relationships part of (id, last word of the type, target)."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>' for key, kind, target in items
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def sheet(cells: str = CELLS, around: str = AROUND) -> str:
    head = f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><cols><col min="1" max="2" width="9"/></cols>'
    return f"{head}<sheetData>{cells}</sheetData>{around}</worksheet>"


def book_with(sheet_part: str | bytes, styles: str = STYLES, **extra: str) -> bytes:
    """A workbook of one sheet with strings and styles. `extra`: more parts by name."""
    links = (
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "sharedStrings", "sharedStrings.xml"),
        ("rId3", "styles", "styles.xml"),
    )
    parts = {
        "xl/_rels/workbook.xml.rels": relationships(*links),
        "xl/styles.xml": styles,
        "xl/sharedStrings.xml": STRINGS,
    }
    return workbooks.package(sheet=sheet_part, extra={name: text.encode() for name, text in (parts | extra).items()})


def anchored_book() -> bytes:
    """A workbook with a drawing, controls, comments and a table."""
    links = (
        ("rId1", "drawing", "../drawings/drawing1.xml"),
        ("rId2", "vmlDrawing", "../drawings/vml.vml"),
        ("rId3", "comments", "../comments1.xml"),
        ("rId4", "table", "/xl/tables/table%31.xml"),
    )
    return book_with(
        sheet(around='<drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>'),
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(*links),
            "xl/drawings/drawing1.xml": DRAWING,
            "xl/drawings/vml.vml": VML,
            "xl/comments1.xml": COMMENTS,
            "xl/tables/table1.xml": TABLE,
        },
    )


@cache
def books() -> tuple[bytes, ...]:
    """Workbooks of every kind of part, uncompressed, so that a fuzzer sees what it changes."""
    made = (
        make_sample(),
        workbooks.scenario_workbook(),
        workbooks.simple_workbook("Nome", "Idade"),
        workbooks.workbook_with_picture(),
        book_with(sheet()),
        anchored_book(),
    )
    return tuple(pack(unpack(data) or {}, zipfile.ZIP_STORED) for data in made)


@cache
def parts(ending: str) -> tuple[bytes, ...]:
    """The parts of those workbooks whose name ends so."""
    unpacked = [unpack(data) or {} for data in books()]
    return tuple(content for book in unpacked for name, content in book.items() if name.endswith(ending))
