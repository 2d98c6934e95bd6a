"""Document properties, and packages that are signed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from support.archives import differing
from support.workbooks import simple_workbook
from tr4ction_workbook.filling import FillError, fill_workbook

STAMP = {"Template": "q1 v3", "Filled <at>": '2026-01-31T10:00:00Z & "ok"'}
PART = "docProps/custom.xml"
EXISTING = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="4" name="template"><vt:i4>7</vt:i4></property>'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="9" name="Other"><vt:bool>true</vt:bool></property>'
    "</Properties>"
)
ROOT_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/>{}</Relationships>'
)


def read_properties(data):
    book: Any = load_workbook(io.BytesIO(data))  # its stubs do not know the properties
    return {item.name: item.value for item in book.custom_doc_props.props}


def test_a_workbook_without_properties_gets_the_part():
    data = simple_workbook("Nome")
    filled = fill_workbook(data, {"Persona!C2": "Ana"}, properties=STAMP)
    assert read_properties(filled.data) == STAMP
    added = {PART, "_rels/.rels", "[Content_Types].xml"}
    assert differing(data, filled.data) == {*added, "xl/worksheets/sheet1.xml"} == set(filled.parts)
    again = fill_workbook(filled.data, {}, properties={"TEMPLATE": "q1 v4"})
    assert read_properties(again.data) == {**STAMP, "Template": "q1 v4"}
    assert again.parts == [PART]


def test_properties_that_are_there_stay(fill):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
    link = ROOT_RELS.format(f'<Relationship Id="rId2" Type="{kind}" Target="docProps/custom.xml"/>')
    result = fill("<sheetData/>", {}, properties=STAMP, extra={PART: EXISTING, "_rels/.rels": link})
    text = result.part(PART).decode()
    assert 'pid="4" name="template"><vt:lpwstr xmlns:vt=' in text
    assert '<vt:bool>true</vt:bool></property><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="10"' in text
    assert result.filled.parts == [PART]


def test_strict_packages_get_strict_properties(fill):
    strict = "http://purl.oclc.org/ooxml"
    book = (
        f'<workbook xmlns="{strict}/spreadsheetml/main" xmlns:r="{strict}/officeDocument/relationships">'
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    result = fill("<sheetData/>", {}, properties=STAMP, extra={"xl/workbook.xml": book})
    assert f'xmlns="{strict}/officeDocument/customProperties"'.encode() in result.part(PART)
    assert f'Type="{strict}/officeDocument/relationships/customProperties"'.encode() in result.part("_rels/.rels")


@pytest.mark.parametrize("properties", [{"": "x"}, {"x" * 256: "x"}, {"a": "\x00"}, {"a": "1", "A": "2"}])
def test_properties_that_cannot_be(properties):
    with pytest.raises(FillError) as caught:
        fill_workbook(simple_workbook("Nome"), {}, properties=properties)
    assert caught.value.code == "property_malformed"


def test_signed_packages_are_refused_unless_allowed(fill, refuse):
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    origin = f'<Relationship Id="rId7" Type="{kind}" Target="_xmlsignatures/origin.sigs"/>'
    signed = {"extra": {"_rels/.rels": ROOT_RELS.format(origin), "_xmlsignatures/origin.sigs": b""}}
    assert refuse("<sheetData/>", {"A1": 1, "A2": "\x00"}, **signed) == [
        ("workbook_signed", ""),
        ("illegal_character", "S!A2"),
    ]
    result = fill("<sheetData/>", {"A1": 1}, allow_signed=True, **signed)
    assert [finding.code for finding in result.filled.warnings] == ["signature_broken"]
    assert differing(result.before, result.filled.data) == {"xl/worksheets/sheet1.xml"}
