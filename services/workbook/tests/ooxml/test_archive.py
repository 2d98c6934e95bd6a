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
    "name", [b"../a.xml", b"xl/../../a.xml", b"/a.xml", b"C:/a.xml", b"./a.xml", b"a\0.xml", b"a\n.xml"]
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


# --- Headers that lie ---


@pytest.mark.parametrize("count", [0, 1])
def test_a_directory_that_holds_more_than_it_states(count):
    """Other programs would see the other parts."""
    with pytest.raises(DamagedWorkbookError, match="more than it states"):
        Archive(raw_zip([entry(b"a", b"1"), entry(b"b", b"2")], count=count), Limits())


def test_a_directory_that_states_more_than_it_holds():
    with pytest.raises(DamagedWorkbookError, match="cut off"):
        Archive(raw_zip([entry(b"a", b"1")], count=2), Limits())


def test_a_header_with_another_name_than_the_directory():
    data = raw_zip([entry(b"a.xml", b"<a/>")]).replace(b"a.xml", b"b.xml", 1)
    with pytest.raises(DamagedWorkbookError, match="another name"):
        Archive(data, Limits()).read("a.xml")


def test_a_part_that_reaches_into_the_directory():
    data = bytearray(raw_zip([entry(b"a", b"1" * 100)]))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 20, 60)
    with pytest.raises(DamagedWorkbookError, match="directory"):
        Archive(bytes(data), Limits())


def test_a_part_that_begins_behind_the_end():
    data = bytearray(raw_zip([entry(b"a", b"1")]))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 42, 2**31)
    with pytest.raises(DamagedWorkbookError):
        Archive(bytes(data), Limits())


def test_the_stated_ratio_is_fine_and_the_real_one_is_not():
    archive = Archive(raw_zip([entry(b"a", b"\0" * 50_000_000, size=1_000_000)]), Limits(ratio_floor=2_000_000))
    with pytest.raises(ZipBombError, match="stated size"):
        archive.read("a")


def test_many_small_parts_that_are_too_much_together():
    """Each of them is below the size from which on the ratio counts."""
    parts = [entry(b"%d" % number, b"\0" * 900_000) for number in range(20)]
    with pytest.raises(ZipBombError, match="max_ratio"):
        Archive(raw_zip(parts), Limits(ratio_floor=1_000_000))


def zip64_entry(size, stored_size, *, extra=None, name=b"a.xml", data=b"<a/>"):
    """An archive of one part whose sizes are in a ZIP64 field."""
    stored = deflate(data)
    if extra is None:
        extra = struct.pack("<2H2Q", 1, 16, size, stored_size)
    common = struct.pack("<5H3L2H", 45, 0, 8, 0, 0, zlib.crc32(data), 0xFFFFFFFF, 0xFFFFFFFF, len(name), 0)
    body = b"PK\3\4" + common + name + stored
    common = common[:-2] + struct.pack("<H", len(extra))
    directory = b"PK\1\2" + struct.pack("<H", 45) + common + struct.pack("<3H2L", 0, 0, 0, 0, 0) + name + extra
    return body + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), len(body), 0)


def test_zip64_sizes():
    assert Archive(zip64_entry(4, len(deflate(b"<a/>"))), Limits()).read("a.xml") == b"<a/>"


@pytest.mark.parametrize(
    ("size", "stored_size"),
    [(2**63, 6), (2**64 - 1, 6), (4, 2**63), (4, 2**64 - 1), (2**33, 2**33), (3, 6), (5, 6), (4, 1000)],
)
def test_zip64_sizes_that_lie(size, stored_size):
    with pytest.raises((ZipBombError, DamagedWorkbookError)):
        Archive(zip64_entry(size, stored_size), Limits()).read("a.xml")


@pytest.mark.parametrize(
    "extra", [b"", b"\1\0", struct.pack("<2H", 1, 60_000), struct.pack("<2HQ", 1, 8, 4), b"\7\0" * 9]
)
def test_zip64_fields_that_are_none(extra):
    with pytest.raises(DamagedWorkbookError, match="ZIP64"):
        Archive(zip64_entry(0, 0, extra=extra), Limits())


def test_a_zip64_end_record_that_points_anywhere():
    plain = raw_zip([entry(b"a.xml", b"<a/>")])
    end = plain.rindex(b"PK\5\6")
    for count, size, offset in ((2**40, 60, 0), (1, 2**63, 0), (1, 10, 2**63), (0, 0, 0)):
        record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
        locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
        with pytest.raises((DamagedWorkbookError, WorkbookTooLargeError)):
            Archive(plain[:end] + record + locator + plain[end:], Limits()).read("a.xml")


# --- Names ---


def test_backslashes_stand_for_slashes():
    """As Excel reads them; some programs write them."""
    archive = Archive(raw_zip([entry(b"xl\\worksheets\\sheet1.xml", b"<a/>"), entry(b"xl\\", b"")]), Limits())
    assert [item.name for item in archive] == ["xl/worksheets/sheet1.xml"]
    assert archive.read("xl/worksheets/sheet1.xml") == b"<a/>"


@pytest.mark.parametrize(
    "name",
    [
        "..\\a.xml", "xl\\..\\..\\a.xml", "\\a.xml", "\\\\server\\a.xml", "C:\\a.xml",
        "%2e%2e/a.xml", "xl/%2E%2E/%2e%2e/a.xml", "%2Fa.xml", "%5Ca.xml", "..%5ca.xml", "a%00.xml", "c%3A/a.xml",
        "．．/a.xml", "․․/a.xml", "‥/a.xml", "／a.xml", "%EF%BC%8E%EF%BC%8E/a.xml",
    ],
)  # fmt: skip
def test_names_that_escape_in_some_decoding_are_refused(name):
    with pytest.raises(UnsafePartNameError):
        Archive(raw_zip([entry(name.encode(), b"x", flags=0x800)]), Limits())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("xl/a.xml", "xl\\a.xml"),
        ("xl/a.xml", "XL\\A.xml"),
        ("a b.xml", "a%20b.xml"),
        ("a.xml", "%61.xml"),
        ("é.xml", "É.xml"),
        ("é.xml", "e\u0301.xml"),
        ("a.xml", "ａ.xml"),
        ("straße.xml", "STRASSE.xml"),
    ],
)
def test_two_names_for_one_part_are_refused(one, other):
    entries = [entry(name.encode(), b"x", flags=0x800) for name in (one, other)]
    with pytest.raises(UnsafePartNameError):
        Archive(raw_zip(entries), Limits())
