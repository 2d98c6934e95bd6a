"""Reading a workbook: from bytes to `Workbook`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.archive import Archive
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.collector import paused_collector
from tr4ction_workbook.ooxml.comments import Person, read_persons
from tr4ction_workbook.ooxml.errors import (
    DamagedWorkbookError,
    EncryptedWorkbookError,
    FileEmptyError,
    LegacyWorkbookError,
    NoSheetsError,
    NotAWorkbookError,
)
from tr4ction_workbook.ooxml.limits import Limits
from tr4ction_workbook.ooxml.model import DefinedName, Sheet, SheetKind, SheetState, Workbook
from tr4ction_workbook.ooxml.relationships import Package, Relationships
from tr4ction_workbook.ooxml.sheet import SheetContext, SheetSource, read_sheet
from tr4ction_workbook.ooxml.strings import SharedStrings, read_shared_strings
from tr4ction_workbook.ooxml.styles import Styles
from tr4ction_workbook.ooxml.theme import read_theme

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM_NAMES = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_BETA_NAMESPACE = "{http://schemas.microsoft.com/office/excel/2005/"
_SHEET_KINDS: dict[str, SheetKind] = {
    "worksheet": "worksheet",
    "chartsheet": "chartsheet",
    "dialogsheet": "dialogsheet",
    "xlMacrosheet": "macrosheet",
    "xlIntlMacrosheet": "macrosheet",
}
_TYPED_NAME = frozenset(("name", "localSheetId", "hidden"))
_STATES: dict[str, SheetState] = {"hidden": "hidden", "veryHidden": "veryHidden"}
_OTHER_FILES = (
    (b"%PDF", "a PDF file"),
    (b"{\\rtf", "an RTF document"),
    (b"<?xml", "an XML file"),
    (b"<html", "a web page"),
    (b"<!DOC", "a web page"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


@dataclass(slots=True)
class Source:
    """What a workbook was read from, for those who need more than its values: the snapshot, filling."""

    data: bytes
    package: Package
    part: str
    root: xml.Element
    relationships: Relationships
    strings: SharedStrings
    strings_part: str | None
    persons: list[Person]


@paused_collector()
def read_workbook(data: bytes | Path, limits: Limits = Limits()) -> Workbook:  # noqa: B008 - it is immutable
    """Read an xlsx, xlsm, xltx or xltm workbook.

    Macros are not run, external links not followed. Raises a subclass of WorkbookError for whatever is wrong with the
    bytes, and OSError where a path cannot be read.
    """
    if isinstance(data, Path):
        data = data.read_bytes()
    budget = Budget(limits)
    package = open_package(data, budget)
    part, root = workbook_part(package)
    relationships = package.relationships(part)
    theme = read_theme(package.optional_xml(relationships.first_part("theme")))
    strings_part = relationships.first_part("sharedStrings")
    strings = read_shared_strings(package.read(strings_part) if strings_part else None, strings_part or "", budget)
    persons = read_persons(package, relationships)
    context = SheetContext(package, strings, {person.id: person.name for person in persons}, budget, theme)
    return Workbook(
        sheets=_read_sheets(root, relationships, context),
        styles=Styles(package.optional_xml(relationships.first_part("styles")), theme),
        defined_names=read_defined_names(root),
        date_1904=counts_from_1904(root),
        source=Source(data, package, part, root, relationships, strings, strings_part, persons),
        limits=limits,
    )


def open_package(data: bytes, budget: Budget) -> Package:
    """The package in the bytes; tells apart what people upload instead of a workbook."""
    if not data:
        raise FileEmptyError
    if data.startswith(_OLE):
        if any(name in data for name in _STREAM_NAMES):
            raise EncryptedWorkbookError
        raise LegacyWorkbookError
    if not data.startswith(b"PK"):
        start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:16]
        what = next((text for magic, text in _OTHER_FILES if start.startswith(magic)), "it is no ZIP archive")
        raise NotAWorkbookError(reason=what)
    return Package(Archive(data, budget.limits), budget)


def workbook_part(package: Package) -> tuple[str, xml.Element]:
    """Name and root of the main part. Raises NotAWorkbookError or DamagedWorkbookError."""
    part = package.relationships().first_part("officeDocument")
    if part is None:
        if "[Content_Types].xml" in package.archive:
            raise DamagedWorkbookError(part="_rels/.rels", reason="it names no workbook")
        raise NotAWorkbookError(reason="it is an archive of other files")
    content_type = package.content_type(part)
    if "binary" in content_type or part.endswith(".bin"):
        raise NotAWorkbookError(reason="it is a binary workbook, .xlsb")
    root = package.xml(part)
    if xml.local(root) != "workbook":
        raise NotAWorkbookError(reason=f"its main part is a {xml.local(root)[:40]}")
    if str(root.tag).startswith(_BETA_NAMESPACE):  # other element names throughout: read as if, it would lose content
        raise NotAWorkbookError(reason="it was saved by a test version of Excel 2007")
    return part, root


def counts_from_1904(root: xml.Element) -> bool:
    """Whether the workbook's dates count from 1904 (clause 18.2.28)."""
    properties = xml.child(root, "workbookPr")
    return properties is not None and xml.is_true(properties.get("date1904"))


def list_sheets(root: xml.Element, relationships: Relationships) -> list[SheetSource]:
    """Where each sheet is, in order. Raises NoSheetsError, or DamagedWorkbookError where a part is missing."""
    sources: list[SheetSource] = []
    parts: set[str] = set()
    for index, element in enumerate(xml.children(xml.child(root, "sheets"), "sheet")):
        name = element.get("name") or f"Sheet{index + 1}"
        state = _STATES.get(element.get("state") or "", "visible")
        target = relationships.get(xml.attribute(element, "id"))
        kind: SheetKind = _SHEET_KINDS.get(target.kind, "worksheet") if target else "worksheet"
        if target is not None and target.part is None:
            raise DamagedWorkbookError(part=target.target[:200], reason="the sheet's part is missing")
        if target is not None and target.part in parts:
            raise DamagedWorkbookError(part=target.part or "", reason="two sheets share it")
        part = target.part if target else None
        parts.update([part] if part else [])
        sources.append(SheetSource(index, name, state, kind, part))
    if not sources:
        raise NoSheetsError
    return sources


def _read_sheets(root: xml.Element, relationships: Relationships, context: SheetContext) -> list[Sheet]:
    return [read_sheet(source, context) for source in list_sheets(root, relationships)]


def read_defined_names(root: xml.Element) -> list[DefinedName]:
    found = []
    for element in xml.children(xml.child(root, "definedNames"), "definedName"):
        index = element.get("localSheetId")
        found.append(
            DefinedName(
                name=element.get("name") or "",
                formula=xml.text_of(element),
                sheet_index=None if index is None else xml.integer(index),
                hidden=xml.is_true(element.get("hidden")),
                other=xml.others(element, _TYPED_NAME),
            )
        )
    return found
