"""The document: what a workbook says is in it, and comes back from its bytes."""

from __future__ import annotations

import gzip
import json

import jsonschema
import pytest
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl.styles import Font, PatternFill

from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.snapshot import (
    SnapshotError,
    build_snapshot,
    decode_snapshot,
    encode_snapshot,
    snapshot_json,
    validate_workbook,
)
from tr4ction_workbook.snapshot.document import Snapshot
from tr4ction_workbook.snapshot.schema import SCHEMA_FILE, make_schema, schema_text
from tr4ction_workbook.snapshot.sheet_records import FormulaRecord
from tr4ction_workbook.snapshot.style_records import ColorRecord

STYLES = (
    '<fonts><font><b/><color theme="4" tint="0.4"/></font></fonts><fills><fill><patternFill patternType="solid">'
    '<fgColor rgb="FF0070C0"/></patternFill></fill></fills><borders><border><left style="thin">'
    '<color indexed="10"/></left>'
    '</border></borders><cellXfs><xf/><xf numFmtId="14"/></cellXfs><dxfs><dxf/></dxfs>'
)
ROWS = (
    '<row r="1" ht="30"><c r="A1" t="s" s="1"><v>1</v></c><c r="B1"/><c r="D1"><v>1.50</v></c></row>'
    '<row r="3"><c r="A3" t="str"><f>D1&amp;""</f><v></v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="e">'
    "<v>#N/A</v></c>"
    '<c r="D3" t="inlineStr"><is><r><rPr><b/></rPr><t>rich</t></r></is></c><c r="E3"><v>junk</v></c>'
    '<c r="F3" t="d"><v>2024-01-01</v></c><c r="G3" cm="1"><f t="array" ref="G3">X()</f><v>7</v></c></row>'
)
AFTER = (
    '<sheetProtection sheet="1" algorithmName="SHA-512"/><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    '<conditionalFormatting sqref="A1 B2"><cfRule type="cellIs" dxfId="0" priority="1"><formula>1</formula></cfRule>'
    '</conditionalFormatting><dataValidations><dataValidation type="list" sqref="B1"><formula1>"a"</formula1>'
    "</dataValidation>"
    '</dataValidations><pageSetup orientation="landscape"/><headerFooter><oddHeader>&amp;C T </oddHeader>'
    "</headerFooter>"
    '<customElement a="1">text</customElement><drawing r:id="rId1"/>'
)
DRAWING = (
    '<d:wsDr xmlns:d="urn:d" xmlns:a="urn:a" xmlns:r="urn:r"><d:twoCellAnchor><d:from><d:col>1</d:col><d:row>2</d:row>'
    "</d:from><d:to><d:col>3</d:col><d:row>4</d:row></d:to><d:pic><d:nvPicPr>"
    '<d:cNvPr id="1" name="P"/></d:nvPicPr><d:blipFill><a:blip r:embed="rId1"/></d:blipFill></d:pic>'
    "</d:twoCellAnchor></d:wsDr>"
)


@pytest.fixture(scope="module")
def package(make_package):
    return make_package(
        f"<sheetData>{ROWS}</sheetData>{AFTER}",
        strings="<si><t>zero</t></si><si><r><t>a</t></r><r><rPr><i/></rPr><t>b</t></r></si>",
        styles=STYLES,
        book='<definedNames><definedName name="n">S!$A$1</definedName></definedNames>',
        sheet_rels=(("rId1", "drawing", "../drawings/drawing1.xml"),),
        book_rels=(("rId9", "externalLink", "externalLinks/externalLink1.xml"), ("rId10", "strange", "strange.xml")),
        extra={
            "xl/drawings/drawing1.xml": DRAWING,
            "xl/drawings/_rels/drawing1.xml.rels": '<Relationships><Relationship Id="rId1" Type="x/image"'
            ' Target="../media/image1.png"/></Relationships>',
            "xl/media/image1.png": b"\x89PNG",
            "xl/externalLinks/externalLink1.xml": "<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": '<Relationships><Relationship Id="rId1"'
            ' Type="x/externalLinkPath" Target="file:///C:/other.xlsx" TargetMode="External"/></Relationships>',
            "xl/strange.xml": '<s:odd xmlns:s="urn:odd" s:a="1">x<s:inner/>y</s:odd>',
            "xl/broken.xml": "<not closed",
            "xl/vbaProject.bin": b"\0\1",
        },
    )


@pytest.fixture(scope="module")
def snapshot(package):
    return build_snapshot(read_workbook(package))


def test_cells(snapshot):
    cells = snapshot.sheets[0].cells
    assert (cells.rows, cells.counts) == ([1, 3], [3, 7])
    assert cells.columns == [1, 2, 4, 1, 2, 3, 4, 5, 6, 7]
    assert cells.styles == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert cells.types == "s.ntbeixdn"
    assert cells.values == [1, 1.5, "", True, "#N/A", "rich", "junk", "2024-01-01", 7]
    assert cells.formulas == [FormulaRecord(3, 'D1&""'), FormulaRecord(9, "X()", {"t": "array", "ref": "G3"})]
    assert cells.rich[6][0].font.bold
    assert cells.metadata == {9: {"cm": 1}}


def test_strings_and_styles(snapshot):
    assert snapshot.strings.texts == ["zero", "ab"]
    assert [run.text for run in snapshot.strings.rich[1]] == ["a", "b"]
    styles = snapshot.styles
    assert styles.fonts[0].color == ColorRecord(theme=4, tint=0.4, display="8FAADC")
    assert styles.fills[0].foreground == ColorRecord(rgb="FF0070C0", display="0070C0")
    assert styles.borders[0].left.color == ColorRecord(indexed=10, display="FF0000")
    assert [record.is_date for record in styles.formats] == [False, True]


def test_the_sheet(snapshot):
    sheet = snapshot.sheets[0]
    assert sheet.merges == ["A1:B2"]
    assert (sheet.rows[0].first, sheet.rows[0].last, sheet.rows[0].height) == (1, 1, 30)
    assert sheet.protected
    assert sheet.protection == {"sheet": "1", "algorithmName": "SHA-512"}
    assert sheet.conditional_formats[0].ranges == ["A1", "B2"]
    assert sheet.conditional_formats[0].rules[0][1]["dxfId"] == "0"
    assert sheet.page["pageSetup"] == ["pageSetup", {"orientation": "landscape"}, []]
    assert sheet.page["headerFooter"][2] == [["oddHeader", {}, ["&C T "]]]
    assert ["customElement", {"a": "1"}, ["text"]] in sheet.remainder[2]
    assert ["drawing", {"r:id": "rId1"}, []] in sheet.remainder[2]
    assert (sheet.drawings[0].range, sheet.drawings[0].asset) == ("B3:D5", "image1.png")
    assert sheet.validations[0].ranges == ["B1"]


def test_every_part_is_accounted_for(snapshot, package):
    kept = {part.name: part.kept for part in snapshot.parts}
    assert kept["xl/worksheets/sheet1.xml"] == kept["xl/sharedStrings.xml"] == kept["_rels/.rels"] == "typed"
    assert kept["xl/styles.xml"] == kept["xl/strange.xml"] == kept["xl/drawings/drawing1.xml"] == "generic"
    assert kept["xl/media/image1.png"] == "asset"
    assert kept["xl/vbaProject.bin"] == "binary"
    assert kept["xl/broken.xml"] == "text"
    strange = next(part for part in snapshot.parts if part.name == "xl/strange.xml")
    prefix = next(prefix for prefix, uri in snapshot.namespaces.items() if uri == "urn:odd")
    assert strange.content == [f"{prefix}:odd", {f"{prefix}:a": "1"}, ["x", [f"{prefix}:inner", {}, []], "y"]]
    book = next(part for part in snapshot.parts if part.name == "xl/workbook.xml")
    assert {item.kind for item in book.relationships} >= {"worksheet", "sharedStrings", "styles", "externalLink"}


def test_the_rest(snapshot):
    assert snapshot.stats.num_cells == 10
    assert snapshot.stats.num_images == 1
    assert snapshot.external_links[0].target == "file:///C:/other.xlsx"
    assert snapshot.defined_names[0].formula == "S!$A$1"
    assert [(asset.name, asset.size, asset.content_type) for asset in snapshot.assets] == [
        ("image1.png", 4, "image/png")
    ]
    assert snapshot.validation_report.valid
    assert [finding.where for finding in snapshot.validation_report.warnings] == ["xl/broken.xml"]


def test_bytes_are_the_same_each_time(package, snapshot):
    encoded = encode_snapshot(snapshot)
    assert encoded == encode_snapshot(build_snapshot(read_workbook(package)))
    assert encoded[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    assert gzip.decompress(encoded) == snapshot_json(snapshot)
    assert decode_snapshot(encoded) == snapshot


@pytest.mark.parametrize("data", [b"", b"junk", gzip.compress(b"{}", mtime=0), gzip.compress(b"[", mtime=0)])
def test_other_bytes_are_no_snapshot(data):
    with pytest.raises(SnapshotError):
        decode_snapshot(data)


def test_the_committed_schema_is_that_of_the_types():
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run python -m tr4ction_workbook.snapshot.schema"


def test_a_real_document_conforms_to_the_schema(snapshot):
    schema = make_schema()
    document = json.loads(snapshot_json(snapshot))
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(document)
    assert not validator.is_valid({**document, "version": 1})
    assert not validator.is_valid({**document, "sheets": [{}]})
    assert Snapshot.__name__ in schema["$defs"]


def test_the_workbook_of_the_upload_scenario(tmp_path):
    book = OpenpyxlWorkbook()
    sheet = book.create_sheet("ICP", 0)
    del book["Sheet"]
    sheet["A1"] = "Template FCJ - Teste"
    sheet["A1"].font = Font(bold=True, size=14, color="FFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor="0070C0")
    sheet["B3"] = "Nome da Empresa"
    sheet["B4"] = ""
    sheet["B4"].fill = PatternFill("solid", fgColor="FFFFFF")
    book.save(tmp_path / "test_template.xlsx")
    workbook = read_workbook(tmp_path / "test_template.xlsx")
    assert [(cell.reference, cell.type, cell.value) for cell in workbook.sheets[0].cells] == [
        ("A1", "text", "Template FCJ - Teste"),
        ("B3", "text", "Nome da Empresa"),
        ("B4", "blank", None),
    ]
    assert (
        workbook.styles.fill_rgb(next(c.style_id for c in workbook.sheets[0].cells if c.reference == "B4")) == "FFFFFF"
    )
    assert workbook.stats()["num_cells"] == 3
    assert validate_workbook(workbook).as_dict() == {"valid": True, "errors": [], "warnings": []}
