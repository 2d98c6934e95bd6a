"""`tr4ction diff` on good and bad files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support import workbooks
from tr4ction_cli.main import main


@pytest.fixture
def versions(tmp_path: Path) -> list[str]:
    """Two files: one label reworded, one new, one gone."""
    old, new = tmp_path / "v1.xlsx", tmp_path / "v2.xlsx"
    old.write_bytes(workbooks.simple_workbook("Nome", "Principal dor", "Idade"))
    new.write_bytes(workbooks.simple_workbook("Receita mensal", "Nome", "Principal dor do cliente"))
    return [str(old), str(new)]


def test_json_is_what_the_documentation_says(versions: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *versions, "--json"]) == 0
    output, errors = capsys.readouterr()
    document = json.loads(output)
    assert errors == ""
    assert [document[side]["file"] for side in ("old", "new")] == versions
    assert [document[side]["fields"] for side in ("old", "new")] == [3, 3]
    assert document["format"] == 1
    assert [field["label"] for field in document["added"]] == ["Receita mensal"]
    assert [field["label"] for field in document["removed"]] == ["Idade"]
    (renamed,) = document["renamed"]
    assert (renamed["old"]["label"], renamed["new"]["label"]) == ("Principal dor", "Principal dor do cliente")
    assert (renamed["certainty"], renamed["changes"]) == ("sure", ["label", "range"])


def test_the_table_shows_what_changed_in_reading_order(versions: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *versions]) == 0
    output = capsys.readouterr().out
    places = [output.index(word) for word in ("added", "renamed", "removed")]
    assert places == sorted(places)
    assert "label: Principal dor → Principal dor do cliente" in output
    assert "\x1b" not in output


def test_the_other_way_round_what_was_added_is_removed(versions: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *reversed(versions), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [field["label"] for field in document["removed"]] == ["Receita mensal"]


def test_no_difference_is_said_so(versions: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", versions[0], versions[0]]) == 0
    output = capsys.readouterr().out
    assert "The two versions ask the same." in output
    assert "same 3" in output


def test_what_is_doubtful_is_shown_with_its_candidates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "v1.xlsx", tmp_path / "v2.xlsx"
    old.write_bytes(workbooks.simple_workbook("Nome", "Nota", "Nota"))
    new.write_bytes(workbooks.simple_workbook("Nome", "Nota", "Nota", "Nota"))
    assert main(["diff", str(old), str(new)]) == 0
    output = " ".join(capsys.readouterr().out.split())
    assert "doubtful" in output
    assert "2 of them became 3" in output


def test_a_long_table_is_cut_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "v1.xlsx", tmp_path / "v2.xlsx"
    old.write_bytes(workbooks.simple_workbook("Nome"))
    new.write_bytes(workbooks.simple_workbook("Nome", *(f"Campo {number}" for number in range(520))))
    assert main(["diff", str(old), str(new)]) == 0
    assert "… and 20 more: use --json" in capsys.readouterr().out


@pytest.mark.parametrize("bad_place", [0, 1], ids=["old", "new"])
def test_a_bad_workbook_is_refused_by_name(
    bad_place: int, versions: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(versions[bad_place]).write_bytes(workbooks.encrypted_workbook())
    assert main(["diff", *versions]) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith(f"error: workbook_encrypted: {versions[bad_place]}: ")
    assert errors.count("\n") == 1


def test_a_file_that_is_missing(versions: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", versions[0], f"{versions[1]}.none"]) == 2
    assert capsys.readouterr().err.startswith("error: file_missing: ")


@pytest.mark.parametrize("arguments", [["diff"], ["diff", "a.xlsx"], ["diff", "a.xlsx", "b.xlsx", "c.xlsx"]])
def test_misuse(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("error: usage: ")


def test_a_label_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "v1.xlsx", tmp_path / "v2.xlsx"
    old.write_bytes(workbooks.simple_workbook("Nome"))
    new.write_bytes(workbooks.simple_workbook("Nome", "[bold]X[/bold] _x001B_[31m"))
    assert main(["diff", str(old), str(new)]) == 0
    output = capsys.readouterr().out
    assert "\x1b" not in output
    assert "[bold]X[/bold]" in output
