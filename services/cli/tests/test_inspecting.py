"""`tr4ction inspect` on good and bad files."""

from __future__ import annotations

import hashlib
import json
import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from support import workbooks
from tr4ction_cli import files, inspecting
from tr4ction_cli.errors import InputError
from tr4ction_cli.main import main

FIELD_KEYS = [
    "field_id",
    "sheet_name",
    "cell_range",
    "label",
    "inferred_type",
    "options",
    "required",
    "example_value",
    "phase",
    "group",
    "help",
    "order_index",
    "confidence",
    "reasons",
]


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "test_template.xlsx"
    path.write_bytes(workbooks.scenario_workbook())
    return path


def test_json_is_what_the_contract_says(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(scenario), "--json"]) == 0
    output, errors = capsys.readouterr()
    document = json.loads(output)
    assert errors == ""
    assert list(document) == ["file", "file_hash_sha256", "stats", "validation_report", "fields"]
    assert document["file"] == str(scenario)
    assert document["file_hash_sha256"] == hashlib.sha256(scenario.read_bytes()).hexdigest()
    assert document["stats"] == {
        "num_sheets": 1,
        "num_cells": 3,
        "num_fields": 1,
        "num_merged": 0,
        "num_images": 0,
        "num_validations": 0,
        "num_tables": 0,
    }
    assert document["validation_report"] == {"valid": True, "errors": [], "warnings": []}
    (field,) = document["fields"]
    assert sorted(field) == sorted(FIELD_KEYS)
    assert (field["sheet_name"], field["cell_range"], field["label"]) == ("ICP", "B4", "Nome da Empresa")


def test_the_table_names_every_field(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(scenario)]) == 0
    output = capsys.readouterr().out
    assert "Nome da Empresa" in output
    assert "num_fields 1" in output
    assert "validation: valid, 0 errors, 0 warnings" in output
    assert "\x1b" not in output


def test_a_long_table_is_cut_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "w.xlsx"
    for count, rest in ((500, None), (501, "… and 1 more: use --json"), (620, "… and 120 more: use --json")):
        path.write_bytes(workbooks.simple_workbook(*(f"Campo {number}" for number in range(count))))
        assert main(["inspect", str(path)]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert sum("Campo" in line for line in lines) == 500
        assert [line for line in lines if line.startswith("…")] == ([rest] if rest else [])
        assert f"num_fields {count}" in lines[-2]


def test_memory_is_bounded_meanwhile_only(
    scenario: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    seen: list[tuple[int, int]] = []

    def look(path: Path) -> bytes:
        seen.append(resource.getrlimit(resource.RLIMIT_AS))
        return path.read_bytes()

    monkeypatch.setattr(inspecting, "read_input", look)
    assert main(["inspect", str(scenario)]) == 0
    assert seen == [(2 * 1024**3, before[1])]
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_what_validation_finds_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "w.xlsx"
    path.write_bytes(
        workbooks.package(
            sheet='<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            '<row r="1"><c r="A1" s="7"><v>1</v></c></row></sheetData></worksheet>'
        )
    )
    assert main(["inspect", str(path)]) == 0
    output = capsys.readouterr().out
    assert "validation: not valid, 1 errors" in output
    assert "\nerror: style_id: ICP: " in output


def test_a_label_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "w.xlsx"
    path.write_bytes(workbooks.simple_workbook("[bold]Nome[/bold] _x001B_[31m"))
    assert main(["inspect", str(path)]) == 0
    output = capsys.readouterr().out
    assert "\x1b" not in output
    assert "[bold]Nome[/bold]" in output


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "file_empty"),
        (lambda: b"Nome;Idade\nAna;30\n", "not_a_workbook"),
        (workbooks.legacy_workbook, "workbook_legacy_xls"),
        (workbooks.encrypted_workbook, "workbook_encrypted"),
        (workbooks.truncated_workbook, "workbook_damaged"),
        (workbooks.zip_bomb, "zip_bomb"),
        (workbooks.lying_zip_bomb, "zip_bomb"),
        (workbooks.entity_bomb, "xml_bomb"),
        (workbooks.without_sheets, "workbook_no_sheets"),
        (workbooks.unsafe_part, "unsafe_part_name"),
    ],
)
@pytest.mark.parametrize("command", ["inspect", "snapshot"])
def test_a_bad_workbook_is_refused_on_one_line(
    make: Callable[[], bytes], code: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(make())
    output = tmp_path / "out.json.gz"
    assert main([command, str(path), *(["-o", str(output)] if command == "snapshot" else [])]) == 2
    written, errors = capsys.readouterr()
    assert written == ""
    assert errors.startswith(f"error: {code}: ")
    assert errors.count("\n") == 1
    assert not output.exists()


def test_paths_that_are_no_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, code in (
        (tmp_path, "file_is_directory"),
        (tmp_path / "none.xlsx", "file_missing"),
        (tmp_path / "none" / "none.xlsx", "file_missing"),
        (tmp_path / ("x" * 300), "file_unreadable"),
    ):
        assert main(["inspect", str(path)]) == 2
        assert capsys.readouterr().err.startswith(f"error: {code}: ")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything, so the system is played
    with pytest.raises(InputError) as caught:
        files.read_input(tmp_path / "w.xlsx")
    assert caught.value.code == "file_unreadable"


def test_a_device_that_never_ends(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(files, "MAX_INPUT_BYTES", 1024 * 1024)
    assert main(["inspect", "/dev/zero"]) == 2
    assert capsys.readouterr().err.startswith("error: file_too_large: ")


def test_a_name_that_is_no_text(scenario: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    odd = Path(os.fsdecode(os.fsencode(scenario.parent) + b"/\xff.xlsx"))
    scenario.rename(odd)
    assert main(["inspect", str(odd), "--json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["file"].endswith("\ufffd.xlsx")
