"""A service that is killed in the middle of a job: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.archives import archived
from support.bulk import BULK
from support.ingestion import INCOMING, Stored, authorization, environment, make_settings
from support.servers import RunningServer, gunicorn
from support.workbooks import encrypted_workbook, large_workbook

WORKBOOKS = 4


@contextmanager
def running(folder: Path) -> Iterator[RunningServer]:
    settings = {**environment(folder), "BULK_LEASE_SECONDS": "1", "BULK_MAX_ATTEMPTS": "100"}
    with gunicorn("tr4ction_ingestion.asgi:app", settings, folder) as server:
        yield server


def archive(cells: int) -> bytes:
    plans = {f"{number}.xlsx": large_workbook(cells, seed=number) for number in range(WORKBOOKS)}
    return archived({**plans, "senha.xlsx": encrypted_workbook()})


def ask(server: RunningServer, path: str, **form: Any) -> Any:
    method = "POST" if form else "GET"
    answer = httpx.request(method, f"{server.url}{path}", **form, headers=authorization(), timeout=30, trust_env=False)
    assert answer.is_success, answer.text
    return answer.json()


def wait_for(server: RunningServer, job_id: int, *, stored: int = 0) -> dict[str, Any]:
    """The job when it has so many new templates, or has ended."""
    deadline = time.monotonic() + 60
    while True:
        job: dict[str, Any] = ask(server, f"{BULK}/{job_id}")
        if job["state"] not in ("queued", "running") or (stored and job["counts"]["stored"] >= stored):
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.01)


def assert_everything_once(server: RunningServer, folder: Path, job: dict[str, Any]) -> None:
    assert (job["state"], job["counts"]["stored"], job["counts"]["refused"]) == ("done", WORKBOOKS, 1)
    templates = ask(server, "/admin/templates")["templates"]
    made = [file["template_id"] for file in job["files"] if file["state"] == "stored"]
    assert sorted(made) == sorted(item["id"] for item in templates)
    assert {item["version"] for item in templates} == {1}
    stored = Stored.of(make_settings(folder))
    assert sum(name.endswith("/original.xlsx") for name in stored.files) == WORKBOOKS
    assert not any(INCOMING in name for name in stored.files)


def test_killed_half_way_it_goes_on_where_it_was(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        posted = ask(server, f"{BULK}?cycle=Q1", files={"file": ("Trilhas.zip", archive(3_000))})
        before = wait_for(server, posted["id"], stored=1)
        assert before["state"] == "running"
        server.kill()
    with running(tmp_path) as server:
        job = wait_for(server, posted["id"])
        assert job["attempt"] == 2
        assert_everything_once(server, tmp_path, job)
        kept = [file for file in before["files"] if file["state"] == "stored"]
        assert job["files"][: len(kept)] == kept


@pytest.mark.heavy
def test_killed_again_and_again(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        posted = ask(server, f"{BULK}?cycle=Q1", files={"file": ("Trilhas.zip", archive(30_000))})
    for delay in (0.0, 1.1, 1.3, 1.7, 2.1):
        with running(tmp_path) as server:
            time.sleep(delay)
            server.kill()
    with running(tmp_path) as server:
        assert_everything_once(server, tmp_path, wait_for(server, posted["id"]))
