"""The archive written again (APPNOTE 6.3): untouched entries as the bytes they are, in their order, with their headers.

What lies between two entries belongs to the first: its data descriptor, and padding. Only stated offsets change.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tr4ction_workbook.filling.markup import Buffer
from tr4ction_workbook.ooxml.archive import (
    CENTRAL_HEADER,
    DEFLATED,
    END64_LOCATOR,
    END64_RECORD,
    END_RECORD,
    FLAG_UTF8,
    LOCAL_HEADER,
    STORED,
    Directory,
    directory_records,
    read_entry,
)
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError

_FLAG_DESCRIPTOR = 0x8
_ZIP64 = 1
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_VERSION = 20
_FIRST_DAY = 0x21  # 1980-01-01: a new part has no time, so that the same answers give the same bytes
# Above this, compressing well takes longer than everything else together, for a fifth of the size.
_LARGE = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """The content of an entry as it is stored."""

    method: int
    crc: int
    size: int
    stored: bytes


def pack(pieces: Iterable[Buffer], size_hint: int, method: int = DEFLATED) -> Packed:
    crc = size = 0
    deflater = zlib.compressobj(1 if size_hint > _LARGE else 6, zlib.DEFLATED, -zlib.MAX_WBITS)
    stored: list[bytes] = []
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
        size += len(piece)
        stored.append(bytes(piece) if method == STORED else deflater.compress(piece))
    if method != STORED:
        stored.append(deflater.flush())
    return Packed(method, crc, size, b"".join(stored))


@dataclass(slots=True)
class _Record:
    """An entry of the original: its name, its record in the directory, and the range its bytes take."""

    name: str
    position: int
    fields: tuple[int, ...]
    offset: int
    end: int = 0


def repack(
    data: bytes, directory: Directory, changed: Mapping[str, Packed], dropped: set[str], added: Mapping[str, Packed]
) -> bytes:
    """The archive with some entries changed, dropped or added at the end. Raises DamagedWorkbookError."""
    records = _records(data, directory)
    view = memoryview(data)
    in_place = sorted(records, key=lambda record: record.offset)
    output: list[Buffer] = [view[: in_place[0].offset if in_place else directory.start]]
    position = len(output[0])
    offsets: dict[int, int] = {}
    for record in in_place:
        offsets[record.offset] = position
        if record.name in dropped:
            continue
        packed = changed.get(record.name)
        pieces = [view[record.offset : record.end]] if packed is None else _local(data, record.offset, packed)
        output += pieces
        position += sum(map(len, pieces))
    start_of_added = position
    for name, packed in added.items():
        offsets[-1 - len(offsets)] = position
        header = _new_header(name, packed)
        output += (header, packed.stored)
        position += len(header) + len(packed.stored)
    kept = [record for record in records if record.name not in dropped]
    central = [_central(data, record, offsets[record.offset] - directory.shift, changed) for record in kept]
    offset = start_of_added - directory.shift
    for name, packed in added.items():
        central.append(_new_central(name, packed, offset))
        offset += len(_new_header(name, packed)) + len(packed.stored)
    output += central
    size = sum(map(len, central))
    output += _end(data, directory, len(central), size, position)
    return b"".join(output)


def _records(data: bytes, directory: Directory) -> list[_Record]:
    records = []
    for position, fields in directory_records(data, directory):
        entry = read_entry(data, position, fields, directory.shift)
        if not 0 <= entry.header_offset < directory.start:
            raise DamagedWorkbookError(part=entry.name, reason="its header is not where the archive states")
        records.append(_Record(entry.name, position, fields, entry.header_offset))
    starts = sorted({record.offset for record in records})
    ends = dict(zip(starts, [*starts[1:], directory.start], strict=True))
    for record in records:
        record.end = ends[record.offset]
    return records


def _local(data: bytes, offset: int, packed: Packed) -> list[Buffer]:
    """A local header with other sizes, and the content: no data descriptor is needed, nor sizes of 64 bits."""
    fields = LOCAL_HEADER.unpack_from(data, offset)
    magic, version, flags, _, time, day, *_, name_length, extra_length = fields
    start = offset + LOCAL_HEADER.size
    name = data[start : start + name_length]
    extra = _without_zip64(data[start + name_length : start + name_length + extra_length])
    sizes = (packed.crc, len(packed.stored), packed.size, len(name), len(extra))
    header = LOCAL_HEADER.pack(magic, version, flags & ~_FLAG_DESCRIPTOR, packed.method, time, day, *sizes)
    return [header + name + extra, packed.stored]


def _central(data: bytes, record: _Record, offset: int, changed: Mapping[str, Packed]) -> bytes:
    """The entry's record in the directory with its new offset and, where it was changed, its new sizes."""
    fields = list(record.fields)
    start = record.position + CENTRAL_HEADER.size
    name_length, extra_length, comment_length = fields[10:13]
    name = data[start : start + name_length]
    extra = data[start + name_length : start + name_length + extra_length]
    comment = data[start + name_length + extra_length : start + name_length + extra_length + comment_length]
    packed = changed.get(record.name)
    if packed is not None:
        extra = _without_zip64(extra)
        fields[3] &= ~_FLAG_DESCRIPTOR
        fields[4], fields[7], fields[8], fields[9] = packed.method, packed.crc, len(packed.stored), packed.size
        fields[11], fields[16] = len(extra), offset
    elif fields[16] == _FULL32:
        extra = _with_zip64_offset(extra, fields, offset)
    else:
        fields[16] = offset
    return CENTRAL_HEADER.pack(*fields) + name + extra + comment


def _extra_fields(extra: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of each extra field; what is left over at the end has the kind -1."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        end = min(position + 4 + length, len(extra))
        yield kind, position, end
        position = end
    if position < len(extra):
        yield -1, position, len(extra)


def _without_zip64(extra: bytes) -> bytes:
    return b"".join(extra[start:end] for kind, start, end in _extra_fields(extra) if kind != _ZIP64)


def _with_zip64_offset(extra: bytes, fields: list[int], offset: int) -> bytes:
    """The offset comes after those sizes that are in the field too (APPNOTE 4.5.3)."""
    before = 8 * (fields[9], fields[8]).count(_FULL32)
    for kind, start, _ in _extra_fields(extra):
        if kind == _ZIP64:
            place = start + 4 + before
            return extra[:place] + struct.pack("<Q", offset) + extra[place + 8 :]
    raise DamagedWorkbookError(part="archive", reason="a ZIP64 field is missing")


def _new_fields(name: str, packed: Packed) -> tuple[bytes, tuple[int, ...]]:
    raw = name.encode("utf-8")
    flags = 0 if raw.isascii() else FLAG_UTF8
    sizes = (packed.crc, len(packed.stored), packed.size, len(raw), 0)
    return raw, (_VERSION, flags, packed.method, 0, _FIRST_DAY, *sizes)


def _new_header(name: str, packed: Packed) -> bytes:
    raw, fields = _new_fields(name, packed)
    return LOCAL_HEADER.pack(b"PK\3\4", *fields) + raw


def _new_central(name: str, packed: Packed, offset: int) -> bytes:
    raw, fields = _new_fields(name, packed)
    return CENTRAL_HEADER.pack(b"PK\1\2", _VERSION, *fields, 0, 0, 0, 0, offset) + raw


def _end(data: bytes, directory: Directory, count: int, size: int, position: int) -> list[bytes]:
    """The end records with their comment. ZIP64 ones stay where there were some; values they hold are not repeated."""
    offset = position - directory.shift
    records: list[bytes] = []
    end = directory.end
    if data[end : end + 4] == b"PK\6\6":
        locator = data.rindex(b"PK\5\6") - END64_LOCATOR.size
        head = END64_RECORD.unpack_from(data, end)[:6]
        records.append(END64_RECORD.pack(*head, count, count, size, offset))
        records.append(data[end + END64_RECORD.size : locator])
        magic, disk, _, disks = END64_LOCATOR.unpack_from(data, locator)
        records.append(END64_LOCATOR.pack(magic, disk, offset + size, disks))
        end = locator + END64_LOCATOR.size
    magic, disk, first_disk, here, total, old_size, old_offset, comment_length = END_RECORD.unpack_from(data, end)
    values = (
        _FULL16 if here == _FULL16 else count,
        _FULL16 if total == _FULL16 else count,
        _FULL32 if old_size == _FULL32 else size,
        _FULL32 if old_offset == _FULL32 else offset,
    )
    records.append(END_RECORD.pack(magic, disk, first_disk, *values, comment_length))
    records.append(data[end + END_RECORD.size :])
    return records
