"""A folder from the command line, by the same rules."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from support.bulk import BULK
from support.ingestion import authorization, make_settings, serving
from support.workbooks import encrypted_workbook, simple_workbook
from tr4ction_ingestion import manage
from tr4ction_ingestion.bulk.errors import FILE_NO_WORKBOOK
from tr4ction_ingestion.bulk.folder import pack

Command = Callable[..., int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Workbooks and what lies about among them."""
    found = tmp_path / "Trilhas"
    contents = {
        "Plano.xlsx": simple_workbook("Nome"),
        "sub/Diagnóstico.xlsx": simple_workbook("Cidade"),
        "sub/leia-me.txt": b"oi",
        "sub/~$Plano.xlsx": b"x",
        "__MACOSX/._Plano.xlsx": b"x",
    }
    for name, data in contents.items():
        (found / name).parent.mkdir(parents=True, exist_ok=True)
        (found / name).write_bytes(data)
    (found / "link.xlsx").symlink_to(found / "Plano.xlsx")
    (found / "loop").symlink_to(found)
    return found


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`manage ingest-folder`; gives its exit status."""
    data = tmp_path / "data"
    data.mkdir()
    make_settings(data)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(data))
    for name in ("DATABASE_URL", "TEMPLATE_STORAGE_PATH", "TEMPLATES_IMAGES_DIR", "INTERNAL_TOKEN_PUBLIC_KEY"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object) -> int:
        try:
            manage.main(["ingest-folder", *(str(item) for item in arguments)])
        except SystemExit as exit_:
            return int(exit_.code or 0)
        return 0

    return run


def test_the_same_files_make_the_same_archive(folder: Path, tmp_path: Path) -> None:
    pack(folder, tmp_path / "one.zip")
    (folder / "Plano.xlsx").touch()
    pack(folder, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["Plano.xlsx", "sub/Diagnóstico.xlsx", "sub/leia-me.txt"]
        assert archive.read("Plano.xlsx") == (folder / "Plano.xlsx").read_bytes()
        assert archive.read("sub/leia-me.txt") == b""


async def test_what_it_took_in_is_there_for_the_service(
    folder: Path, tmp_path: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(command, folder, "--cycle", "Q1") == 0
    output = capsys.readouterr()
    assert output.out.splitlines() == [
        "stored   Plano.xlsx  template 1",
        "stored   sub/Diagnóstico.xlsx  template 2",
        f"skipped  sub/leia-me.txt  file_no_workbook: {FILE_NO_WORKBOOK.detail.en}",
        "job 1 done: 1 skipped, 2 stored",
    ]
    assert output.err.splitlines()[-1] == "100 %"
    assert [item.name for item in (tmp_path / "data" / "bulk").iterdir()] == [".incoming"]
    async with serving(make_settings(tmp_path / "data")) as service:
        job = (await service.client.get(f"{BULK}/1", headers=authorization())).json()
    assert (job["filename"], job["created_by"], job["state"]) == ("Trilhas.zip", "operator", "done")


@pytest.mark.heavy
def test_again_nothing_is_new_and_what_is_refused_tells_in_the_exit_status(
    folder: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(folder, "--cycle", "Q1") == 0
    (folder / "senha.xlsx").write_bytes(encrypted_workbook())
    capsys.readouterr()
    assert command(folder, "--cycle", "Q1", "--user-id", "7") == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "unchanged  Plano.xlsx  template 1"
    assert lines[1].startswith("refused    senha.xlsx  workbook_encrypted: The workbook asks for a password")
    assert lines[-1] == "job 2 done: 1 refused, 1 skipped, 2 unchanged"


@pytest.mark.parametrize(
    ("path", "cycle", "code"),
    [
        ("missing", "Q1", "folder_unreadable"),
        ("Trilhas", "Q 1", "cycle_malformed"),
        ("Trilhas/__MACOSX", "Q1", "archive_without_workbooks"),
    ],
)
def test_what_cannot_be_taken_in(
    folder: Path, command: Command, capsys: pytest.CaptureFixture[str], path: str, cycle: str, code: str
) -> None:
    assert command(path, "--cycle", cycle) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"error: {code}: ")


def test_a_database_that_was_not_migrated(
    folder: Path, tmp_path: Path, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (tmp_path / "data").glob("tr4ction.db*"):
        path.unlink()
    assert command(folder, "--cycle", "Q1") == 2
    assert "error: database_not_ready: " in capsys.readouterr().err
