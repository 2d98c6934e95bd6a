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

LITTLE_MEMORY = """
import sys
from tr4ction_cli import inspecting, memory, snapshotting
from tr4ction_cli.main import main
memory.MAX_BYTES = int(sys.argv[1])
sys.exit(main(sys.argv[2:]))
"""
INHERITED_LITTLE_MEMORY = """
import resource, sys
from tr4ction_cli import inspecting, snapshotting
from tr4ction_cli.main import main
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.exit(main(sys.argv[2:]))
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


@pytest.mark.parametrize(
    "arguments", [["inspect", "{file}"], ["inspect", "{file}", "--json"], ["--help"], ["--version"]], ids=" ".join
)
def test_an_output_without_room_is_one_line(arguments: list[str], workbook: Path) -> None:
    command = [sys.executable, "-m", "tr4ction_cli", *(argument.format(file=workbook) for argument in arguments)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("error: output_full: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", "{file}"],
        ["inspect", "{file}", "--json"],
        ["snapshot", "{file}", "-o", "{out}/s", "--assets", "{out}/a"],
    ],
    ids=["table", "json", "snapshot"],
)
@pytest.mark.parametrize("of_our_own", [True, False], ids=["ours", "inherited"])
def test_a_workbook_that_takes_too_much_memory_is_refused(
    arguments: list[str], of_our_own: bool, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("large") / "large.xlsx"
    path.write_bytes(workbooks.large_workbook(300_000))
    allowed = 128 * 1024**2
    code = LITTLE_MEMORY if of_our_own else INHERITED_LITTLE_MEMORY
    given = [argument.format(file=path, out=tmp_path) for argument in arguments]
    done = subprocess.run([sys.executable, "-c", code, str(allowed), *given], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: workbook_too_complex: {path}: reading this workbook takes more than 0.12 GB")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_every_terminal_gets_something(encoding: str, workbook: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for options in ([], ["--json"]):
        command = [sys.executable, "-m", "tr4ction_cli", "inspect", str(workbook), *options]
        done = subprocess.run(command, capture_output=True, env=environment)
        assert (done.returncode, done.stderr) == (0, b"")
        if options:  # JSON is UTF-8 everywhere
            assert json.loads(done.stdout.decode())["fields"][0]["label"] == "Descrição 0"
