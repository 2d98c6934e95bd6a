"""What is to become of each file of an archive: rules, without database or service."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.archives import archived
from tr4ction_common.problems import Problem
from tr4ction_ingestion.bulk.contents import MAX_NAME, Judged, is_noise, is_safe, judged, shown_name
from tr4ction_ingestion.bulk.directory import DirectoryTask, Entry, entry_name, read_directory
from tr4ction_ingestion.bulk.unpacking import extract
from tr4ction_ingestion.parsing.model import Refused

MB = 1024 * 1024


def entry(
    name: str, position: int = 0, size: int = 10, crc: int = 1, method: int = 8, encrypted: bool = False
) -> Entry:
    return Entry(position, name, size, crc, method, encrypted)


def only(item: Entry) -> Judged:
    (found,) = judged([item], "Q1", MB)
    return found


@pytest.mark.parametrize(
    "name",
    ["~$Plano.xlsx", "a/~$Plano.xlsx", "__MACOSX/a/._Plano.xlsx", ".DS_Store", "a/.hidden.xlsx", "a\\Thumbs.db"],
)
def test_what_programs_leave_behind_is_not_even_listed(name: str) -> None:
    assert is_noise(name)
    assert judged([entry(name)], "Q1", MB) == []


@pytest.mark.parametrize(
    "name", ["a.xlsx", "A.XLSM", "a/b/c.xltx", "a\\b.xltm", "velha.xls", "binária.xlsb", "a\n.xlsx"]
)
def test_workbooks_wait(name: str) -> None:
    assert only(entry(name)).state == "waiting"


@pytest.mark.parametrize("name", ["leia-me.txt", "outro.zip", "planilha.csv", "xlsx", "a.xlsx/nota", "a.ods"])
def test_what_is_no_workbook_is_skipped(name: str) -> None:
    assert (only(entry(name)).state, only(entry(name)).code) == ("skipped", "file_no_workbook")


@pytest.mark.parametrize(
    "name",
    [
        "../a.xlsx",
        "a/../../b.xlsx",
        "/etc/a.xlsx",
        "\\\\server\\a.xlsx",
        "C:\\a.xlsx",
        "c:a.xlsx",
        "a\\..\\b.xlsx",
        "a\0.xlsx",
    ],
)
def test_a_name_that_points_elsewhere_is_refused(name: str) -> None:
    assert not is_safe(name)
    assert (only(entry(name)).state, only(entry(name)).code) == ("refused", "file_name_unsafe")


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (entry("a.xlsx", encrypted=True), "file_encrypted"),
        (entry("a.xlsx", size=MB + 1), "file_expands_too_much"),
        (entry("a.xlsx", method=zipfile.ZIP_LZMA), "file_unreadable"),
        (entry("a.xlsx", method=zipfile.ZIP_BZIP2), "file_unreadable"),
    ],
    ids=["encrypted", "large", "lzma", "bzip2"],
)
def test_what_is_not_unpacked(item: Entry, code: str) -> None:
    assert (only(item).state, only(item).code) == ("refused", code)


def test_two_workbooks_that_would_be_one_template_are_not_put_in_an_order() -> None:
    same = [entry("a/Plano.xlsx"), entry("b/Plano (1).xlsx", 1)]
    assert [item.state for item in judged(same, "Q1", MB)] == ["waiting", "waiting"]
    first, second, third = judged([same[0], entry("b/plano.xlsx", 1, crc=2), entry("c.xlsx", 2)], "Q1", MB)
    assert (first.state, third.state) == ("waiting", "waiting")
    assert (second.code, second.params) == ("file_name_taken", {"other": "a/Plano.xlsx"})


def test_a_refused_workbook_takes_no_name() -> None:
    refused, waiting = judged([entry("a/Plano.xlsx", encrypted=True), entry("b/Plano.xlsx", 1)], "Q1", MB)
    assert (refused.state, waiting.state) == ("refused", "waiting")


@settings(deadline=None, max_examples=100)
@given(st.text(min_size=1, max_size=600))
def test_any_name_can_be_shown_and_stored(name: str) -> None:
    shown = shown_name(name)
    assert len(shown) <= MAX_NAME
    assert "\0" not in shown
    shown.encode()
    for item in judged([entry(name)], "Q1", MB):
        assert item.state != "waiting" or (".." not in shown.split("/") and not shown.startswith("/"))


def info(raw: bytes, flags: int = 0, extra: bytes = b"") -> zipfile.ZipInfo:
    """As `zipfile` makes one of a directory's record."""
    found = zipfile.ZipInfo(raw.decode("utf-8" if flags & 0x800 else "cp437"))
    found.flag_bits, found.extra = flags, extra
    return found


NAME = "Edição São João.xlsx"


@pytest.mark.parametrize(
    "found",
    [
        info(NAME.encode(), flags=0x800),
        info(NAME.encode()),
        info(NAME.encode("cp850")),
        info(
            b"Edi__o.xlsx",
            extra=struct.pack("<HHBL", 0x7075, 5 + len(NAME.encode()), 1, zlib.crc32(b"Edi__o.xlsx")) + NAME.encode(),
        ),
    ],
    ids=["flagged", "macos", "windows", "unicode_path"],
)
def test_names_are_what_their_authors_saw(found: zipfile.ZipInfo) -> None:
    assert entry_name(found) == NAME


@pytest.mark.parametrize(
    "extra",
    [b"", b"\x75", struct.pack("<HH", 0x7075, 60000), struct.pack("<HHBL", 0x7075, 6, 1, 0) + b"x"],
    ids=["none", "cut", "short", "of_another_name"],
)
def test_an_extra_field_that_does_not_fit_is_passed_over(extra: bytes) -> None:
    assert entry_name(info(b"Plano.xlsx", extra=extra)) == "Plano.xlsx"


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_directory(tmp_path: Path) -> None:
    data = archived({"pasta/": b"", "pasta/a.xlsx": b"abc", "b.txt": b""})
    found = read_directory(DirectoryTask(written(tmp_path / "a.zip", data), 10))
    assert isinstance(found, list)
    assert [(item.position, item.name, item.size) for item in found] == [(1, "pasta/a.xlsx", 3), (2, "b.txt", 0)]


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" * 200, archived({"a": b"x" * 99})[:-9]], ids=range(5)
)
def test_what_is_no_archive(tmp_path: Path, data: bytes) -> None:
    found = read_directory(DirectoryTask(written(tmp_path / "a.zip", data), 10))
    assert found == Refused("unsupported_archive_type", {})


def test_an_archive_of_too_many_files(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", archived({f"{n}.xlsx": b"" for n in range(4)}))
    assert isinstance(read_directory(DirectoryTask(path, 4)), list)
    assert read_directory(DirectoryTask(path, 3)) == Refused("archive_too_large", {"limit": "files", "allowed": 3})


def test_a_file_is_unpacked_where_we_say_and_hashed(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", archived({"x": b"", "../../evil.xlsx": b"abc"}))
    received = extract(path, 1, "../../evil.xlsx", tmp_path / "original", MB)
    assert (tmp_path / "original").read_bytes() == b"abc"
    assert (received.filename, received.size) == ("evil.xlsx", 3)
    assert received.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.zip", "original"]


def damaged() -> bytes:
    data = archived({"a.xlsx": b"the content of a workbook"}, zipfile.ZIP_STORED)
    return data.replace(b"the content", b"not content")


def lying() -> bytes:
    """Says that it is small, in both places, and is not."""
    data = archived({"a.xlsx": b"x" * (4 * MB)})
    return data.replace(struct.pack("<L", 4 * MB), struct.pack("<L", 10))


def encrypted() -> bytes:
    data = bytearray(archived({"a.xlsx": b"abc"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "position", "code"),
    [
        (damaged(), 0, "file_unreadable"),
        (lying(), 0, "file_unreadable"),
        (encrypted(), 0, "file_unreadable"),
        (archived({"a.xlsx": b"x" * (2 * MB)}), 0, "file_expands_too_much"),
        (archived({"a.xlsx": b""}), 7, "file_unreadable"),
        (b"gone", 0, "file_unreadable"),
    ],
    ids=["damaged", "lying", "encrypted", "large", "no_such", "no_archive"],
)
def test_what_cannot_be_unpacked(tmp_path: Path, data: bytes, position: int, code: str) -> None:
    with pytest.raises(Problem) as caught:
        extract(written(tmp_path / "a.zip", data), position, "a.xlsx", tmp_path / "original", MB)
    assert caught.value.type.code == code


def test_an_encrypted_file_is_known_from_the_directory(tmp_path: Path) -> None:
    found = read_directory(DirectoryTask(written(tmp_path / "a.zip", encrypted()), 10))
    assert isinstance(found, list)
    assert [item.is_encrypted for item in found] == [True]


def test_an_empty_archive_has_an_empty_directory(tmp_path: Path) -> None:
    stream = io.BytesIO()
    zipfile.ZipFile(stream, "w").close()
    assert read_directory(DirectoryTask(written(tmp_path / "a.zip", stream.getvalue()), 10)) == []
