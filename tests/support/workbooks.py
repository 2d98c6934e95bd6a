"""Workbooks made in code, the good and the bad. No workbook is ever committed."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@cache  # openpyxl writes the time of day into a file; a second one would have other bytes
def scenario_workbook() -> bytes:
    """`test_template.xlsx` of the scenario: exactly one field, B4, `Nome da Empresa`."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "ICP"
    sheet["A1"] = "Template FCJ - Teste"
    sheet["A1"].font = Font(bold=True, size=14, color="FFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor="0070C0")
    sheet["B3"] = "Nome da Empresa"
    sheet["B4"] = ""
    sheet["B4"].fill = PatternFill("solid", fgColor="FFFFFF")
    return saved(workbook)


@cache
def simple_workbook(*labels: str, change: Callable[[Worksheet], None] | None = None) -> bytes:
    """One sheet with a box to fill beside each label."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Persona"
    white = PatternFill("solid", fgColor="FFFFFF")
    for row, label in enumerate(labels or ("Nome",), start=2):
        sheet.cell(row, 2, label).font = Font(bold=True)
        sheet.cell(row, 3, "").fill = white
    if change:
        change(sheet)
    return saved(workbook)


@cache
def workbook_with_picture() -> bytes:
    """A simple workbook with `xl/media/image1.png` in it. (openpyxl would need Pillow to put it there.)"""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(simple_workbook("Nome"))) as source, zipfile.ZipFile(stream, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "[Content_Types].xml":
                content = content.replace(
                    b"<Default ", b'<Default Extension="png" ContentType="image/png"/><Default ', 1
                )
            target.writestr(entry, content)
        target.writestr("xl/media/image1.png", PICTURE)
    return stream.getvalue()


@cache
def large_workbook(cells: int, seed: int = 1) -> bytes:
    """One sheet of `cells` numbers that do not compress to nothing."""
    numbers = random.Random(seed)
    rows = []
    for row in range(1, cells // 100 + 1):
        values = "".join(f"<c><v>{numbers.random()}</v></c>" for _ in range(100))
        rows.append(f'<row r="{row}">{values}</row>')
    return package(sheet=f'<worksheet xmlns="{_SHEETS}"><sheetData>{"".join(rows)}</sheetData></worksheet>')


def package(
    *,
    sheet: str | bytes = f'<worksheet xmlns="{_SHEETS}"><sheetData/></worksheet>',
    workbook: str | None = None,
    main_type: str = f"{MAIN}.sheet.main+xml",
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    """The smallest package there can be, part by part."""
    workbook = workbook or (
        f'<workbook xmlns="{_SHEETS}" xmlns:r="{_RELATIONSHIPS}"><sheets>'
        '<sheet name="ICP" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="png" ContentType="image/png"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{MAIN}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": sheet,
        **(extra or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def without_sheets() -> bytes:
    return package(workbook=f'<workbook xmlns="{_SHEETS}"><sheets/></workbook>')


def zip_bomb() -> bytes:
    """A sheet that says that it inflates to far more than its bytes."""
    return package(sheet=b"<worksheet>" + b" " * (64 * 1024 * 1024) + b"</worksheet>")


def lying_zip_bomb() -> bytes:
    """The same, with a directory that says it is small."""
    data = bytearray(zip_bomb())
    name = b"xl/worksheets/sheet1.xml"
    local, central = data.find(name) - 30, data.rfind(name) - 46
    struct.pack_into("<L", data, local + 22, 1000)
    struct.pack_into("<L", data, central + 24, 1000)
    return bytes(data)


def entity_bomb() -> bytes:
    """A billion laughs."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    row = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    return package(
        sheet=f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{levels}]>'
        f'<worksheet xmlns="{_SHEETS}"><sheetData>{row}</sheetData></worksheet>'
    )


def unsafe_part() -> bytes:
    return package(extra={"../../etc/cron.d/evil": b"x"})


def ole_file(*streams: str) -> bytes:
    """The start of a compound file: what an .xls is, and what a password makes of an .xlsx."""
    names = b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names).ljust(4096, b"\0")


def legacy_workbook() -> bytes:
    return ole_file("Workbook")


def encrypted_workbook() -> bytes:
    return ole_file("EncryptionInfo", "EncryptedPackage")


def truncated_workbook() -> bytes:
    data = simple_workbook("Nome")
    return data[: len(data) // 2]


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
