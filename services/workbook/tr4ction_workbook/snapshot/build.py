"""`Workbook` → `Snapshot`."""

from __future__ import annotations

import hashlib
from typing import cast

from tr4ction_workbook.ooxml.collector import paused_collector
from tr4ction_workbook.ooxml.generic import Names, shorten
from tr4ction_workbook.ooxml.model import Workbook
from tr4ction_workbook.ooxml.reader import Source
from tr4ction_workbook.ooxml.references import NamedAreas
from tr4ction_workbook.ooxml.strings import SharedStrings
from tr4ction_workbook.ooxml.styles import Styles
from tr4ction_workbook.ooxml.theme import read_theme_fonts
from tr4ction_workbook.snapshot.assets import Asset, read_assets
from tr4ction_workbook.snapshot.document import FORMAT, VERSION, AssetRecord, Snapshot, Stats, StringTable
from tr4ction_workbook.snapshot.parts import PartLister, coverage
from tr4ction_workbook.snapshot.sheets import Surrounding, sheet_record
from tr4ction_workbook.snapshot.styles import Colors, style_table
from tr4ction_workbook.snapshot.validation import validate_workbook, with_parts
from tr4ction_workbook.snapshot.workbook import (
    custom_properties,
    defined_names,
    external_links,
    persons,
    properties,
    workbook_record,
)


@paused_collector()
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
    book = Surrounding(package, colors, names, NamedAreas(workbook.defined_names), asset_names)
    lister = PartLister(package, names, _typed_parts(workbook), frozenset(asset_names))
    sheets = [sheet_record(sheet, book) for sheet in workbook.sheets]
    strings = _strings(source.strings, colors, names)
    theme = package.optional_xml(source.relationships.first_part("theme"))
    style_records = style_table(styles, read_theme_fonts(theme), colors, names)
    parts = lister.read()
    return Snapshot(
        format=FORMAT,
        version=VERSION,
        file_hash_sha256=hashlib.sha256(source.data).hexdigest(),
        file_size=len(source.data),
        stats=Stats(**workbook.stats()),
        validation_report=with_parts(validate_workbook(workbook), lister),
        coverage=coverage(parts, names),
        date_1904=workbook.date_1904,
        workbook=workbook_record(source, names),
        properties=properties(package),
        custom_properties=custom_properties(package),
        persons=persons(source),
        defined_names=defined_names(workbook, names),
        external_links=external_links(source),
        styles=style_records,
        strings=strings,
        sheets=sheets,
        assets=[
            AssetRecord(asset.name, asset.sha256, asset.content_type, len(asset.data), asset.parts) for asset in assets
        ],
        parts=parts,
        namespaces=names.namespaces,
    )


def _typed_parts(workbook: Workbook) -> dict[str, dict[str, str]]:
    """Parts that typed fields have, together with the remainder beside them; and their prefixes."""
    source = cast("Source", workbook.source)
    remainders = {sheet.part: sheet.remainder for sheet in workbook.sheets if sheet.part}
    if source.strings_part:
        remainders[source.strings_part] = source.strings.remainder
    return {part: remainder.prefixes() if remainder else {} for part, remainder in remainders.items()}


def _strings(strings: SharedStrings, colors: Colors, names: Names) -> StringTable:
    return StringTable(
        texts=strings.texts,
        rich={index: colors.runs(runs) for index, runs in strings.runs.items()},
        other={index: [shorten(item, names) for item in items] for index, items in strings.other.items()},
        remainder=strings.remainder.generic(names) if strings.remainder else None,
    )


def collect_assets(workbook: Workbook) -> list[Asset]:
    """The workbook's images and other media; see `Asset`. Raises WorkbookError where one is damaged."""
    return read_assets(cast("Source", workbook.source).package)
