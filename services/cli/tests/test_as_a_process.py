"""What only a whole process shows: pipes, encodings, and what a command does not load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import workbooks

# What costs more CPU than reading a workbook, or belongs to other commands.
HEAVY = ("typer", "rich", "pydantic", "supervisor", "httpx", "openpyxl", "fastapi", "sqlalchemy", "tr4ction_common")

REPORT_MODULES = """
import sys
from tr4ction_cli.main import main
status = main(sys.argv[1:])
sys.stderr.write(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
sys.exit(status)
"""


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("process") / "Template ação.xlsx"
    path.write_bytes(workbooks.simple_workbook(*(f"Descrição {number}" for number in range(300))))
    return path


@pytest.mark.parametrize(
    "arguments", [["snapshot", "{file}", "-o", "{file}.json.gz"], ["inspect", "{file}", "--json"]], ids=lambda a: a[0]
)
def test_file_commands_load_nothing_heavy(arguments: list[str], workbook: Path) -> None:
    command = [sys.executable, "-c", REPORT_MODULES, *(argument.format(file=workbook) for argument in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert set(HEAVY) & set(done.stderr.split()) == set()


def test_a_reader_that_leaves_is_no_error(workbook: Path) -> None:
    command = f"{sys.executable} -m tr4ction_cli inspect '{workbook}' | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_every_terminal_gets_something(encoding: str, workbook: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for options in ([], ["--json"]):
        command = [sys.executable, "-m", "tr4ction_cli", "inspect", str(workbook), *options]
        done = subprocess.run(command, capture_output=True, env=environment)
        assert (done.returncode, done.stderr) == (0, b"")
        if options:  # JSON is UTF-8 everywhere
            assert json.loads(done.stdout.decode())["fields"][0]["label"] == "Descrição 0"
