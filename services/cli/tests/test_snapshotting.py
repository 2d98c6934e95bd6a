"""`tr4ction snapshot`: everything is written, or nothing."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from support import workbooks
from tr4ction_cli.main import main
from tr4ction_cli.sample import make_sample


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "Template.xlsx"
    path.parent.mkdir()
    path.write_bytes(make_sample())
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_the_snapshot_is_written(workbook: Path, out: Path) -> None:
    assert main(["snapshot", str(workbook), "-o", str(out / "s.json.gz")]) == 0
    assert [path.name for path in out.iterdir()] == ["s.json.gz"]
    assert "SWOT" in json.dumps(json.loads(gzip.decompress((out / "s.json.gz").read_bytes())))


def test_the_same_workbook_gives_the_same_bytes(workbook: Path, out: Path) -> None:
    for name in ("one", "two"):
        assert main(["snapshot", str(workbook), "-o", str(out / name)]) == 0
    assert (out / "one").read_bytes() == (out / "two").read_bytes()


def test_pictures_go_into_the_folder(workbook: Path, out: Path) -> None:
    assert main(["snapshot", str(workbook), "-o", str(out / "s"), "--assets", str(out / "pictures")]) == 0
    (picture,) = (out / "pictures").iterdir()
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_snapshot_replaces_the_one_before(workbook: Path, out: Path) -> None:
    target = out / "s.json.gz"
    target.write_text("an old one")
    assert main(["snapshot", str(workbook), "-o", str(target)]) == 0
    assert gzip.decompress(target.read_bytes())


def test_a_link_stays_a_link(workbook: Path, out: Path) -> None:
    (out / "link").symlink_to(out / "real")
    assert main(["snapshot", str(workbook), "-o", str(out / "link")]) == 0
    assert (out / "link").is_symlink()
    assert gzip.decompress((out / "real").read_bytes())


def test_a_device_is_written_to_and_never_replaced(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snapshot", str(workbook), "-o", os.devnull]) == 0
    assert Path(os.devnull).is_char_device()
    assert main(["snapshot", str(workbook), "-o", "/dev/full"]) == 2
    assert capsys.readouterr().err.startswith("error: disk_full: ")
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize(
    ("output", "assets", "code"),
    [
        ("missing/s.json.gz", None, "output_folder_missing"),
        (".", None, "output_is_directory"),
        ("../in/Template.xlsx", None, "output_is_input"),
        ("s" * 300, None, "output_failed"),
        ("s.json.gz", "missing/pictures", "output_folder_missing"),
        ("s.json.gz", "../in/Template.xlsx", "output_failed"),
    ],
)
def test_an_output_that_cannot_be(
    output: str, assets: str | None, code: str, workbook: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = workbook.read_bytes()
    options = ["--assets", str(out / assets)] if assets else []
    assert main(["snapshot", str(workbook), "-o", str(out / output), *options]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(f"error: {code}: ")
    assert errors.count("\n") == 1
    assert list(out.iterdir()) == []
    assert workbook.read_bytes() == before


def test_a_full_disk_leaves_nothing(workbook: Path, out: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

    command = [sys.executable, "-m", "tr4ction_cli", "snapshot", str(workbook), "-o", str(out / "s")]
    done = subprocess.run(
        [*command, "--assets", str(out / "pictures")], capture_output=True, text=True, preexec_fn=little_room
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("error: disk_full: ")
    assert list(out.iterdir()) == []


def test_a_picture_that_cannot_take_its_place_leaves_nothing_new(
    workbook: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = out / "pictures"
    assert main(["snapshot", str(workbook), "-o", str(out / "s"), "--assets", str(pictures)]) == 0
    (picture,) = pictures.iterdir()
    picture.unlink()
    picture.mkdir()
    (out / "s").unlink()
    assert main(["snapshot", str(workbook), "-o", str(out / "s"), "--assets", str(pictures)]) == 2
    assert capsys.readouterr().err.startswith("error: output_is_directory: ")
    assert sorted(path.name for path in out.rglob("*")) == sorted(["pictures", picture.name])


def test_pictures_of_a_refused_workbook_leave_no_folder(out: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(workbooks.truncated_workbook())
    assert main(["snapshot", str(bad), "-o", str(out / "s"), "--assets", str(out / "pictures")]) == 2
    assert list(out.iterdir()) == []
