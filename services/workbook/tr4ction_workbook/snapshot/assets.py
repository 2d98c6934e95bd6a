"""Media of a workbook as files: safe names, no content twice."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from tr4ction_workbook.ooxml.archive import Entry
from tr4ction_workbook.ooxml.relationships import Package

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_NAME = 80
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_MEDIA_TYPES = ("image/", "video/", "audio/")


@dataclass(slots=True)
class Asset:
    """A media file. `name` is safe in any folder and unlike all others without regard to case."""

    name: str
    data: bytes
    content_type: str
    sha256: str
    parts: list[str] = field(default_factory=list)


def is_media(package: Package, entry: Entry) -> bool:
    """By content type, and by folder for types that nobody declared."""
    content_type = package.content_type(entry.name)
    return content_type.startswith(_MEDIA_TYPES) or "/media/" in f"/{entry.name.lower()}"


def safe_name(part: str, taken: set[str]) -> str:
    """File name for a part, not among `taken` (lower case), to which it is added."""
    base = _UNSAFE.sub("-", part.rpartition("/")[2]).strip(".-") or "media"
    if _RESERVED.match(base):
        base = f"media-{base}"
    stem, dot, extension = base.rpartition(".")
    if not dot:
        stem, extension = base, ""
    stem, extension = stem[:_MAX_NAME], extension[:10]
    name, copy = f"{stem}{dot}{extension}", 1
    while name.lower() in taken:
        copy += 1
        name = f"{stem}-{copy}{dot}{extension}"
    taken.add(name.lower())
    return name


def read_assets(package: Package) -> list[Asset]:
    """All media, in the order of the archive; parts with equal content make one asset. Raises WorkbookError."""
    by_hash: dict[str, Asset] = {}
    taken: set[str] = set()
    for entry in package.archive:
        if not is_media(package, entry):
            continue
        data = package.read(entry.name)
        digest = hashlib.sha256(data).hexdigest()
        asset = by_hash.get(digest)
        if asset is None:
            name = safe_name(entry.name, taken)
            asset = by_hash[digest] = Asset(name, data, package.content_type(entry.name), digest)
        asset.parts.append(entry.name)
    return list(by_hash.values())
