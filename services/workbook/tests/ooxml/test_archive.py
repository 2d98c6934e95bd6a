"""The container: what is refused, and that headers are not believed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from tr4ction_workbook.ooxml.archive import Archive
from tr4ction_workbook.ooxml.errors import (
    DamagedWorkbookError,
    EncryptedWorkbookError,
    UnsafePartNameError,
    WorkbookTooLargeError,
    ZipBombError,
)
from tr4ction_workbook.ooxml.limits import Limits


def raw_zip(entries, count=None):
    """A ZIP file by hand: (name, stored bytes, stated size, CRC, flags, method)."""
    body, directory = b"", b""
    for name, stored, size, crc, flags, method in entries:
        offset = len(body)
        common = struct.pack("<5H3L2H", 20, flags, method, 0, 0, crc, len(stored), size, len(name), 0)
        body += b"PK\3\4" + common + name + stored
        directory += b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, offset) + name
    number = len(entries) if count is None else count
    return body + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, number, number, len(directory), len(body), 0)


def deflate(data):
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflater.compress(data) + deflater.flush()


def entry(name, data, size=None, crc=None, flags=0):
    return name, deflate(data), len(data) if size is None else size, zlib.crc32(data) if crc is None else crc, flags, 8


def test_reads_what_zipfile_writes(zipped):
    archive = Archive(zipped({"a.xml": "<a/>", "folder/b.bin": b"\0" * 1000}), Limits())
    assert archive.read("a.xml") == b"<a/>"
    assert archive.read("FOLDER/B.BIN") == b"\0" * 1000  # part names have no case
    assert [item.name for item in archive] == ["a.xml", "folder/b.bin"]


def test_stored_entries_and_bytes_in_front(zipped):
    data = b"#!self-extracting\n" + zipped({"a.xml": "<a/>"}, zipfile.ZIP_STORED)
    assert Archive(data, Limits()).read("a.xml") == b"<a/>"


def test_zip64():
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.xml", "w", force_zip64=True) as file,
    ):
        file.write(b"<a/>")
    assert Archive(stream.getvalue(), Limits()).read("a.xml") == b"<a/>"


def test_zip64_end_record():
    plain = raw_zip([entry(b"a.xml", b"<a/>")])
    end = plain.rindex(b"PK\5\6")
    size, offset = struct.unpack_from("<2L", plain, end + 12)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert Archive(plain[:end] + record + locator + last, Limits()).read("a.xml") == b"<a/>"


@pytest.mark.parametrize(
    "name", [b"../a.xml", b"xl/../../a.xml", b"/a.xml", b"xl\\a.xml", b"C:/a.xml", b"./a.xml", b"a\0.xml", b"a\n.xml"]
)
def test_unsafe_names_are_refused(name):
    with pytest.raises(UnsafePartNameError):
        Archive(raw_zip([entry(name, b"x")]), Limits())


@pytest.mark.parametrize("other", [b"a.xml", b"A.XML"])
def test_a_name_twice_is_refused(other):
    with pytest.raises(UnsafePartNameError):
        Archive(raw_zip([entry(b"a.xml", b"1"), entry(other, b"2")]), Limits())


def test_a_header_that_states_too_little_does_not_inflate_more():
    archive = Archive(raw_zip([entry(b"a", b"\0" * 50_000_000, size=10)]), Limits())
    with pytest.raises(ZipBombError):
        archive.read("a")


def test_a_header_that_states_one_byte_too_little():
    with pytest.raises(ZipBombError):
        Archive(raw_zip([entry(b"a", b"hello", size=4)]), Limits()).read("a")


def test_a_header_that_states_too_much():
    with pytest.raises(DamagedWorkbookError):
        Archive(raw_zip([entry(b"a", b"hello", size=6)]), Limits()).read("a")


def test_limits_of_the_directory():
    with pytest.raises(ZipBombError, match="max_part_bytes"):
        Archive(raw_zip([entry(b"a", b"\0" * 2000)]), Limits(max_part_bytes=1000))
    with pytest.raises(ZipBombError, match="max_total_bytes"):
        Archive(raw_zip([entry(b"a", b"1" * 900), entry(b"b", b"2" * 900)]), Limits(max_total_bytes=1000))
    with pytest.raises(ZipBombError, match="max_ratio"):
        Archive(raw_zip([entry(b"a", b"\0" * 1_000_000)]), Limits(ratio_floor=1000))
    with pytest.raises(WorkbookTooLargeError):
        Archive(raw_zip([entry(b"a", b"1"), entry(b"b", b"2")]), Limits(max_entries=1))


def test_reading_the_same_part_again_and_again_is_bounded():
    archive = Archive(raw_zip([entry(b"a", b"12345678")]), Limits(max_total_bytes=10))
    archive.read("a")
    archive.read("a")
    with pytest.raises(ZipBombError):
        archive.read("a")


def test_overlapping_entries_are_refused():
    data = bytearray(raw_zip([entry(b"a", b"1" * 100), entry(b"b", b"2" * 100)]))
    second = data.rindex(b"PK\1\2")
    struct.pack_into("<L", data, second + 42, 0)
    with pytest.raises(ZipBombError):
        Archive(bytes(data), Limits())


def test_damage():
    good = raw_zip([entry(b"a", b"hello world" * 20)])
    with pytest.raises(DamagedWorkbookError, match="cut off"):
        Archive(good[:-30], Limits())
    with pytest.raises(DamagedWorkbookError, match="checksum"):
        Archive(raw_zip([entry(b"a", b"hello", crc=1)]), Limits()).read("a")
    with pytest.raises(DamagedWorkbookError, match="missing"):
        Archive(good, Limits()).read("b")
    with pytest.raises(DamagedWorkbookError, match="broken"):
        Archive(raw_zip([(b"a", b"\xff\xff\xff", 5, 0, 0, 8)]), Limits()).read("a")
    with pytest.raises(DamagedWorkbookError, match="method 12"):
        Archive(raw_zip([(b"a", b"abc", 3, 0, 0, 12)]), Limits()).read("a")
    with pytest.raises(DamagedWorkbookError):
        Archive(raw_zip([entry(b"a", b"1")], count=5), Limits())


def test_encrypted_entries():
    with pytest.raises(EncryptedWorkbookError):
        Archive(raw_zip([entry(b"a", b"1", flags=1)]), Limits())
