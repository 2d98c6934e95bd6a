"""What archives hold byte for byte, found with the standard library and none of our own code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def raw_entries(data: bytes) -> dict[str, bytes]:
    """By name in the order of the file: local header, stored bytes, data descriptor and whatever follows them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        starts = [info.header_offset for info in infos]
        ends = [*starts[1:], archive.start_dir]
        return {info.filename: data[start:end] for info, start, end in zip(infos, starts, ends, strict=True)}


def parts(data: bytes) -> dict[str, bytes]:
    """Inflated contents by name; checks every checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def differing(before: bytes, after: bytes) -> set[str]:
    """Names of the entries whose bytes differ, were added or are gone. The others must stand in the same order."""
    one, other = raw_entries(before), raw_entries(after)
    kept = [name for name in one if name in other]
    assert kept == [name for name in other if name in one], "the order of the entries changed"
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def archived(contents: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return stream.getvalue()
