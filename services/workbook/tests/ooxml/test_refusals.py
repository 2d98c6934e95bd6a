"""What is no readable workbook is refused with its code, and nothing else ever comes out."""

from __future__ import annotations

import contextlib
import io
import pickle
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tr4ction_workbook.ooxml import Limits, WorkbookError, read_workbook
from tr4ction_workbook.snapshot import build_snapshot, collect_assets, encode_snapshot

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
BOMB = '<!DOCTYPE sst [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'


def code_of(data, limits=None):
    with pytest.raises(WorkbookError) as caught:
        read_workbook(data, limits or Limits())
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"just text", "not_a_workbook"),
        (b"%PDF-1.7", "not_a_workbook"),
        (b"\xef\xbb\xbf<html><table>", "not_a_workbook"),
        (OLE + b"\0" * 2000, "workbook_legacy_xls"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "workbook_encrypted"),
        (b"PK\3\4 and no more", "workbook_damaged"),
        (b"PK", "workbook_damaged"),
    ],
)
def test_other_files(data, code):
    assert code_of(data) == code


def test_other_packages(zipped, make_parts):
    assert code_of(zipped({"readme.txt": "hello"})) == "not_a_workbook"
    document = make_parts() | {"xl/workbook.xml": "<w:document xmlns:w='urn:w'/>"}
    assert code_of(zipped(document)) == "not_a_workbook"
    binary = make_parts()
    types = str(binary["[Content_Types].xml"]).replace("sheet.main+xml", "sheet.binary.macroEnabled.main")
    assert code_of(zipped(binary | {"[Content_Types].xml": types})) == "not_a_workbook"


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/workbook.xml", "<workbook/>", "workbook_no_sheets"),
        ("xl/workbook.xml", "<workbook><sheets/></workbook>", "workbook_no_sheets"),
        ("xl/workbook.xml", "<workbook>", "workbook_damaged"),
        ("xl/workbook.xml", b"\xff\xfe<", "workbook_damaged"),
        ("_rels/.rels", "<Relationships/>", "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r='1'></sheetData></worksheet>", "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", "not xml", "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", "<worksheet>&nothing;</worksheet>", "workbook_damaged"),
        ("xl/worksheets/sheet1.xml", "<worksheet>" + "<a>" * 400 + "</a>" * 400 + "</worksheet>", "xml_bomb"),
        ("xl/worksheets/sheet1.xml", b"<worksheet a='\xed\xa0\x80'/>", "workbook_damaged"),
        ("xl/sharedStrings.xml", b"<sst><si><t>\xed\xa0\x80</t></si></sst>", "workbook_damaged"),
        ("xl/sharedStrings.xml", BOMB, "xml_bomb"),
        ("xl/sharedStrings.xml", '<?xml version="1.0"?><!-- x -->' + BOMB, "xml_bomb"),
        ("xl/sharedStrings.xml", '<!DOCTYPE sst SYSTEM "file:///etc/passwd"><sst/>', "xml_bomb"),
        ("xl/sharedStrings.xml", ('<?xml version="1.0" encoding="UTF-16"?>' + BOMB).encode("utf-16"), "xml_bomb"),
        ("xl/sharedStrings.xml", "<sst><si><t>&b;</t></si></sst>", "workbook_damaged"),
        ("xl/sharedStrings.xml", '<?xml version="1.0" encoding="rot13"?><sst/>', "workbook_damaged"),
        ("[Content_Types].xml", "<!DOCTYPE a><Types/>", "xml_bomb"),
    ],
)
def test_bad_parts(zipped, make_parts, part, content, code):
    assert code_of(zipped(make_parts(ROWS, strings="<si><t>a</t></si>") | {part: content})) == code


def test_missing_sheet_part(zipped, make_parts):
    parts = make_parts()
    del parts["xl/worksheets/sheet1.xml"]
    assert code_of(zipped(parts)) == "workbook_damaged"


def test_too_many_cells(make_package):
    cells = "".join(f'<c r="A{row}"/>' for row in range(1, 2))
    data = make_package(f'<sheetData><row r="1">{cells}<c r="B1"/><c r="C1"/></row></sheetData>')
    assert code_of(data, Limits(max_cells=2)) == "workbook_too_large"
    read_workbook(data, Limits(max_cells=3))


def test_errors_say_what_to_do_and_survive_a_process_boundary():
    with pytest.raises(WorkbookError) as caught:
        read_workbook(b"PK\3\4")
    error = pickle.loads(pickle.dumps(caught.value))  # as on the way out of a worker
    assert (error.code, error.params, str(error)) == (caught.value.code, caught.value.params, str(caught.value))
    assert error.params["part"] == "archive"
    assert "save it again" in str(error)


SAMPLE_SHEET = (
    '<sheetPr><tabColor theme="4" tint="-0.2"/></sheetPr><dimension ref="A1:C3"/>'
    '<sheetViews><sheetView><pane xSplit="1" ySplit="2" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="3" width="12.5" customWidth="1"/></cols>'
    '<sheetData><row r="1" ht="20" customHeight="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1"><f>A1&amp;"x"</f>'
    "<v>2</v></c>"
    '</row><row r="3"><c r="A3" t="inlineStr"><is><r><t>é</t></r></is></c><c r="C3" s="1"/></row></sheetData>'
    '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    '<conditionalFormatting sqref="A1"><cfRule type="cellIs" priority="1"><formula>1</formula></cfRule>'
    "</conditionalFormatting>"
    '<dataValidations><dataValidation type="list" sqref="C3"><formula1>"a,b"</formula1></dataValidation>'
    "</dataValidations>"
    '<hyperlinks><hyperlink ref="A1" r:id="rId2"/></hyperlinks><drawing r:id="rId1"/>'
)
DRAWING = (
    '<d:wsDr xmlns:d="urn:d" xmlns:a="urn:a" xmlns:r="urn:r"><d:twoCellAnchor><d:from><d:col>1</d:col>'
    "<d:row>2</d:row></d:from>"
    '<d:to><d:col>3</d:col><d:row>4</d:row></d:to><d:pic><d:nvPicPr><d:cNvPr id="1" name="P"/></d:nvPicPr>'
    '<d:blipFill><a:blip r:embed="rId1"/></d:blipFill></d:pic></d:twoCellAnchor></d:wsDr>'
)
STYLES = (
    '<fonts><font><sz val="11"/><color theme="1"/></font></fonts><fills><fill><patternFill patternType="solid">'
    '<fgColor indexed="3"/></patternFill></fill></fills><borders><border><left style="thin"/></border></borders>'
    '<cellXfs><xf/><xf numFmtId="14" fontId="0" fillId="0" borderId="0"><alignment wrapText="1"/></xf></cellXfs>'
)


@pytest.fixture(scope="session")
def sample(make_parts):
    rels = (("rId1", "drawing", "../drawings/drawing1.xml"), ("rId2", "hyperlink", "https://example.org/"))
    return make_parts(
        SAMPLE_SHEET,
        strings="<si><t>Olá</t></si><si><r><rPr><b/></rPr><t>x</t></r></si>",
        styles=STYLES,
        book='<definedNames><definedName name="n" localSheetId="0">S!$A$1</definedName></definedNames>',
        sheet_rels=rels,
        extra={
            "xl/drawings/drawing1.xml": DRAWING,
            "xl/drawings/_rels/drawing1.xml.rels": (
                '<Relationships><Relationship Id="rId1" Type="x/image" Target="../media/image1.png"/></Relationships>'
            ),
            "xl/media/image1.png": b"\x89PNG not really",
        },
    )


def use(data):
    """Everything that the engine does with an upload, as far as this room goes."""
    workbook = read_workbook(data)
    for sheet in workbook.sheets:
        for cell in sheet.cells:
            assert workbook.styles[cell.style_id] is not None
            workbook.styles.fill_rgb(cell.style_id)
    collect_assets(workbook)
    return encode_snapshot(build_snapshot(workbook))


def survives(data):
    with contextlib.suppress(WorkbookError):
        use(data)


def test_the_sample_is_read(sample, zipped):
    assert use(zipped(sample))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_changed_bytes_of_the_file(sample, zipped, data):
    raw = bytearray(zipped(sample))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    survives(bytes(raw[: data.draw(st.integers(1, len(raw)))] if data.draw(st.booleans()) else raw))


PIECES = st.sampled_from(
    [b"<", b">", b'"', b"&", b"&amp;", b"&#0;", b"<!--", b"]]>", b"<![CDATA[", b"<c", b"<row", b"</row>", b"/>", b"<v>",
     b"-1", b"99999999999999999999", b"1e999", b"NaN", b"\xff", b"\0", b"XFE1", b"A0", b"$", b":", b"", b"r=", b"<?x?>"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_changed_markup_of_a_part(sample, zipped, data):
    part = data.draw(st.sampled_from(sorted(sample)))
    content = sample[part]
    raw = content.encode() if isinstance(content, str) else content
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.integers(0, 12)))
        raw = raw[:start] + data.draw(PIECES) + raw[end:]
    survives(zipped({**sample, part: raw}))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data):
    survives(data)
    survives(b"PK\3\4" + data)


def test_zip_of_zeros_is_no_work(zipped):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"\0" * 20_000_000)
    assert code_of(stream.getvalue()) == "zip_bomb"
