"""The ZIP container of a package (ECMA-376 part 2, annex B): its directory, and guarded reading of entries.

`zipfile` is not used for three reasons: it trusts the sizes that headers state, it does not tell where an entry's
stored bytes lie (lossless filling copies them), and it costs more to import than a small workbook costs to read.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tr4ction_workbook.ooxml.errors import (
    DamagedWorkbookError,
    EncryptedWorkbookError,
    UnsafePartNameError,
    WorkbookTooLargeError,
    ZipBombError,
)
from tr4ction_workbook.ooxml.limits import Limits
from tr4ction_workbook.ooxml.part_names import equivalence_key, part_name, shown

# The records of APPNOTE 4.3.16, 4.3.15, 4.3.14, 4.3.12 and 4.3.7
END_RECORD = struct.Struct("<4s4H2LH")
END64_LOCATOR = struct.Struct("<4sLQL")
END64_RECORD = struct.Struct("<4sQ2H2L4Q")
CENTRAL_HEADER = struct.Struct("<4s6H3L5H2L")
LOCAL_HEADER = struct.Struct("<4s5H3L2H")

_SIGNATURE = b"PK\5\5"

STORED, DEFLATED = 0, 8
_FLAG_ENCRYPTED, FLAG_UTF8 = 0x1, 0x800
_MAX_COMMENT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive, as its central directory states it. `name` is the part's, `raw_name` as it is stored,
    `header_offset` where its local header begins."""

    name: str
    raw_name: bytes
    method: int
    crc: int
    stored_size: int
    size: int
    header_offset: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The central directory: `count` records in `data[start:end]`.

    `shift`: what must be added to stated offsets, because bytes were put before the archive.
    """

    count: int
    start: int
    end: int
    shift: int


def _damaged(reason: str, part: str = "archive") -> DamagedWorkbookError:
    return DamagedWorkbookError(part=part, reason=reason)


class Archive:
    """The entries of a ZIP file by name; `read` inflates one within the limits and checks its CRC.

    Part names are compared without regard to case (part 2, clause 6.2.2.3). Raises DamagedWorkbookError,
    ZipBombError, UnsafePartNameError, WorkbookTooLargeError or EncryptedWorkbookError.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._inflated = 0
        self._entries: dict[str, Entry] = {}
        seen: set[str] = set()
        self.directory = find_directory(data)
        if self.directory.count > limits.max_entries:
            raise WorkbookTooLargeError(limit="max_entries", allowed=limits.max_entries)
        for entry in _entries(data, self.directory):
            if entry.name.endswith("/"):
                continue
            key = equivalence_key(entry.name)
            if key in seen:
                raise UnsafePartNameError(part=shown(entry.name))
            seen.add(key)
            self._entries[entry.name.lower()] = entry
        self._check_sizes(self.directory.start)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, name: str) -> Entry | None:
        return self._entries.get(name.lower())

    def read(self, name: str) -> bytes:
        """The inflated bytes of an entry; a missing one is DamagedWorkbookError."""
        entry = self._entries.get(name.lower())
        if entry is None:
            raise _damaged("the part is missing", name)
        stored = self._stored(entry)
        data = bytes(stored) if entry.method == STORED else self._inflate(entry, stored)
        if len(data) != entry.size:
            raise _damaged("its size is not what the archive states", entry.name)
        if zlib.crc32(data) != entry.crc:
            raise _damaged("its checksum is wrong", entry.name)
        self._inflated += len(data)
        if self._inflated > 2 * self._limits.max_total_bytes:  # parts may be read twice, not more
            raise ZipBombError(limit="max_total_bytes")
        return data

    def _check_sizes(self, directory: int) -> None:
        limits = self._limits
        total = stored = end = 0
        for entry in sorted(self._entries.values(), key=lambda entry: entry.header_offset):
            if entry.header_offset < end:  # overlapping entries multiply one stored stream
                raise ZipBombError(limit="overlapping entries")
            end = entry.header_offset + LOCAL_HEADER.size + len(entry.raw_name) + entry.stored_size
            if end > directory:
                raise _damaged("it reaches into the archive's directory", entry.name)
            total += entry.size
            stored += entry.stored_size
            if entry.size > limits.max_part_bytes:
                raise ZipBombError(limit="max_part_bytes")
            self._check_ratio(entry.size, entry.stored_size)
        if total > limits.max_total_bytes:
            raise ZipBombError(limit="max_total_bytes")
        self._check_ratio(total, stored)

    def _check_ratio(self, size: int, stored_size: int) -> None:
        if size > self._limits.ratio_floor and size > self._limits.max_ratio * stored_size:
            raise ZipBombError(limit="max_ratio")

    def _stored(self, entry: Entry) -> memoryview:
        start = entry.header_offset
        if start < 0 or start + LOCAL_HEADER.size > len(self._data):
            raise _damaged("the archive is cut off", entry.name)
        local = LOCAL_HEADER.unpack_from(self._data, start)
        if local[0] != b"PK\3\4":
            raise _damaged("its header is not where the archive states", entry.name)
        start += LOCAL_HEADER.size
        if self._data[start : start + local[9]] != entry.raw_name:
            raise _damaged("its header has another name than the archive's directory", entry.name)
        start += local[9] + local[10]
        if start + entry.stored_size > len(self._data):
            raise _damaged("the archive is cut off", entry.name)
        return memoryview(self._data)[start : start + entry.stored_size]

    def _inflate(self, entry: Entry, stored: memoryview) -> bytes:
        if entry.method != DEFLATED:
            raise _damaged(f"compression method {entry.method} is not used in workbooks", entry.name)
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # one byte more than stated: enough to see that the header lied, without inflating what follows
            data = inflater.decompress(stored, entry.size + 1)
        except zlib.error as error:
            raise _damaged("its compressed data is broken", entry.name) from error
        if len(data) > entry.size:
            raise ZipBombError(limit="stated size")
        if not inflater.eof:
            data += _finish(inflater, entry)
        return data


def _finish(inflater: zlib._Decompress, entry: Entry) -> bytes:
    """What zlib held back at the exact stated size: the end of the stream, or more data than stated."""
    try:
        rest = inflater.decompress(inflater.unconsumed_tail, 1)
    except zlib.error as error:
        raise _damaged("its compressed data is broken", entry.name) from error
    if rest:
        raise ZipBombError(limit="stated size")
    if not inflater.eof:
        raise _damaged("its compressed data is cut off", entry.name)
    return rest


def find_directory(data: bytes) -> Directory:
    """Raises DamagedWorkbookError where there is none."""
    count, size, offset, end = _find_end(data)
    start = end - size
    if start < 0 or start < offset:
        raise _damaged("the archive's directory is cut off")
    return Directory(count, start, end, start - offset)


def directory_records(data: bytes, directory: Directory) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Position and fields of each record. Raises DamagedWorkbookError."""
    position = directory.start
    for _ in range(directory.count):
        if position + CENTRAL_HEADER.size > directory.end:
            raise _damaged("the archive's directory is cut off")
        fields = CENTRAL_HEADER.unpack_from(data, position)
        if fields[0] != b"PK\1\2":
            raise _damaged("the archive's directory is broken")
        yield position, fields
        position += CENTRAL_HEADER.size + fields[10] + fields[11] + fields[12]
    if position != directory.end and not data.startswith(_SIGNATURE, position):
        raise _damaged("the archive's directory holds more than it states")  # other readers would see other parts


def _entries(data: bytes, directory: Directory) -> Iterator[Entry]:
    for position, fields in directory_records(data, directory):
        yield read_entry(data, position, fields, directory.shift)


def read_entry(data: bytes, position: int, fields: tuple[int, ...], shift: int) -> Entry:
    """The entry of a directory record. Raises DamagedWorkbookError, UnsafePartNameError or EncryptedWorkbookError."""
    _, _, _, flags, method, _, _, crc, stored_size, size, name_length, extra_length, _, _, _, _, offset = fields
    start = position + CENTRAL_HEADER.size
    raw_name = data[start : start + name_length]
    if len(raw_name) != name_length:
        raise _damaged("the archive's directory is cut off")
    name = part_name(_decode_name(raw_name, bool(flags & FLAG_UTF8)))
    if flags & _FLAG_ENCRYPTED:
        raise EncryptedWorkbookError
    if 0xFFFFFFFF in (stored_size, size, offset):
        extra = data[start + name_length : start + name_length + extra_length]
        size, stored_size, offset = _zip64_sizes(extra, size, stored_size, offset)
    return Entry(name, raw_name, method, crc, stored_size, size, offset + shift)


def _decode_name(raw: bytes, utf8: bool) -> str:
    if utf8:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _damaged("a part's name is not UTF-8") from error
    return raw.decode("ascii") if raw.isascii() else raw.decode("cp437")


def _zip64_sizes(extra: bytes, *values: int) -> tuple[int, ...]:
    """Replace the values that did not fit 32 bits by those of the ZIP64 extra field (APPNOTE 4.5.3)."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        if kind == 1:
            numbers = iter(struct.unpack_from(f"<{min(length, len(extra) - position - 4) // 8}Q", extra, position + 4))
            found = tuple(next(numbers, -1) if value == 0xFFFFFFFF else value for value in values)
            if -1 not in found:
                return found
            break
        position += 4 + length
    raise _damaged("a ZIP64 field is missing")


def _find_end(data: bytes) -> tuple[int, int, int, int]:
    """Entry count, size and stated offset of the central directory, and where it ends."""
    position = data.rfind(b"PK\5\6", max(0, len(data) - END_RECORD.size - _MAX_COMMENT))
    if position < 0 or position + END_RECORD.size > len(data):
        raise _damaged("the archive has no end record; the file is cut off")
    _, _, _, _, count, size, offset, _ = END_RECORD.unpack_from(data, position)
    locator = position - END64_LOCATOR.size
    if locator >= 0 and data[locator : locator + 4] == b"PK\6\7":
        return _find_end64(data, locator)
    return count, size, offset, position


def _find_end64(data: bytes, locator: int) -> tuple[int, int, int, int]:
    stated = END64_LOCATOR.unpack_from(data, locator)[2]
    position = stated if data[stated : stated + 4] == b"PK\6\6" else data.rfind(b"PK\6\6", 0, locator)
    if position < 0 or position + END64_RECORD.size > locator:
        raise _damaged("the archive's ZIP64 end record is missing")
    fields = END64_RECORD.unpack_from(data, position)
    return fields[7], fields[8], fields[9], position
