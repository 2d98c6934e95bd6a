"""What holds for a whole workbook, as records: its part, document properties, people, links to other files."""

from __future__ import annotations

from collections.abc import Iterator

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError, WorkbookTooLargeError
from tr4ction_workbook.ooxml.generic import Names
from tr4ction_workbook.ooxml.model import Workbook
from tr4ction_workbook.ooxml.reader import Source
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.snapshot.document import (
    CustomPropertyRecord,
    DefinedNameRecord,
    ExternalLinkRecord,
    PersonRecord,
    WindowRecord,
    WorkbookRecord,
)

_PROPERTY_KINDS = ("core-properties", "coreProperties", "extended-properties", "extendedProperties")
_CUSTOM_KINDS = ("custom-properties", "customProperties")
_TYPED_WINDOW = frozenset(("activeTab", "firstSheet", "visibility"))
_WHOLE = frozenset(("i1", "i2", "i4", "i8", "int", "ui1", "ui2", "ui4", "ui8", "uint"))
_REAL = frozenset(("r4", "r8", "decimal"))


def workbook_record(source: Source, names: Names) -> WorkbookRecord:
    root = source.root

    def attributes(name: str) -> dict[str, str]:
        element = xml.child(root, name)
        return {} if element is None else names.attributes(xml.others(element, frozenset()))

    return WorkbookRecord(
        part=source.part,
        windows=[
            WindowRecord(
                active_sheet=xml.integer(view.get("activeTab")),
                first_sheet=xml.integer(view.get("firstSheet")),
                visibility=view.get("visibility") or "visible",
                other=names.attributes(xml.others(view, _TYPED_WINDOW)),
            )
            for view in xml.children(xml.child(root, "bookViews"), "workbookView")
        ],
        properties=attributes("workbookPr"),
        protection=attributes("workbookProtection"),
        calculation=attributes("calcPr"),
        file_sharing=attributes("fileSharing"),
    )


def properties(package: Package) -> dict[str, str]:
    """Document properties by name (`title`, `creator`, `Application`, …); lists among them are in generic form."""
    found: dict[str, str] = {}
    for root in _roots(package, _PROPERTY_KINDS):
        for item in root:
            if not len(item) and item.text:
                found.setdefault(xml.local(item), item.text)
    return found


def custom_properties(package: Package) -> list[CustomPropertyRecord]:
    """Custom document properties (ECMA-376 part 1, clause 22.3); of lists the text of their items."""
    found = []
    for root in _roots(package, _CUSTOM_KINDS):
        for item in xml.children(root, "property"):
            value = item[0] if len(item) else None
            kind = "empty" if value is None else xml.local(value)
            text = "" if value is None else "".join(map(str, value.itertext()))
            found.append(CustomPropertyRecord(item.get("name") or "", kind, _typed(kind, text), item.get("linkTarget")))
    return found


def _roots(package: Package, kinds: tuple[str, ...]) -> Iterator[xml.Element]:
    for kind in kinds:
        root = package.optional_xml(package.relationships().first_part(kind))
        if root is not None:
            yield root


def _typed(kind: str, text: str) -> str | int | float | bool:
    """The value as its type has it; as text where it is not of its type."""
    text = text.strip() if kind in _WHOLE | _REAL | {"bool"} else text
    if kind in _WHOLE and text.lstrip("-").isdecimal() and len(text) <= 20:
        return int(text)
    if kind in _REAL:
        number = xml.real(text)
        return text if number is None else number
    if kind == "bool" and text in ("0", "1", "true", "false"):
        return text in ("1", "true")
    return text


def persons(source: Source) -> list[PersonRecord]:
    return [PersonRecord(item.id, item.name, item.user_id, item.provider) for item in source.persons]


def defined_names(workbook: Workbook, names: Names) -> list[DefinedNameRecord]:
    return [
        DefinedNameRecord(item.name, item.formula, item.sheet_index, item.hidden, names.attributes(item.other))
        for item in workbook.defined_names
    ]


def external_links(source: Source) -> list[ExternalLinkRecord]:
    """Links to other files; the values that they last had are in their parts."""
    found = []
    for link in source.relationships.of_kind("externalLink"):
        if link.part is None:
            continue
        sheets = _sheet_names(source.package, link.part)
        found += [
            ExternalLinkRecord(link.part, item.target, item.kind, sheets)
            for item in source.package.relationships(link.part)
        ]
    return found


def _sheet_names(package: Package, part: str) -> list[str]:
    """Sheets of the other file; none where the part, which keeps their values, is too large or broken."""
    try:
        root = package.optional_xml(part)
    except (DamagedWorkbookError, WorkbookTooLargeError):
        return []
    book = next(xml.descendants(root, "sheetNames"), None)
    return [item.get("val") or "" for item in xml.children(book, "sheetName")]
