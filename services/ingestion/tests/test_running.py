"""The service under its real server: what a signal, a crash and a client can do to it."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.ingestion import Stored, authorization, environment, make_settings
from support.servers import RunningServer, gunicorn
from support.workbooks import large_workbook, scenario_workbook, workbook_with_picture
from tr4ction_ingestion.settings import IngestionSettings

APP = "tr4ction_ingestion.asgi:app"
UPLOAD = "/admin/templates/upload"

pytestmark = pytest.mark.heavy  # servers are started, and stopped the hard way


@contextmanager
def running(folder: Path) -> Iterator[RunningServer]:
    with gunicorn(APP, environment(folder), folder) as server:
        yield server


def upload(server: RunningServer, data: bytes, cycle: str = "Q1", filename: str = "t.xlsx") -> httpx.Response:
    return httpx.post(
        f"{server.url}{UPLOAD}",
        params={"cycle": cycle},
        files={"file": (filename, data)},
        headers=authorization(),
        timeout=60,
        trust_env=False,
    )


def get(server: RunningServer, path: str) -> Any:
    response = httpx.get(f"{server.url}{path}", headers=authorization(), timeout=60, trust_env=False)
    assert response.status_code == 200, response.text
    return response.json()


def descendants(process_id: int) -> set[int]:
    found: set[int] = set()
    for task in Path(f"/proc/{process_id}/task").iterdir():
        for child in (task / "children").read_text().split():
            found |= {int(child)} | descendants(int(child))
    return found


def wait_until_gone(processes: set[int], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while left := {number for number in processes if is_running(number)}:
        assert time.monotonic() < deadline, f"still running: {left}"
        time.sleep(0.05)


def is_running(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def in_background(function: Any, *arguments: Any) -> threading.Thread:
    def quietly() -> None:
        with suppress(httpx.HTTPError):
            function(*arguments)

    thread = threading.Thread(target=quietly)
    thread.start()
    return thread


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running(tmp_path_factory.mktemp("server")) as found:
        yield found


def test_a_stop_waits_for_an_upload_and_a_restart_finds_it(tmp_path: Path) -> None:
    large = large_workbook(50_000)
    with running(tmp_path) as server:
        processes = descendants(server.process.pid)
        assert len(processes) >= 2
        first = upload(server, scenario_workbook(), "Q1_TEST", "test_template.xlsx").json()
        answers: list[httpx.Response] = []
        thread = in_background(lambda: answers.append(upload(server, large)))
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        thread.join()
        assert server.process.wait(20) == 0
        assert [answer.status_code for answer in answers] == [200]
        wait_until_gone(processes)
    with running(tmp_path) as server:
        before = Stored.of(make_settings(tmp_path))
        assert upload(server, scenario_workbook(), "Q1_TEST", "test_template.xlsx").json() == first
        assert upload(server, large).json() == answers[0].json()
        assert Stored.of(make_settings(tmp_path)) == before
        detail = get(server, f"/admin/templates/{first['template_id']}")
        assert [field["cell_range"] for field in detail["fields"]] == ["B4"]


def test_killed_during_uploads(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    for number, delay in enumerate((0.05, 0.2, 0.35)):
        with running(tmp_path) as server:
            assert_whole(server, settings)
            processes = descendants(server.process.pid)
            thread = in_background(upload, server, large_workbook(50_000 + number * 100), f"KILLED{number}")
            time.sleep(delay)
            server.kill()
            thread.join()
            wait_until_gone(processes)
    with running(tmp_path) as server:
        assert_whole(server, settings)
        assert upload(server, workbook_with_picture()).status_code == 200


def assert_whole(server: RunningServer, settings: IngestionSettings) -> None:
    """Nothing is stored but what the list shows, and all of that can be had."""
    templates = get(server, "/admin/templates")["templates"]
    stored = Stored.of(settings)
    assert len(stored.files) == 3 * len(templates)
    assert stored.rows
    assert stored.rows[0] == len(templates)
    for template in templates:
        assert get(server, f"/admin/templates/{template['id']}/snapshot")


def test_a_killed_worker_of_the_server_comes_back(server: RunningServer) -> None:
    processes = descendants(server.worker)
    assert processes
    os.kill(server.worker, signal.SIGKILL)
    wait_until_gone(processes)
    deadline = time.monotonic() + 15
    while True:
        try:
            assert upload(server, scenario_workbook()).status_code == 200
            break
        except httpx.HTTPError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_without_a_token_the_answer_comes_before_the_body(server: RunningServer) -> None:
    with socket.create_connection(address(server), timeout=5) as connection:
        connection.sendall(head(40_000_000))
        assert connection.recv(4096).startswith(b"HTTP/1.1 401")


def test_a_client_that_hangs_up_leaves_nothing(server: RunningServer) -> None:
    incoming = server.log.parent / "templates" / ".incoming"
    with socket.create_connection(address(server), timeout=5) as connection:
        part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
        connection.sendall(
            head(4_000_000, f"Authorization: {authorization()['Authorization']}") + part + bytes(999_999)
        )
        wait_until(lambda: any(incoming.iterdir()))
    wait_until(lambda: not any(incoming.iterdir()))
    assert upload(server, scenario_workbook()).status_code == 200


def address(server: RunningServer) -> tuple[str, int]:
    url = httpx.URL(server.url)
    return url.host, url.port or 80


def head(length: int, *headers: str) -> bytes:
    lines = (
        f"POST {UPLOAD}?cycle=Q1 HTTP/1.1",
        "Host: x",
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {length}",
        *headers,
    )
    return "\r\n".join((*lines, "", "")).encode()


def wait_until(condition: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
