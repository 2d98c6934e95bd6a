"""The archive around the answers: every byte that no answer touches is where it was."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from support.archives import differing, parts, raw_entries
from tr4ction_workbook.filling import Answer, fill_workbook
from tr4ction_workbook.filling.repack import pack, repack
from tr4ction_workbook.ooxml import WorkbookError, read_workbook
from tr4ction_workbook.ooxml.archive import Archive
from tr4ction_workbook.ooxml.limits import Limits

SHEET = "xl/worksheets/sheet1.xml"
PICTURE = bytes(range(256)) * 40


class Unseekable(io.BytesIO):
    """What zipfile cannot go back in: it writes data descriptors."""

    def seekable(self):
        return False

    def tell(self):
        raise OSError

    def seek(self, *_):
        raise OSError


def archive_of(contents, *, descriptors=False, zip64=False, method=zipfile.ZIP_DEFLATED, comment=b""):
    stream = Unseekable() if descriptors else io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.comment = comment
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, (2020, 2, 29, 12, 30, 58))
            info.compress_type = method
            info.comment = b"of " + name.encode()
            info.extra = struct.pack("<2H", 0xCAFE, 3) + b"abc"
            with archive.open(info, "w", force_zip64=zip64) as file:
                file.write(content.encode() if isinstance(content, str) else content)
    return stream.getvalue()


@pytest.fixture
def contents(make_parts):
    first = make_parts('<sheetData><row r="1"><c r="A1"/></row></sheetData>')
    return {"zz/first.bin": PICTURE, **first, "xl/media/ação.png": PICTURE, "last.xml": "<a/>"}


@pytest.mark.parametrize(
    "options",
    [{}, {"descriptors": True}, {"zip64": True}, {"method": zipfile.ZIP_STORED}, {"comment": b"PK notes \xff"}],
    ids=["plain", "descriptors", "zip64", "stored", "comment"],
)
def test_untouched_entries_are_the_same_bytes(options, contents):
    data = archive_of(contents, **options)
    filled = fill_workbook(data, {"S!A1": "x", "S!C9": 3}).data
    assert differing(data, filled) == {SHEET}
    assert list(raw_entries(filled)) == list(raw_entries(data))
    with zipfile.ZipFile(io.BytesIO(data)) as one, zipfile.ZipFile(io.BytesIO(filled)) as other:
        assert other.testzip() is None
        assert other.comment == one.comment
        for before, after in zip(one.infolist(), other.infolist(), strict=True):
            names = ("filename", "date_time", "comment", "external_attr", "create_system", "compress_type")
            assert [getattr(before, name) for name in names] == [getattr(after, name) for name in names]
            if before.filename != SHEET:
                assert (before.extra, before.flag_bits) == (after.extra, after.flag_bits)
    assert read_workbook(filled).sheets[0].name == "S"


def test_the_same_answers_give_the_same_bytes(contents):
    data = archive_of(contents)
    answers: dict[str, Answer] = {"S!A1": "x", "S!C9": 3}
    assert fill_workbook(data, answers, properties={"a": "b"}) == fill_workbook(data, answers, properties={"a": "b"})


def test_a_workbook_may_be_given_in_three_ways(contents, tmp_path):
    data = archive_of(contents)
    (tmp_path / "in.xlsx").write_bytes(data)
    filled = [fill_workbook(source, {"S!A1": 1}).data for source in (data, tmp_path / "in.xlsx", read_workbook(data))]
    assert filled[0] == filled[1] == filled[2]


def test_nothing_to_do_gives_the_original(contents):
    data = archive_of(contents, descriptors=True)
    assert fill_workbook(data, {}).data == data


def test_bytes_before_the_archive_stay(contents):
    data = b"#!stub\n" + archive_of(contents)
    archive = Archive(data, Limits())
    changed = repack(data, archive.directory, {"last.xml": pack([b"<b/>"], 4)}, set(), {})
    assert changed.startswith(b"#!stub\nPK")
    assert Archive(changed, Limits()).directory.shift == len(b"#!stub\n")
    assert parts(changed) == {**parts(data), "last.xml": b"<b/>"}


def test_zip64_end_records_stay(contents):
    plain = archive_of(contents)
    end = plain.rindex(b"PK\5\6")
    count, size, offset = struct.unpack_from("<H2L", plain, end + 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 2) + b"ok"
    filled = fill_workbook(plain[:end] + record + locator + last, {"S!A1": 7}).data
    assert filled.endswith(b"\xff" * 12 + b"\x02\x00ok")
    assert filled.count(b"PK\6\6") == filled.count(b"PK\6\7") == 1
    assert differing(plain, filled) == {SHEET}
    assert [cell.value for cell in read_workbook(filled).sheets[0].cells] == [7]


def test_zip64_offsets_in_the_directory_stay(contents):
    """An entry may state its offset in its extra field though it would fit."""
    plain = archive_of(contents)
    end = plain.rindex(b"PK\5\6")
    start = struct.unpack_from("<L", plain, end + 16)[0]
    position = plain.rindex(b"PK\1\2", start, end)  # the last record
    name_length, extra_length = struct.unpack_from("<2H", plain, position + 28)
    offset = struct.unpack_from("<L", plain, position + 42)[0]
    after_name = position + 46 + name_length
    extra = struct.pack("<2HQ", 1, 8, offset)
    head = bytearray(plain[position : position + 46])
    struct.pack_into("<H", head, 30, extra_length + len(extra))
    struct.pack_into("<L", head, 42, 0xFFFFFFFF)
    record = bytes(head) + plain[position + 46 : after_name] + extra + plain[after_name:end]
    changed = bytearray(plain[:position] + record + plain[end:])
    struct.pack_into("<L", changed, len(changed) - 22 + 12, end - start + len(extra))
    filled = fill_workbook(bytes(changed), {"S!A1": "x" * 5000}).data
    assert differing(plain, filled) == {SHEET}
    assert parts(filled)["last.xml"] == b"<a/>"


def test_folders_stay(make_parts):
    data = archive_of({"xl/": b"", **make_parts("<sheetData/>"), "docProps/": b""})
    assert differing(data, fill_workbook(data, {"S!A1": 1}).data) == {SHEET}


def test_entries_added_and_dropped(contents):
    data = archive_of(contents)
    archive = Archive(data, Limits())
    changed = repack(data, archive.directory, {}, {"last.xml", "zz/first.bin"}, {"novo/ção.xml": pack([b"<n/>"], 4)})
    found = parts(changed)
    assert found.pop("novo/ção.xml") == b"<n/>"
    assert found == {name: content for name, content in parts(data).items() if name not in ("last.xml", "zz/first.bin")}
    assert list(raw_entries(changed))[-1] == "novo/ção.xml"


def test_no_path_out_of_a_broken_archive(contents):
    data = bytearray(archive_of(contents))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 42, len(data))
    with pytest.raises(WorkbookError):
        fill_workbook(bytes(data), {"S!A1": 1})
