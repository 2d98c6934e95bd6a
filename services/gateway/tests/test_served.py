"""The gateway under its real server: streaming, clients and services that go away, limits by address."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from support.gateways import JWT_KEY, NOBODY_LISTENS, PASSWORD
from support.servers import RunningServer, gunicorn
from tr4ction_common import migrations
from tr4ction_gateway.migrations import MIGRATIONS

UPLOAD = "/admin/templates/upload"
MEGABYTE = 1024 * 1024


@dataclass
class Stack:
    """A gateway and what is behind it. `events` is what the service behind noted."""

    gateway: RunningServer
    upstream: RunningServer
    token: str

    @property
    def events(self) -> list[str]:
        path = self.upstream.log.with_name("events")
        return path.read_text().splitlines() if path.exists() else []

    def wait_for(self, event: str, seconds: float = 3) -> None:
        deadline = time.monotonic() + seconds
        while event not in self.events:
            assert time.monotonic() < deadline, f"no {event!r} in {self.events}"
            time.sleep(0.02)

    def memory(self) -> int:
        """Bytes the gateway's worker holds at most so far."""
        status = Path(f"/proc/{self.gateway.worker}/status").read_text()
        [peak] = [line for line in status.splitlines() if line.startswith("VmHWM")]
        return int(peak.split()[1]) * 1024

    def connect(self) -> socket.socket:
        url = httpx.URL(self.gateway.url)
        assert url.port
        return socket.create_connection((url.host, url.port), timeout=5)

    def head(self, method: str, path: str, *headers: str) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", "Host: gateway", f"Authorization: Bearer {self.token}", *headers]
        return "\r\n".join([*lines, "", ""]).encode()


def environment(folder: Path, private_key: str, ingestion_url: str) -> dict[str, str]:
    (folder / "private.pem").write_text(private_key)
    return {
        "DATA_DIR": str(folder),
        "JWT_SECRET": JWT_KEY,
        "INTERNAL_TOKEN_PRIVATE_KEY_FILE": "private.pem",
        "INGESTION_URL": ingestion_url,
        "BCRYPT_ROUNDS": "4",
        "RATE_LIMIT_LOGIN": "3/minute",
        "MAX_UPLOAD_MB": "50",
        "ADMIN_PASSWORD": PASSWORD,
    }


def manage(command: str, folder: Path, variables: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tr4ction_gateway.manage", command],
        check=True,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, **variables},
    )
    return done.stdout.strip()


@contextlib.contextmanager
def served(key_pair: tuple[str, str], folder: Path) -> Iterator[Stack]:
    shutil.copy(Path(__file__).with_name("upstream.py"), folder)
    (folder / "public.pem").write_text(key_pair[1])
    with gunicorn("upstream:app", {"PUBLIC_KEY_FILE": "public.pem"}, folder) as upstream:
        variables = environment(folder, key_pair[0], upstream.url)
        migrations.upgrade(MIGRATIONS, f"sqlite:///{folder}/gateway.db")
        assert json.loads(manage("ensure-admin", folder, variables))["created"] is True
        token = manage("access-token", folder, variables)
        with gunicorn("tr4ction_gateway.asgi:app", variables, folder) as gateway:
            yield Stack(gateway, upstream, token)


@pytest.fixture(scope="module")
def shared_stack(key_pair: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with served(key_pair, tmp_path_factory.mktemp("served")) as made:
        yield made


@pytest.fixture
def stack(shared_stack: Stack) -> Stack:
    """The stack of all tests here that leave it whole, with nothing noted yet."""
    shared_stack.upstream.log.with_name("events").write_text("")
    return shared_stack


@pytest.mark.heavy
def test_fifty_megabytes_stream_through_in_bounded_memory(stack: Stack) -> None:
    bearer = {"Authorization": f"Bearer {stack.token}"}
    piece = os.urandom(MEGABYTE)
    with httpx.Client(base_url=stack.gateway.url, trust_env=False) as client:
        client.post(UPLOAD, content=piece, headers=bearer).raise_for_status()
        before = stack.memory()
        answer = client.post(UPLOAD, content=(piece for _ in range(50)), headers=bearer)
        grown = stack.memory() - before
    assert answer.json()["sha256"] == hashlib.sha256(piece * 50).hexdigest()
    assert grown < 10 * MEGABYTE


def test_sixty_megabytes_are_refused(stack: Stack) -> None:
    bearer = {"Authorization": f"Bearer {stack.token}"}
    with httpx.Client(base_url=stack.gateway.url, trust_env=False) as client:
        declared = client.post(UPLOAD, content=b"x" * (60 * MEGABYTE), headers=bearer)
        streamed = client.post(UPLOAD, content=(b"x" * MEGABYTE for _ in range(60)), headers=bearer)
        assert client.get("/health").status_code == 200
    for answer in (declared, streamed):
        assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    stack.wait_for("upload aborted")


def test_a_stranger_is_refused_before_sending(stack: Stack) -> None:
    with stack.connect() as connection:
        head = f"POST {UPLOAD} HTTP/1.1\r\nHost: gateway\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 401")
    assert stack.events == []


@pytest.mark.parametrize("path", ["slow", "endless"])
def test_a_client_that_leaves_ends_the_work_behind(stack: Stack, path: str) -> None:
    with stack.connect() as connection:
        connection.sendall(stack.head("GET", f"/admin/templates/{path}"))
        stack.wait_for(f"{path} started")
    stack.wait_for(f"{path} aborted")


def test_a_client_that_leaves_while_sending_ends_the_upload(stack: Stack) -> None:
    with stack.connect() as connection:
        connection.sendall(stack.head("POST", UPLOAD, "Content-Length: 1000000") + b"x" * 1000)
        stack.wait_for("upload started")
    stack.wait_for("upload aborted")
    assert "Traceback" not in stack.gateway.log.read_text()


@pytest.mark.heavy
@pytest.mark.parametrize("further", [0, 50], ids=["silent", "sending"])
def test_a_service_that_dies_during_an_upload_is_told(key_pair: tuple[str, str], tmp_path: Path, further: int) -> None:
    with served(key_pair, tmp_path) as stack, stack.connect() as connection:
        connection.sendall(stack.head("POST", UPLOAD, "Content-Length: 1000000") + b"x" * 1000)
        stack.wait_for("upload started")
        stack.upstream.kill()
        answer = b""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(further):
                connection.sendall(b"x" * 1000)
                time.sleep(0.01)
        while chunk := connection.recv(65536):
            answer += chunk
            if b"service_unavailable" in answer:
                break
        assert answer.startswith(b"HTTP/1.1 503")
        assert httpx.get(f"{stack.gateway.url}/health", trust_env=False).status_code == 200


def test_forged_addresses_do_not_help_and_others_are_not_held_up(stack: Stack) -> None:
    async def attempts() -> list[int]:
        async with httpx.AsyncClient(base_url=stack.gateway.url, trust_env=False) as client:
            statuses = []
            for n in range(4):
                forged = {"X-Forwarded-For": f"10.0.0.{n}", "Forwarded": f"for=10.0.0.{n}", "X-Real-IP": f"10.0.0.{n}"}
                body = {"username": "admin", "password": PASSWORD}
                statuses.append((await client.post("/auth/login", json=body, headers=forged)).status_code)
            return statuses

    assert asyncio.run(attempts()) == [200, 200, 200, 429]


def test_wrong_settings_end_the_server_with_two(key_pair: tuple[str, str], tmp_path: Path) -> None:
    variables = environment(tmp_path, key_pair[0], NOBODY_LISTENS) | {"JWT_SECRET": "changeme"}
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", "python:tr4ction_gateway.server", "tr4ction_gateway.asgi:app"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **variables},
        timeout=20,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: setting_invalid: JWT_SECRET: ")


@pytest.mark.heavy
def test_as_many_workers_as_asked_for(key_pair: tuple[str, str], tmp_path: Path) -> None:
    # Nobody listens at REDIS_URL: memory counts meanwhile, and every worker serves.
    shared = {"WEB_CONCURRENCY": "2", "REDIS_URL": "redis://127.0.0.1:1"}
    variables = environment(tmp_path, key_pair[0], NOBODY_LISTENS) | shared
    migrations.upgrade(MIGRATIONS, f"sqlite:///{tmp_path / 'gateway.db'}")
    with gunicorn("tr4ction_gateway.asgi:app", variables, tmp_path, "tr4ction_gateway.server") as server:
        deadline = time.monotonic() + 10
        while len(server.workers) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        for _ in range(20):  # each on a connection of its own, so that both are asked
            assert httpx.get(f"{server.url}/health").status_code == 200
            wrong = {"username": "nobody", "password": "wrong"}
            assert httpx.post(f"{server.url}/auth/login", json=wrong).status_code in (401, 429)
