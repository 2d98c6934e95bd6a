"""`tr4ction fill`: the workbook with the answers in it, or one line that says why not, and nothing written."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from support.archives import differing
from support.workbooks import encrypted_workbook, simple_workbook
from tr4ction_cli.main import main
from tr4ction_cli.sample import make_sample
from tr4ction_workbook.inspection import inspect_workbook
from tr4ction_workbook.ooxml import read_workbook

Run = Any


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "Template.xlsx"
    path.write_bytes(simple_workbook("Nome", "Idade"))
    return path


@pytest.fixture
def fill(workbook: Path, tmp_path: Path) -> Run:
    """Runs the command with answers as JSON or as a text; the status."""

    def run(answers: Any, output: str = "out/filled.xlsx", *options: str, file: Path | None = None) -> int:
        path = tmp_path / "answers.json"
        path.write_text(answers if isinstance(answers, str) else json.dumps(answers), "utf-8")
        (tmp_path / "out").mkdir(exist_ok=True)
        arguments = ["fill", str(file or workbook), "--answers", str(path), "-o", str(tmp_path / output), *options]
        return main(arguments)

    return run


def values(path: Path) -> dict[str, Any]:
    return {cell.reference: cell.value for cell in read_workbook(path).sheets[0].cells}


def test_answers_by_field_and_by_cell(
    fill: Run, workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nome = next(field.field_id for field in inspect_workbook(workbook).fields if field.label == "Nome")
    assert fill({nome: "Ana", "persona!C3": 33}) == 0
    filled = tmp_path / "out" / "filled.xlsx"
    assert values(filled) == {**values(workbook), "C2": "Ana", "C3": 33}
    assert differing(workbook.read_bytes(), filled.read_bytes()) == {"xl/worksheets/sheet1.xml"}
    output, errors = capsys.readouterr()
    assert output == f"{filled}: 2 answers written\n"
    assert errors == ""


def test_every_field_of_the_sample(tmp_path: Path, fill: Run, capsys: pytest.CaptureFixture[str]) -> None:
    sample = tmp_path / "Sample.xlsx"
    sample.write_bytes(make_sample())
    answers = {
        field.field_id: field.options[0]
        if field.options
        else {"number": 7, "date": "2026-01-31"}.get(field.inferred_type, "x")
        for field in inspect_workbook(sample).fields
    }
    assert fill(answers, file=sample) == 0, capsys.readouterr().err


def test_answers_from_standard_input(workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'\xef\xbb\xbf{"Persona!C2": "Ana"}')))
    assert main(["fill", str(workbook), "--answers", "-", "-o", str(tmp_path / "out.xlsx")]) == 0
    assert values(tmp_path / "out.xlsx")["C2"] == "Ana"


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ('{"Persona!C2": ', "answers_malformed", "is not JSON"),
        ("[1]", "answers_malformed", "no JSON object"),
        ("", "answers_malformed", "is not JSON"),
        ("[" * 100_000, "answers_malformed", "recursion"),
        ('{"Persona!C2": 1, "Persona!C2": 2}', "answered_twice", "'Persona!C2' twice"),
        ({"Persona!C2": "a", "'Persona'!c2": "b"}, "answered_twice", "Persona!C2: Two answers"),
        ({"Persona!C2": [1]}, "answer_type", "Persona!C2"),
        ('{"Persona!C2": NaN}', "number_not_finite", "Persona!C2"),
        ({"persona.persona.nme": "x"}, "unknown_field", "did you mean 'persona."),
        ({"Pessoa!C2": "x"}, "unknown_sheet", "did you mean 'Persona'?"),
        ({"Persona!C2": "\x07", "Pessoa!C2": "x"}, "answers_refused", "U+0007"),
        ({f"Persona!C{row}": [] for row in range(1, 100)}, "answer_type", "and 79 more"),
    ],
)
def test_a_refusal_is_one_line_and_nothing_is_written(
    answers: Any, code: str, said: str, fill: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fill(answers) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith(f"error: {code}: ")
    assert errors.count("\n") == 1
    assert said in errors
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("output", "code"),
    [
        ("Template.xlsx", "output_is_input"),
        ("answers.json", "output_is_input"),
        ("out", "output_is_directory"),
        ("missing/filled.xlsx", "output_folder_missing"),
    ],
)
def test_an_output_that_cannot_be(
    output: str, code: str, fill: Run, workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = workbook.read_bytes()
    assert fill({"Persona!C2": "x"}, output) == 2
    assert capsys.readouterr().err.startswith(f"error: {code}: ")
    assert workbook.read_bytes() == before


def test_a_workbook_that_is_refused(fill: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(encrypted_workbook())
    assert fill({"A!A1": 1}, file=secret) == 2
    assert fill({"A!A1": 1}, file=tmp_path / "none.xlsx") == 2
    codes = [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()]
    assert codes == ["workbook_encrypted", "file_missing"]


def test_warnings_are_said_and_do_not_fail(fill: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert fill({"Persona!C2": "x"}, "out/filled.xltx") == 0
    assert capsys.readouterr().err.startswith("warning: output_suffix: ")
