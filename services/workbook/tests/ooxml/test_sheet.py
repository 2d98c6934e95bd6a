"""What stands around the cells: layout, validations, links, tables, comments, drawings, controls."""

from __future__ import annotations

import pytest

from tr4ction_workbook.ooxml.model import CellRange, FreezePane


def sheet_of(read_book, *args, **options):
    return read_book(*args, **options).sheets[0]


def test_rows_and_columns(read_book):
    sheet = sheet_of(
        read_book,
        '<sheetFormatPr defaultRowHeight="15.75" defaultColWidth="12.63"/><cols><col min="1" max="16384"'
        ' width="9" hidden="1"/>'
        '<col min="3" max="2"/><col min="4" max="99999" style="5" outlineLevel="2" collapsed="1"/></cols>'
        '<sheetData><row r="1" ht="22.5" customHeight="1"/><row r="2" hidden="1" outlineLevel="1"/><row r="3"'
        ' s="4" customFormat="1"/>'
        '<row r="4" s="4"/><row r="5" spans="1:3"/></sheetData>',
    )
    assert (sheet.default_row_height, sheet.default_column_width) == (15.75, 12.63)
    assert sheet.rows[1].height == 22.5
    assert (sheet.rows[2].hidden, sheet.rows[2].outline_level) == (True, 1)
    assert sheet.rows[3].style_id == 4
    assert sheet.rows[4].style_id is None  # without customFormat the style does not count
    assert 5 not in sheet.rows
    assert [(column.first, column.last) for column in sheet.columns] == [(1, 16384), (4, 16384)]
    assert (sheet.columns[1].style_id, sheet.columns[1].outline_level, sheet.columns[1].collapsed) == (5, 2, True)


def test_view_and_protection(read_book):
    sheet = sheet_of(
        read_book,
        '<sheetPr><tabColor rgb="FFFF0000"/></sheetPr><sheetViews><sheetView showGridLines="0"><pane xSplit="2"'
        ' ySplit="3"'
        ' topLeftCell="C4" state="frozen"/></sheetView></sheetViews><sheetData/><sheetProtection sheet="1"'
        ' objects="1"/>'
        '<autoFilter ref="A1:C9"/><mergeCells count="9"><mergeCell ref="B2:A1"/><mergeCell ref="junk"/></mergeCells>',
    )
    assert sheet.freeze == FreezePane(3, 2)
    assert sheet.show_grid_lines is False
    assert sheet.is_protected
    assert sheet.tab_color.rgb == "FFFF0000"
    assert sheet.auto_filter == CellRange.parse("A1:C9")
    assert list(map(str, sheet.merges)) == ["A1:B2"]
    assert not sheet_of(read_book, '<sheetData/><sheetProtection sheet="0"/>').is_protected


def test_validations(read_book):
    sheet = sheet_of(
        read_book,
        '<sheetData/><dataValidations count="1"><dataValidation type="list" allowBlank="1" showDropDown="1"'
        ' promptTitle="T"'
        ' prompt="P" error="E" errorTitle="ET" errorStyle="warning" sqref="A1:A3 C5 junk">'
        '<formula1>"Sim,Não"</formula1>'
        '</dataValidation></dataValidations><extLst><ext uri="{CCE6A557}"><x14:dataValidations xmlns:x14="urn:14"'
        ' xmlns:xm="urn:m">'
        '<x14:dataValidation type="whole" operator="between"><x14:formula1><xm:f>Lists!$A$1:$A$9</xm:f></x14:formula1>'
        "<x14:formula2><xm:f>9</xm:f></x14:formula2><xm:sqref>B2</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>",
    )
    first, second = sheet.validations
    assert (first.type, first.formula1, first.allow_blank, first.show_dropdown) == ("list", '"Sim,Não"', True, False)
    assert (first.prompt_title, first.prompt, first.error, first.error_title, first.error_style) == (
        "T",
        "P",
        "E",
        "ET",
        "warning",
    )
    assert list(map(str, first.ranges)) == ["A1:A3", "C5"]
    assert (second.is_extension, second.type, second.formula1, second.formula2) == (
        True,
        "whole",
        "Lists!$A$1:$A$9",
        "9",
    )
    assert list(map(str, second.ranges)) == ["B2"]
    assert second.show_dropdown


def test_hyperlinks(read_book):
    sheet = sheet_of(
        read_book,
        '<sheetData/><hyperlinks><hyperlink ref="A1:B1" r:id="rId1" tooltip="t"/><hyperlink ref="A2"'
        ' location="S!A1" display="d"/>'
        "</hyperlinks>",
        sheet_rels=(("rId1", "hyperlink", "https://example.org/a?b=1&amp;c=2"),),
    )
    assert [(str(link.range), link.target, link.location) for link in sheet.hyperlinks] == [
        ("A1:B1", "https://example.org/a?b=1&c=2", None),
        ("A2", None, "S!A1"),
    ]


def test_tables(read_book):
    table = (
        '<table displayName="T_1" ref="A1:B3" totalsRowCount="1"><tableColumns><tableColumn name="Line_x000a_break"/>'
        '<tableColumn name="b"/></tableColumns></table>'
    )
    sheet = sheet_of(
        read_book,
        sheet_rels=(("rId1", "table", "/xl/tables/table1.xml"), ("rId2", "table", "../tables/gone.xml")),
        extra={"xl/tables/table1.xml": table},
    )
    assert [
        (found.name, str(found.range), found.header_rows, found.totals_rows, found.columns) for found in sheet.tables
    ] == [("T_1", "A1:B3", 1, 1, ("Line\nbreak", "b"))]


def test_comments_and_threads(read_book):
    sheet = sheet_of(
        read_book,
        sheet_rels=(("rId1", "comments", "../comments1.xml"), ("rId2", "threadedComment", "../threads.xml")),
        book_rels=(("rId8", "person", "persons.xml"),),
        extra={
            "xl/comments1.xml": "<comments><authors><author>Ana</author></authors><commentList>"
            '<comment ref="A1" authorId="0"><text><r><t>Preencha </t></r><r><t>aqui</t></r></text></comment>'
            '<comment ref="$B$2" authorId="7"><text><t>[Threaded comment]</t></text></comment></commentList>'
            "</comments>",
            "xl/threads.xml": '<ThreadedComments><threadedComment ref="B2" personId="{1}" id="{a}" dT="2024-01-01">'
            '<text>First</text></threadedComment><threadedComment ref="B2" parentId="{a}"><text>Reply</text>'
            "</threadedComment>"
            "</ThreadedComments>",
            "xl/persons.xml": '<personList><person id="{1}" displayName="Bruno"/></personList>',
        },
    )
    assert sheet.comments == {"A1": "Preencha aqui", "B2": "First\nReply"}
    assert [(note.author, note.threaded) for note in sheet.notes] == [
        ("Ana", False),
        ("", False),
        ("Bruno", True),
        ("", True),
    ]


D = 'xmlns:d="urn:d" xmlns:a="urn:a" xmlns:r="urn:r" xmlns:mc="urn:mc"'
FROM_TO = "<d:from><d:col>1</d:col><d:row>2</d:row></d:from><d:to><d:col>3</d:col><d:row>4</d:row></d:to>"


def named(tag, name, inner="", number=1):
    return f'<d:{tag}><d:nv><d:cNvPr id="{number}" name="{name}" descr="alt"/></d:nv>{inner}</d:{tag}>'


@pytest.fixture
def drawings_of(read_book):
    def read(anchors, sheet="<sheetData/>", **extra):
        return sheet_of(
            read_book,
            sheet + '<drawing r:id="rId1"/>',
            sheet_rels=(("rId1", "drawing", "../drawings/drawing1.xml"),),
            extra={
                "xl/drawings/drawing1.xml": f"<d:wsDr {D}>{anchors}</d:wsDr>",
                "xl/drawings/_rels/drawing1.xml.rels": '<Relationships><Relationship Id="rId1" Type="x/image"'
                ' Target="../media/image1.png"/></Relationships>',
                "xl/media/image1.png": "png",
            },
        ).drawings

    return read


def test_pictures_shapes_and_groups(drawings_of):
    picture = named("pic", "Logo", '<d:blipFill><a:blip r:embed="rId1"/></d:blipFill>')
    first = "<a:p><a:r><a:t>One</a:t></a:r><a:br/><a:fld><a:t>1</a:t></a:fld></a:p>"
    text = f"<d:txBody>{first}<a:p><a:r><a:t>Two</a:t></a:r></a:p></d:txBody>"
    chart = named(
        "graphicFrame", "Chart", '<a:graphic><a:graphicData><c:chart xmlns:c="urn:c"/></a:graphicData></a:graphic>'
    )
    found = drawings_of(
        f"<d:twoCellAnchor>{FROM_TO}{picture}</d:twoCellAnchor>"
        f"<d:twoCellAnchor>{FROM_TO}{named('sp', 'Box', text)}</d:twoCellAnchor>"
        f"<d:twoCellAnchor>{FROM_TO}{chart}</d:twoCellAnchor>"
        f"<d:twoCellAnchor>{FROM_TO}{named('grpSp', 'Group', picture + named('cxnSp', 'Line'))}</d:twoCellAnchor>"
        f"<mc:AlternateContent><mc:Choice><d:twoCellAnchor>{FROM_TO}{named('sp', 'Choice')}</d:twoCellAnchor>"
        f"</mc:Choice>"
        f"<mc:Fallback><d:twoCellAnchor>{FROM_TO}{named('sp', 'Fallback')}</d:twoCellAnchor></mc:Fallback>"
        f"</mc:AlternateContent>"
    )
    assert [(item.kind, item.name) for item in found] == [
        ("picture", "Logo"),
        ("shape", "Box"),
        ("chart", "Chart"),
        ("group", "Group"),
        ("picture", "Logo"),
        ("connector", "Line"),
        ("shape", "Choice"),
    ]
    assert {str(item.anchor) for item in found} == {"B3:D5"}
    assert found[0].media_part == "xl/media/image1.png"
    assert found[0].description == "alt"
    assert found[1].text == "One\n1\nTwo"


def test_anchors_by_size(drawings_of):
    size = '<d:ext cx="1219200" cy="381000"/>'  # two default columns of 64 pixels, two rows of 20
    start = "<d:from><d:col>1</d:col><d:colOff>0</d:colOff><d:row>1</d:row><d:rowOff>0</d:rowOff></d:from>"
    one = f"<d:oneCellAnchor>{start}{size}{named('pic', 'a')}</d:oneCellAnchor>"
    absolute = f'<d:absoluteAnchor><d:pos x="0" y="0"/>{size}{named("pic", "b")}</d:absoluteAnchor>'
    lost = f"<d:oneCellAnchor>{named('pic', 'c')}</d:oneCellAnchor>"
    assert [item.anchor and str(item.anchor) for item in drawings_of(one + absolute + lost)] == ["B2:D3", "A1:C2", None]
    wide = '<cols><col min="2" max="2" width="100"/></cols><sheetData><row r="2" ht="100"/></sheetData>'
    assert str(drawings_of(one, wide)[0].anchor) == "B2"


def test_absurd_sizes_end(drawings_of):
    size = '<d:ext cx="99999999999999999" cy="99999999999999999"/>'
    start = "<d:from><d:col>99999999</d:col><d:row>-3</d:row></d:from>"
    anchor = drawings_of(f"<d:oneCellAnchor>{start}{size}{named('pic', 'a')}</d:oneCellAnchor>")[0].anchor
    assert (anchor.left, anchor.top, anchor.right) == (16384, 1, 16384)


VML = (
    '<xml xmlns:v="urn:v" xmlns:x="urn:x"><v:shape id="_x0000_s1025"><x:ClientData ObjectType="Note"/></v:shape>'
    '<v:shape id="_x0000_s1026"><br><x:ClientData ObjectType="Checkbox"><x:Anchor>1, 0, 2, 0, 3, 0, 4, 0</x:Anchor>'
    "<x:FmlaLink>$B$9</x:FmlaLink><x:Checked>1</x:Checked></x:ClientData></v:shape></xml>"
)


def test_vml_controls(read_book):
    sheet = sheet_of(
        read_book,
        '<sheetData/><legacyDrawing r:id="rId1"/>',
        sheet_rels=(("rId1", "vmlDrawing", "../drawings/vml1.vml"),),
        extra={"xl/drawings/vml1.vml": VML},
    )
    assert [(item.kind, item.linked_cell, str(item.anchor), item.checked) for item in sheet.controls] == [
        ("Checkbox", "$B$9", "B3:D5", True)
    ]


def test_broken_vml_is_recovered(read_book):
    sheet = sheet_of(
        read_book,
        '<sheetData/><legacyDrawing r:id="rId1"/>',
        sheet_rels=(("rId1", "vmlDrawing", "../drawings/vml1.vml"),),
        extra={"xl/drawings/vml1.vml": VML.replace("$B$9", "$B$9&#xD800;&nbsp;")},
    )
    assert sheet.controls[0].linked_cell.startswith("$B$9")


def test_form_controls(read_book):
    control = (
        '<control shapeId="1026" r:id="rId2" name="Drop"><controlPr><anchor><from xmlns="urn:d"><col>1</col>'
        "<row>1</row></from>"
        '<to xmlns="urn:d"><col>2</col><row>2</row></to></anchor></controlPr></control>'
    )
    sheet = sheet_of(
        read_book,
        '<sheetData/><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><controls><mc:AlternateContent><mc:Choice>'
        f"{control}</mc:Choice></mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"
        '<legacyDrawing r:id="rId1"/>',
        sheet_rels=(("rId1", "vmlDrawing", "../vml.vml"), ("rId2", "ctrlProp", "../ctrl.xml")),
        extra={
            "xl/vml.vml": VML,
            "xl/ctrl.xml": '<formControlPr objectType="Drop" fmlaLink="A1" fmlaRange="L!$A$1:$A$3"/>',
        },
    )
    assert [(item.kind, item.name, item.linked_cell, item.list_range, str(item.anchor)) for item in sheet.controls] == [
        ("Drop", "Drop", "A1", "L!$A$1:$A$3", "B2:C3")
    ]


def test_the_workbook(read_book):
    book = read_book(
        book='<workbookPr date1904="1"/><definedNames>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0" hidden="1">S!$A$1'
        '</definedName><definedName name="Odd">#REF!</definedName></definedNames>'
    )
    assert book.date_1904
    assert [(name.name, name.formula, name.sheet_index, name.hidden) for name in book.defined_names] == [
        ("_xlnm.Print_Area", "S!$A$1", 0, True),
        ("Odd", "#REF!", None, False),
    ]
    assert book.sheet("s").name == "S"


def test_sheets_without_a_part_are_listed(make_parts, zipped):
    from tr4ction_workbook.ooxml import read_workbook

    parts = make_parts()
    sheets = '<sheets><sheet name="Old" sheetId="9" r:id="" state="veryHidden"/>'
    book = read_workbook(zipped(parts | {"xl/workbook.xml": str(parts["xl/workbook.xml"]).replace("<sheets>", sheets)}))
    assert [(sheet.name, sheet.state, len(sheet.cells)) for sheet in book.sheets] == [
        ("Old", "veryHidden", 0),
        ("S", "visible", 0),
    ]


def test_strict_names_and_absolute_targets(make_parts, zipped):
    from tr4ction_workbook.ooxml import read_workbook

    strict = "http://purl.oclc.org/ooxml"
    parts = {}
    for name, content in make_parts('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>').items():
        text = str(content).replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", f"{strict}/spreadsheetml/main"
        )
        text = text.replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            f"{strict}/officeDocument/relationships",
        )
        parts[name.replace("sheet1", "Blatt 1")] = text.replace("worksheets/sheet1.xml", "/xl/worksheets/Blatt%201.xml")
    book = read_workbook(zipped(parts))
    assert [cell.value for cell in book.sheets[0].cells] == [1]
