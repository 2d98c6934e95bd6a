from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tr4ction_common.blobs import BlobFolders, StagedFolder, is_safe_name


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFolders:
    folders = BlobFolders(tmp_path / "store")
    folders.prepare()
    return folders


def staged_file(blobs: BlobFolders, content: bytes = b"x") -> StagedFolder:
    staged = blobs.stage()
    (staged.path / "a.bin").write_bytes(content)
    staged.sync()
    return staged


def everything(tmp_path: Path) -> set[str]:
    return {str(path.relative_to(tmp_path / "store")) for path in (tmp_path / "store").rglob("*")}


def test_what_is_published_can_be_read(blobs: BlobFolders, tmp_path: Path) -> None:
    staged = staged_file(blobs, b"content")
    blobs.publish(staged, ("key", "Q1", "hash"))
    staged.discard()
    stored = blobs.open(("key", "Q1", "hash"), "a.bin")
    with stored.stream:
        assert (stored.stream.read(), stored.size) == (b"content", 7)
    assert everything(tmp_path) == {".incoming", "key", "key/Q1", "key/Q1/hash", "key/Q1/hash/a.bin"}


def test_what_is_discarded_leaves_nothing(blobs: BlobFolders, tmp_path: Path) -> None:
    staged = staged_file(blobs)
    staged.discard()
    staged.discard()
    assert everything(tmp_path) == {".incoming"}
    with pytest.raises(FileNotFoundError):  # a process that still writes
        (staged.path / "late").write_bytes(b"x")


def test_publishing_again_replaces(blobs: BlobFolders, tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        staged = staged_file(blobs, content)
        blobs.publish(staged, ("k",))
        staged.discard()
    with blobs.open(("k",), "a.bin").stream as stream:
        assert stream.read() == b"new"
    assert everything(tmp_path) == {".incoming", "k", "k/a.bin"}


def test_removing_leaves_no_empty_folders(blobs: BlobFolders, tmp_path: Path) -> None:
    for key in (("k", "Q1", "a"), ("k", "Q2", "a")):
        staged = staged_file(blobs)
        blobs.publish(staged, key)
        staged.discard()
    blobs.remove(("k", "Q1", "a"))
    assert everything(tmp_path) == {".incoming", "k", "k/Q2", "k/Q2/a", "k/Q2/a/a.bin"}
    blobs.remove(("k", "Q2", "a"))
    blobs.remove(("k", "Q2", "a"))
    assert everything(tmp_path) == {".incoming"}


@pytest.mark.parametrize("name", ["", ".", "..", ".incoming", "a/b", "a\\b", "a\0", "ç", "a b", "a" * 129, "a\n"])
def test_unsafe_names(blobs: BlobFolders, name: str) -> None:
    assert not is_safe_name(name)
    with pytest.raises(ValueError, match="unsafe"):
        blobs.open(("k",), name)
    with pytest.raises(ValueError, match="unsafe"):
        blobs.remove((name,))


def test_an_empty_key_is_not_the_root(blobs: BlobFolders) -> None:
    with pytest.raises(ValueError, match="unsafe"):
        blobs.remove(())


def test_what_a_living_process_stages_is_not_abandoned(blobs: BlobFolders) -> None:
    staged = staged_file(blobs)
    assert list(blobs.abandoned()) == []
    staged.discard()


STAGE = """
import os, pathlib, sys
from tr4ction_common.blobs import BlobFolders
blobs = BlobFolders(pathlib.Path(sys.argv[1]))
staged = blobs.stage()
(staged.path / "a.bin").write_bytes(b"x")
if sys.argv[2] == "publish":
    blobs.publish(staged, ("key", "Q1", "hash"))
if sys.argv[2] == "torn":
    (staged.path.parent / "destination.json").write_text('["key", "Q')
os._exit(9)
"""


@pytest.mark.parametrize(("how", "destination"), [("publish", ("key", "Q1", "hash")), ("stage", None), ("torn", None)])
def test_what_a_dead_process_left_is_found(
    blobs: BlobFolders, tmp_path: Path, how: str, destination: tuple[str, ...] | None
) -> None:
    subprocess.run([sys.executable, "-c", STAGE, tmp_path / "store", how], check=False)
    (found,) = blobs.abandoned()
    assert found.destination == destination
    assert list(blobs.abandoned()) == []  # locked by us now
    found.abandon()
    (found,) = blobs.abandoned()
    found.discard()
    assert list(blobs.abandoned()) == []
    assert (tmp_path / "store" / "key" / "Q1" / "hash").is_dir() == (how == "publish")


def test_what_was_half_removed_is_finished(blobs: BlobFolders, tmp_path: Path) -> None:
    half = tmp_path / "store" / ".incoming" / "0123.going"
    half.mkdir()
    (half / "a").write_bytes(b"x")
    assert list(blobs.abandoned()) == []
    assert everything(tmp_path) == {".incoming"}


def test_a_full_disk_leaves_nothing_staged(blobs: BlobFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Path.mkdir

    def mkdir(path: Path, *arguments: object, **options: object) -> None:
        if path.name == "content":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        made(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(OSError, match="No space"):
        blobs.stage()
    assert everything(tmp_path) == {".incoming"}


def test_not_writable_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        BlobFolders(tmp_path / "none").check_writable()
