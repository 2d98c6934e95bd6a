"""Packages made by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from tr4ction_workbook.ooxml import Workbook, read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Parts = Mapping[str, str | bytes]
MakePackage = Callable[..., bytes]
ReadSheet = Callable[..., Workbook]


def relationships(*items: tuple[str, str, str]) -> str:
    """A relationships part of (id, last word of the type, target); targets with `://` are external."""
    rows = ""
    for name, kind, target in items:
        mode = ' TargetMode="External"' if "://" in target else ""
        rows += f'<Relationship Id="{name}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def book_parts(
    sheet: str = "<sheetData/>",
    *,
    strings: str | None = None,
    styles: str | None = None,
    book: str = "",
    sheet_rels: tuple[tuple[str, str, str], ...] = (),
    book_rels: tuple[tuple[str, str, str], ...] = (),
    extra: Parts | None = None,
) -> dict[str, str | bytes]:
    """Parts of a workbook with one sheet `S`; `sheet` is what stands in its `worksheet`, `book` after `sheets`."""
    links = [("rId1", "worksheet", "worksheets/sheet1.xml"), *book_rels]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/></Types>',
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets>'
        f'<sheet name="S" sheetId="1" r:id="rId1"/></sheets>{book}</workbook>',
        "xl/worksheets/sheet1.xml": sheet
        if sheet.startswith("<?xml") or "worksheet" in sheet
        else f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{sheet}</worksheet>',
    }
    if strings is not None:
        links.append(("rId2", "sharedStrings", "sharedStrings.xml"))
        parts["xl/sharedStrings.xml"] = strings if "sst" in strings else f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles is not None:
        links.append(("rId3", "styles", "styles.xml"))
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    if sheet_rels:
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(*sheet_rels)
    parts["xl/_rels/workbook.xml.rels"] = relationships(*links)
    return parts | dict(extra or {})


def zip_parts(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture(scope="session")
def make_parts() -> Callable[..., dict[str, str | bytes]]:
    return book_parts


@pytest.fixture(scope="session")
def zipped() -> Callable[..., bytes]:
    return zip_parts


@pytest.fixture(scope="session")
def make_package() -> MakePackage:
    """`book_parts` as the bytes of a file."""
    return lambda *args, **options: zip_parts(book_parts(*args, **options))


@pytest.fixture(scope="session")
def read_book() -> ReadSheet:
    """`book_parts` read."""
    return lambda *args, **options: read_workbook(zip_parts(book_parts(*args, **options)))
