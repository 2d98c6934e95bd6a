"""Stored files against the templates that refer to them."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tr4ction_common.blobs import INCOMING
from tr4ction_ingestion.consistency.model import Finding
from tr4ction_ingestion.parsing.model import GUIDANCE, SNAPSHOT
from tr4ction_ingestion.templates.integrity import SUMS, digest_of, read_sums, write_sums
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.templates.storage import DETECTION, Place, TemplateStorage, original_name

ORPHANS = ".orphans"
"""Where files without a template are taken: beside the others, read by nobody."""

_KEY_DEPTH, _PICTURES_DEPTH = 3, 1


def check_files(storage: TemplateStorage, templates: Sequence[TemplateDefinition], *, repair: bool) -> list[Finding]:
    """Reads every file that a template refers to. Repairs nothing but missing notes of hashes."""
    found: list[Finding] = []
    for folder in sorted({storage.folder_of(Place.of(template)) for template in templates}):
        found += _unlike_sums(folder)
    for folder in sorted({storage.pictures_of(template.file_hash_sha256) for template in templates}):
        found += _unlike_sums(folder)
    seen: set[Path] = set()
    for template in templates:
        for path, digest in _wanted(storage, template):
            if path not in seen:
                seen.add(path)
                found += _unlike(path, digest)
    damaged = {finding.subject for finding in found}
    return found + _without_sums(storage, templates, damaged, repair=repair)


def _wanted(storage: TemplateStorage, template: TemplateDefinition) -> Iterator[tuple[Path, str | None]]:
    """The files of a template, with their hashes where the database has them."""
    place = Place.of(template)
    shared = storage.folder_of(place._replace(detection_revision=1))
    yield shared / original_name(template.file_extension), template.file_hash_sha256
    yield shared / SNAPSHOT, None
    yield storage.folder_of(place) / GUIDANCE, None
    for asset in template.assets:
        yield storage.pictures_of(template.file_hash_sha256) / asset["name"], None


def _unlike(path: Path, digest: str | None) -> list[Finding]:
    if not path.is_file():
        return [Finding("file_missing", str(path), "a template refers to it; restore it from a backup")]
    if digest is not None and digest_of(path) != digest:
        return [Finding("file_damaged", str(path), "it is not what was uploaded; restore it from a backup")]
    if path.name == SNAPSHOT and not _unpacks(path):
        return [Finding("file_damaged", str(path), "it does not unpack; restore it from a backup")]
    return []


def _unlike_sums(folder: Path) -> list[Finding]:
    return [
        Finding("file_damaged", str(folder / name), f"its hash is not the one in {SUMS}; restore it from a backup")
        for name, digest in sorted(read_sums(folder).items())
        if (folder / name).is_file() and digest_of(folder / name) != digest
    ]


def _without_sums(
    storage: TemplateStorage, templates: Sequence[TemplateDefinition], damaged: set[str], *, repair: bool
) -> list[Finding]:
    """Folders of templates that were stored before hashes were noted."""
    folders = {storage.folder_of(Place.of(template)) for template in templates}
    folders |= {storage.pictures_of(template.file_hash_sha256) for template in templates if template.assets}
    found = []
    for folder in sorted(folders):
        if not folder.is_dir() or (folder / SUMS).exists():
            continue
        sound = not any(Path(path).parent == folder for path in damaged)
        if repair and sound:
            write_sums(folder)
        text = "hashes are noted from now on" if repair and sound else "no hashes are noted; repairing notes them"
        found.append(Finding("sums_missing", str(folder), text, repaired=repair and sound))
    return found


def _unpacks(path: Path) -> bool:
    try:
        with gzip.open(path) as stream:
            while stream.read(1024 * 1024):
                pass
    except (OSError, EOFError, zlib.error):
        return False
    return True


def stored_places(storage: TemplateStorage) -> list[Place]:
    """All that lie where templates lie."""
    root = storage.roots[0]
    places = []
    for folder in sorted(root.glob("/".join(["[!.]*"] * _KEY_DEPTH))):
        place = Place.of_folder(folder.relative_to(root).parts)
        places.append(place)
        numbers = (path.name.removeprefix(DETECTION) for path in sorted(folder.glob(f"{DETECTION}*")))
        places += [place._replace(detection_revision=int(number)) for number in numbers if number.isdigit()]
    return [place for place in places if place.folder[0] != INCOMING]


def stored_pictures(storage: TemplateStorage) -> list[str]:
    """The files by hash that pictures are kept of."""
    return sorted(folder.name for folder in storage.roots[1].glob("/".join(["[!.]*"] * _PICTURES_DEPTH)))


def put_aside(folder: Path, root: Path) -> Path:
    """Takes a folder out of the way without losing it. Returns where it is now."""
    target = root / ORPHANS / folder.relative_to(root)
    number = 1
    while target.exists():
        number += 1
        target = target.with_name(f"{folder.name}-{number}")
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(target)
    for parent in folder.parents:
        if parent == root or any(os.scandir(parent)):
            break
        parent.rmdir()
    return target
