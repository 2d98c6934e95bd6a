"""The snapshot document, format `tr4ction.snapshot`, version 2. `schema.json` is generated from these types.

Conventions: rows and columns count from 1; ranges are A1 references; sizes are in the units of the file (points for
heights, digits of the default font for widths); colours are kept as stored, with `display` as `RRGGBB`. Fields that
have their default value are left out of the JSON, except in the records at the top.

Generic elements are `[tag, {attribute: value}, [child or text, …]]`; the prefixes in their names are in `namespaces`.
docs/SNAPSHOT.md says what is where, and when the version changes.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from tr4ction_workbook.snapshot.record import Generic, Record
from tr4ction_workbook.snapshot.sheet_records import SheetRecord
from tr4ction_workbook.snapshot.style_records import RunRecord, StyleTable

FORMAT: Literal["tr4ction.snapshot"] = "tr4ction.snapshot"
VERSION: Literal[2] = 2


class Stats(msgspec.Struct):
    """`num_cells` counts the cells stored in the file, blank ones too; `num_images` anchored pictures."""

    num_sheets: int
    num_cells: int
    num_merged: int
    num_images: int
    num_validations: int
    num_tables: int


class Finding(msgspec.Struct):
    """Something a check found. `where` is a sheet, `sheet!cell` or part; `message` is English."""

    code: str
    where: str
    message: str


class ValidationReport(msgspec.Struct):
    """`valid` when there are no errors: everything stored in the file is in the snapshot, and all references hold."""

    valid: bool
    errors: list[Finding]
    warnings: list[Finding]

    def as_dict(self) -> dict[str, Any]:
        """As in the JSON document."""
        return {
            "valid": self.valid,
            "errors": [msgspec.structs.asdict(finding) for finding in self.errors],
            "warnings": [msgspec.structs.asdict(finding) for finding in self.warnings],
        }


class Coverage(msgspec.Struct):
    """What became of all that is in the file.

    `parts`: how many parts are kept in which way (see `PartRecord`). `generic_elements`: how many elements are in
    generic form, by namespace. `kinds`: the parts by the kind of relationship that leads to them, whatever it is.
    """

    parts: dict[str, int]
    generic_elements: dict[str, int]
    kinds: dict[str, list[str]]


class StringTable(msgspec.Struct):
    """Shared texts by index, without phonetic runs. By the same index: `rich` has the runs of those that are rich,
    `other` phonetic runs and whatever else an item holds, as generic elements. `remainder` is the part without its
    items."""

    texts: list[str]
    rich: dict[int, list[RunRecord]]
    other: dict[int, list[Generic]]
    remainder: Generic | None


class DefinedNameRecord(Record):
    name: str
    formula: str
    sheet_index: int | None = None
    hidden: bool = False
    other: dict[str, str] = {}


class ExternalLinkRecord(Record):
    """A link to another file: recorded, never followed."""

    part: str
    target: str
    kind: str
    sheets: list[str] = []


class CustomPropertyRecord(Record):
    """A custom document property. `type` is that of the file (`lpwstr`, `i4`, `r8`, `bool`, `filetime`, …)."""

    name: str
    type: str
    value: str | int | float | bool
    link: str | None = None


class PersonRecord(Record):
    """An author of threaded comments."""

    id: str
    name: str
    user_id: str | None = None
    provider: str | None = None


class WindowRecord(Record):
    """A window of the workbook; sheets by index."""

    active_sheet: int = 0
    first_sheet: int = 0
    visibility: str = "visible"
    other: dict[str, str] = {}


class WorkbookRecord(msgspec.Struct):
    """The workbook part: attributes of its elements by name. `protection` has the hashes as stored."""

    part: str
    windows: list[WindowRecord]
    properties: dict[str, str]
    protection: dict[str, str]
    calculation: dict[str, str]
    file_sharing: dict[str, str]


class AssetRecord(msgspec.Struct):
    """An image or other media file. `name` is safe as a file name; `parts` are the parts that have these bytes."""

    name: str
    sha256: str
    content_type: str
    size: int
    parts: list[str]


class RelationshipRecord(Record):
    """`kind` is the last word of its type; `type` the whole of it where that is not the usual one of OOXML."""

    id: str
    kind: str
    target: str
    external: bool = False
    part: str | None = None
    type: str | None = None


class PartRecord(Record):
    """A part of the package. `kept` says where its content is:

    `typed` in the fields above; `generic` in `content`; `asset` among the assets; `text` in `text`, which is its XML as
    it stands, for what is too large or too broken for generic form; `binary` nowhere but in its `sha256` (macros,
    printer settings, embedded files), and so for `left_out`, an XML part beyond all bounds.

    A part that was mended in order to be read has both `content` and `text`. `prefixes` are those that values may name.
    """

    name: str
    content_type: str
    size: int
    crc32: int
    kept: Literal["typed", "generic", "asset", "text", "binary", "left_out"]
    relationships: list[RelationshipRecord] = []
    content: Generic | None = None
    text: str | None = None
    sha256: str | None = None
    prefixes: dict[str, str] = {}


class Snapshot(msgspec.Struct):
    """Everything a workbook file says. See the module for conventions."""

    format: Literal["tr4ction.snapshot"]
    version: Literal[2]
    file_hash_sha256: str
    file_size: int
    stats: Stats
    validation_report: ValidationReport
    coverage: Coverage
    date_1904: bool
    workbook: WorkbookRecord
    properties: dict[str, str]
    custom_properties: list[CustomPropertyRecord]
    persons: list[PersonRecord]
    defined_names: list[DefinedNameRecord]
    external_links: list[ExternalLinkRecord]
    styles: StyleTable
    strings: StringTable
    sheets: list[SheetRecord]
    assets: list[AssetRecord]
    parts: list[PartRecord]
    namespaces: dict[str, str]
