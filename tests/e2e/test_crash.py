"""A service that dies: the others say so, it comes back, and nothing is half stored."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from support.stack import Stack, running_stack
from support.workbooks import scenario_workbook

PASSWORD = "uma senha para testes"
BOUNDARY = "0123456789abcdef"

pytestmark = pytest.mark.heavy  # deaths, and waiting for what rises again


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("crash"), "--no-sample", ADMIN_PASSWORD=PASSWORD) as stack:
        yield stack


@pytest.fixture
def admin(stack: Stack) -> Iterator[httpx.Client]:
    with stack.log_in(PASSWORD) as client:
        yield client


def kill(stack: Stack, service: str) -> None:
    """Ends every process of a service as the kernel would when memory runs out."""
    for pid in stack.processes(of=f"tr4ction_{service}"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def interrupted_upload(client: httpx.Client, data: bytes, interrupt: Callable[[], None]) -> httpx.Response:
    """Uploads `data` in two halves with `interrupt` between them."""

    def body() -> Iterator[bytes]:
        yield (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="test_template.xlsx"\r\n\r\n'
        ).encode()
        yield data[: len(data) // 2]
        time.sleep(0.3)
        interrupt()
        yield data[len(data) // 2 :]
        yield f"\r\n--{BOUNDARY}--\r\n".encode()

    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return client.post("/admin/templates/upload", params={"cycle": "Q1_TEST"}, content=body(), headers=headers)


def wait_until_ready(stack: Stack) -> None:
    deadline = time.monotonic() + 20
    with stack.client() as client:
        while client.get("/health/ready").status_code != httpx.codes.OK:
            assert time.monotonic() < deadline, stack.text + "".join(stack.errors)
            time.sleep(0.1)


def stored(folder: Path) -> list[Path]:
    return [path for name in ("templates", "images") for path in (folder / name).rglob("*") if path.is_file()]


def test_ingestion_killed_during_an_upload(stack: Stack, admin: httpx.Client) -> None:
    before = set(stack.processes(of="tr4ction_ingestion"))
    answer = interrupted_upload(admin, scenario_workbook(), lambda: kill(stack, "ingestion"))
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    assert admin.get("/health").status_code == httpx.codes.OK

    wait_until_ready(stack)
    assert stored(stack.data_dir) == []
    assert not before & set(stack.processes(of="tr4ction_ingestion"))
    answer = interrupted_upload(admin, scenario_workbook(), lambda: None)
    assert answer.status_code == httpx.codes.OK
    assert answer.json()["fields_count"] == 1


def test_a_killed_gateway_comes_back(stack: Stack) -> None:
    kill(stack, "gateway")
    deadline = time.monotonic() + 20
    while True:
        with suppress(httpx.TransportError):
            wait_until_ready(stack)
            break
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_service_that_keeps_dying_ends_the_run_and_is_named(stack: Stack) -> None:
    assert stack.process is not None
    deadline = time.monotonic() + 40
    while stack.process.poll() is None and time.monotonic() < deadline:
        kill(stack, "ingestion")
        time.sleep(0.1)
    assert stack.process.returncode == 1
    assert stack.said().startswith("error: service_failed: ingestion ")
    assert stack.processes() == []
