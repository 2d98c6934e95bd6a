"""`Workbook` → `Snapshot`."""

from __future__ import annotations

import hashlib
from typing import cast

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.generic import Names
from tr4ction_workbook.ooxml.model import Workbook
from tr4ction_workbook.ooxml.reader import Source
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.ooxml.styles import Styles
from tr4ction_workbook.snapshot.assets import Asset, read_assets
from tr4ction_workbook.snapshot.document import (
    FORMAT,
    VERSION,
    AssetRecord,
    DefinedNameRecord,
    ExternalLinkRecord,
    Finding,
    Snapshot,
    Stats,
    StringTable,
    ValidationReport,
)
from tr4ction_workbook.snapshot.parts import PartLister
from tr4ction_workbook.snapshot.sheets import sheet_record
from tr4ction_workbook.snapshot.styles import Colors, style_table
from tr4ction_workbook.snapshot.validation import validate_workbook

_PROPERTY_KINDS = ("core-properties", "coreProperties", "extended-properties", "extendedProperties")


def build_snapshot(workbook: Workbook, assets: list[Asset] | None = None) -> Snapshot:
    """Everything the workbook's file says. Raises WorkbookError where a part cannot be read.

    `assets`: of `collect_assets`, to not read them twice.
    """
    source = cast("Source", workbook.source)
    styles = cast("Styles", workbook.styles)
    package = source.package
    package.begin()
    if assets is None:
        assets = read_assets(package)
    names = Names()
    colors = Colors(styles.palette)
    asset_names = {part: asset.name for asset in assets for part in asset.parts}
    typed = frozenset(sheet.part for sheet in workbook.sheets if sheet.part) | {source.strings_part or ""}
    lister = PartLister(package, names, typed, frozenset(asset_names))
    return Snapshot(
        format=FORMAT,
        version=VERSION,
        file_hash_sha256=hashlib.sha256(source.data).hexdigest(),
        file_size=len(source.data),
        stats=Stats(**workbook.stats()),
        sheets=[sheet_record(sheet, colors, names, asset_names) for sheet in workbook.sheets],
        date_1904=workbook.date_1904,
        properties=_properties(package),
        defined_names=[
            DefinedNameRecord(name.name, name.formula, name.sheet_index, name.hidden) for name in workbook.defined_names
        ],
        external_links=_external_links(source),
        styles=style_table(styles, colors),
        strings=StringTable(
            source.strings.texts, {index: colors.runs(runs) for index, runs in source.strings.runs.items()}
        ),
        assets=[
            AssetRecord(asset.name, asset.sha256, asset.content_type, len(asset.data), asset.parts) for asset in assets
        ],
        parts=lister.read(),
        validation_report=_report(workbook, lister),
        namespaces=names.namespaces,
    )


def _report(workbook: Workbook, lister: PartLister) -> ValidationReport:
    report = validate_workbook(workbook)
    listed = [Finding("part", name, f"is only listed: {reason}") for name, reason in lister.unreadable]
    return ValidationReport(report.valid, report.errors, report.warnings + listed)


def collect_assets(workbook: Workbook) -> list[Asset]:
    """The workbook's images and other media; see `Asset`. Raises WorkbookError where one is damaged."""
    return read_assets(cast("Source", workbook.source).package)


def _properties(package: Package) -> dict[str, str]:
    """Document properties by name (`title`, `creator`, `Application`, …); custom ones are in generic form."""
    found: dict[str, str] = {}
    for kind in _PROPERTY_KINDS:
        root = package.optional_xml(package.relationships().first_part(kind))
        for item in () if root is None else root:
            if not len(item) and item.text:
                found.setdefault(xml.local(item), item.text)
    return found


def _external_links(source: Source) -> list[ExternalLinkRecord]:
    found = []
    for link in source.relationships.of_kind("externalLink"):
        if link.part:
            found += [
                ExternalLinkRecord(link.part, item.target, item.kind)
                for item in source.package.relationships(link.part)
            ]
    return found
