"""`tr4ction render`: a page, or one line that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import workbooks
from tr4ction_cli.main import main
from tr4ction_cli.sample import make_sample


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "Template.xlsx"
    path.write_bytes(make_sample())
    return path


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def test_a_sheet_with_its_fields(workbook: Path, output: Path) -> None:
    assert main(["render", str(workbook), "--sheet", "icp", "-o", str(output)]) == 0
    page = output.read_text("utf-8")
    assert "<title>ICP</title>" in page
    assert 'aria-label="campo: Segmento de atuação, texto curto, obrigatório' in page


def test_in_english(workbook: Path, output: Path) -> None:
    assert main(["render", str(workbook), "--sheet", "ICP", "-o", str(output), "--language", "en"]) == 0
    assert "field: Segmento de atuação, short text, required" in output.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--sheet", "Nenhuma", "-o", "page.html"], "sheet_missing"),
        (["--sheet", "ICP", "-o", "missing/page.html"], "output_folder_missing"),
        (["--sheet", "ICP", "-o", "Template.xlsx"], "output_is_input"),
        (["--sheet", "ICP", "-o", "page.html", "--language", "fr"], "usage"),
        (["--sheet", "ICP"], "usage"),
        (["-o", "page.html"], "usage"),
    ],
)
def test_what_cannot_be_done(
    arguments: list[str],
    code: str,
    workbook: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(workbook.parent)
    before = workbook.read_bytes()
    assert main(["render", workbook.name, *arguments]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(f"error: {code}: ")
    assert errors.count("\n") == 1
    assert [path.name for path in workbook.parent.iterdir()] == [workbook.name]
    assert workbook.read_bytes() == before


def test_a_missing_sheet_names_those_there_are(
    workbook: Path, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(workbook), "--sheet", "Nenhuma", "-o", str(output)]) == 2
    assert "It has: Capa, SWOT, ICP, Persona, OKRs, Cronograma, Listas." in capsys.readouterr().err


def test_a_refused_workbook(tmp_path: Path, output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(workbooks.truncated_workbook())
    assert main(["render", str(bad), "--sheet", "S", "-o", str(output)]) == 2
    assert capsys.readouterr().err.startswith("error: workbook_damaged: ")
    assert not output.exists()
