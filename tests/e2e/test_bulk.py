"""Many workbooks at once, through the gateway, while the service behind it dies."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from support.archives import archived
from support.stack import Stack, running_stack
from support.workbooks import large_workbook

PASSWORD = "uma senha para testes"
WORKBOOKS = 6
SECONDS = 60


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    settings = {"ADMIN_PASSWORD": PASSWORD, "BULK_LEASE_SECONDS": "1"}
    with running_stack(tmp_path_factory.mktemp("bulk"), "--no-sample", **settings) as stack:
        yield stack


def wait_for(admin: httpx.Client, path: str, stored: int) -> dict[str, Any]:
    """The job when it has so many new templates, or has ended; while the service is away nobody answers."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            answer = admin.get(path)
            if answer.status_code == httpx.codes.OK:
                job: dict[str, Any] = answer.json()
                if job["counts"]["stored"] >= stored or job["state"] == "done":
                    return job
        time.sleep(0.02)
    raise AssertionError(f"not so far within {SECONDS} s")


def test_a_job_outlives_the_service_that_runs_it(stack: Stack) -> None:
    plans = {f"Trilhas/Plano {number}.xlsx": large_workbook(10_000, seed=number) for number in range(WORKBOOKS)}
    with stack.log_in(PASSWORD) as admin:
        files = {"file": ("Trilhas.zip", archived(plans))}
        answer = admin.post("/admin/templates/bulk", params={"cycle": "Q1"}, files=files)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        path = answer.headers["Location"]
        wait_for(admin, path, stored=2)
        for process in stack.processes(of="tr4ction_ingestion"):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        job = wait_for(admin, path, stored=WORKBOOKS + 1)
        assert (job["state"], job["counts"]["stored"], job["attempt"]) == ("done", WORKBOOKS, 2)
        templates = admin.get("/admin/templates").json()["templates"]
        assert sorted(item["id"] for item in templates) == sorted(file["template_id"] for file in job["files"])
        assert {item["version"] for item in templates} == {1}
        assert admin.get(f"{path}/report").text.count("\n") == WORKBOOKS + 1
