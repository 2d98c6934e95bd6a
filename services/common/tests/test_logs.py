"""Log lines."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tr4ction_common import logs
from tr4ction_common.logs import configure_logging


@pytest.fixture
def _logging() -> Iterator[None]:
    """Leaves the loggers as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("_logging")
async def test_a_line_a_request_in_json_without_the_query(
    make_app: Callable[[], FastAPI],
    ask: Callable[[FastAPI], httpx.AsyncClient],
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("test", "INFO")
    client = ask(make_app())
    await client.get("/nowhere?token=private", headers={"X-Request-ID": "trace-1"})
    await client.get("/health")
    [line] = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert (said["service"], said["level"], said["request_id"]) == ("test", "INFO", "trace-1")
    assert (said["method"], said["path"], said["status"]) == ("GET", "/nowhere", 404)
    assert said["milliseconds"] >= 0
    assert "private" not in line


@pytest.mark.usefixtures("_logging")
def test_the_same_lines_in_a_file_that_never_grows_for_ever(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 2000)
    configure_logging("test", "INFO", tmp_path)
    for number in range(200):
        logging.getLogger("x").info("line %s", number)
    written = (tmp_path / "test.jsonl").read_text("utf-8").splitlines()
    assert written == capsys.readouterr().out.splitlines()[-len(written) :]
    files = list(tmp_path.iterdir())
    assert len(files) == 1 + logs.OLD_FILES
    assert all(path.stat().st_size <= 2000 for path in files)
