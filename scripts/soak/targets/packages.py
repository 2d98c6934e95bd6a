"""The container and the package: archives, relationships, whole workbooks."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Sequence
from functools import cache

from soak.mangling import mangle_archive, mangle_part, mangle_text, pack, unpack
from soak.targets import workbook_seeds
from soak.targets.target import Target
from tr4ction_workbook.inspection import inspect_workbook
from tr4ction_workbook.ooxml import Limits, WorkbookError
from tr4ction_workbook.ooxml.archive import Archive
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.snapshot import build_snapshot, decode_snapshot, encode_snapshot

_LIMITS = Limits(max_cells=20_000, max_part_bytes=1 << 22, max_total_bytes=1 << 23)


def check_archive(data: bytes) -> None:
    """What is read is what Python's own reader reads, where both can read it."""
    try:
        archive = Archive(data, _LIMITS)
        found = {entry.name: archive.read(entry.name) for entry in archive}
    except WorkbookError:
        return
    other = unpack(data)
    if other is None:
        return
    expected = {name.replace("\\", "/"): content for name, content in other.items() if not name.endswith(("/", "\\"))}
    assert found == expected, f"{sorted(found)} here, {sorted(expected)} there"


def check_workbook(data: bytes) -> None:
    """A result that is whole and can be stored, or a refusal."""
    try:
        inspection = inspect_workbook(data, _LIMITS)
        snapshot = inspection.snapshot()
    except WorkbookError:
        return
    document = decode_snapshot(snapshot)
    assert encode_snapshot(document) == snapshot, "the snapshot is another one when it is read back"
    assert encode_snapshot(build_snapshot(inspection.workbook)) == snapshot, "the snapshot is another one each time"
    assert inspection.stats["num_cells"] == sum(len(sheet.cells.types) for sheet in document.sheets)
    ids = [field.field_id for field in inspection.fields]
    assert len(set(ids)) == len(ids), "two fields share an id"


@cache
def _package() -> Package:
    return Package(Archive(workbook_seeds.books()[-1], Limits()), Budget(Limits()))


def check_relationship(data: bytes) -> None:
    """Every target leads to a part that is there, or nowhere."""
    folder, _, target = data.decode("utf-8", "replace").partition("\0")
    package = _package()
    part = package.resolve(folder, target)
    assert part is None or part in package.archive


def _mutate_book(data: bytes, limit: int, dice: random.Random) -> bytes:
    mutated = (
        mangle_archive(data, dice) if data and dice.random() < 0.05 else mangle_part(data, dice, zipfile.ZIP_STORED)
    )
    return mutated if len(mutated) <= limit else data[:limit]


def _archive_seeds() -> Sequence[bytes]:
    small = {"a.xml": b"<a/>" * 20, "folder/B.bin": b"\0" * 300, "folder/": b"", "\xe9.xml": b"x"}
    return [pack(small), pack(small, zipfile.ZIP_STORED), b"in front" + pack({"a": b"b"})]


def _targets_seen() -> Sequence[bytes]:
    pairs = ("xl\0worksheets/sheet1.xml", "xl/worksheets\0../styles.xml", "\0/xl/workbook.xml", "xl\0%77orkbook.xml#a")
    return [pair.encode() for pair in (*pairs, "xl\0..\\xl\\WORKBOOK.xml", "xl\0../../a", "xl\0./styles%2Exml")]


TARGETS = (
    Target("archive", _archive_seeds, check_archive, max_length=2048),
    Target(
        "relationships",
        _targets_seen,
        check_relationship,
        lambda data, limit, dice: mangle_text(data, dice)[:limit] if dice.random() < 0.5 else data[:limit],
        max_length=200,
    ),
    Target("workbook", workbook_seeds.books, check_workbook, _mutate_book, max_length=120_000, weight=6),
)
