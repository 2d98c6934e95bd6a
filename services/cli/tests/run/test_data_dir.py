"""One `tr4ction run` at a time has a data folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tr4ction_cli.errors import InputError
from tr4ction_cli.run.data_dir import DataDir, DataDirInUseError


def test_it_is_made_with_all_its_folders(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path / "a" / "b")
    data_dir.make()
    data_dir.make()
    for folder in (data_dir.secrets, data_dir.run, data_dir.logs):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_second_owner_is_told_who_has_it(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    data_dir.make()
    with data_dir.locked(), pytest.raises(DataDirInUseError) as caught, DataDir(tmp_path).locked():
        pass
    assert f"process {os.getpid()}" in caught.value.message
    with DataDir(tmp_path).locked():
        pass


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"data_dir_unusable: DATA_DIR=.*/file/data"):
        DataDir(tmp_path / "file" / "data").make()


def test_a_full_disk_is_no_fault_of_ours(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match=r"data_dir_unusable: .*No space left on device"),
        DataDir(tmp_path).written_to(),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")
