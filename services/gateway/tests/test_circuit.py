"""A service that fails is not asked, until it is healthy again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy

import httpx
import pytest

from support.gateways import MakeGateway
from support.servers import gunicorn
from tr4ction_gateway.proxy import circuit, service
from tr4ction_gateway.proxy.circuit import FAILURES_ALLOWED, Circuit

FOLDER = "/admin/templates"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circuit, "PROBE_SECONDS", 0.05)
    monkeypatch.setattr(circuit, "PROBE_SECONDS_AFTER_FAILURE", 0.05)


@contextlib.asynccontextmanager
async def watched(probed: Circuit) -> AsyncIterator[None]:
    watch = asyncio.create_task(probed.watch())
    yield
    watch.cancel()


async def until(open_: bool, probed: Circuit) -> None:
    async with asyncio.timeout(5):
        while probed.is_open is not open_:  # noqa: ASYNC110  nobody tells: that is what is looked at
            await asyncio.sleep(0.01)


async def test_it_opens_after_failures_in_a_row_and_closes_when_the_service_is_healthy() -> None:
    healthy = asyncio.Event()

    async def probe() -> None:
        if not healthy.is_set():
            raise httpx.ConnectError("down")

    probed = Circuit("ingestion", probe)
    async with watched(probed):
        await until(True, probed)
        healthy.set()
        await until(False, probed)


async def test_who_was_told_that_the_service_is_healthy_may_ask_it_at_once() -> None:
    answers = iter([httpx.ConnectError("down")] * FAILURES_ALLOWED)

    async def probe() -> None:
        if error := next(answers, None):
            raise error

    probed = Circuit("ingestion", probe)
    for _ in range(FAILURES_ALLOWED):
        with pytest.raises(httpx.ConnectError):
            await probed.probe()
    assert probed.is_open
    await probed.probe()
    assert not probed.is_open


def failing(times: int, error: httpx.HTTPError) -> Circuit:
    async def probe() -> None:
        return None

    made = Circuit("ingestion", probe)
    for _ in range(times):
        made.failed(error)
    return made


def test_an_answer_between_failures_keeps_it_closed() -> None:
    made = failing(FAILURES_ALLOWED - 1, httpx.ReadTimeout("slow"))
    made.answered()
    made.failed(httpx.ReadTimeout("slow"))
    assert not made.is_open


def test_it_opens_at_the_last_failure_allowed() -> None:
    assert not failing(FAILURES_ALLOWED - 1, httpx.ReadTimeout("slow")).is_open
    assert failing(FAILURES_ALLOWED, httpx.ReadTimeout("slow")).is_open


def test_our_own_full_pool_does_not_open_it() -> None:
    assert not failing(10 * FAILURES_ALLOWED, httpx.PoolTimeout("full")).is_open


async def test_a_service_that_is_gone_is_told_to_a_client_that_is_silent(
    make_gateway: MakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "SILENCE_SECONDS", 0.05)
    asked = asyncio.Event()
    connections: list[asyncio.StreamWriter] = []

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (await reader.readline()).startswith(b"GET /health"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            writer.close()
        else:
            connections.append(writer)
            asked.set()

    async def body() -> AsyncIterator[bytes]:
        yield b"x"
        await asked.wait()
        await asyncio.sleep(0.2)  # longer than the silence: the service is there, so that it is waited for
        server.close()
        connections[0].close()
        await asyncio.Event().wait()

    server = await asyncio.start_server(receive, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await make_gateway(ingestion_url=f"http://127.0.0.1:{port}")
    await gateway.add_user("ana", "admin")
    bearer = await gateway.bearer("ana")
    async with asyncio.timeout(30):
        answer = await gateway.client.post(f"{FOLDER}/upload", content=body(), headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")


@pytest.mark.heavy
async def test_a_service_that_hangs_is_told_within_a_second_and_let_in_again(
    make_gateway: MakeGateway, key_pair: tuple[str, str], tmp_path: Path
) -> None:
    copy(Path(__file__).with_name("upstream.py"), tmp_path)
    (tmp_path / "public.pem").write_text(key_pair[1])
    with gunicorn("upstream:app", {"PUBLIC_KEY_FILE": "public.pem"}, tmp_path) as upstream:
        gateway = await make_gateway(ingestion_url=upstream.url)
        await gateway.add_user("ana", "admin")
        bearer = await gateway.bearer("ana")
        assert (await gateway.client.get(FOLDER, headers=bearer)).status_code == 200
        worker = upstream.worker
        os.kill(worker, signal.SIGSTOP)
        try:
            async with asyncio.timeout(15):
                while True:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(1):
                            answer = await gateway.client.get(FOLDER, headers=bearer)
                            break
            assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
            started = time.monotonic()
            posted = await gateway.client.post(f"{FOLDER}/upload", content=b"x", headers=bearer)
            assert posted.status_code == 503
            assert time.monotonic() - started < 1
            assert (await gateway.client.get("/auth/me", headers=bearer)).status_code == 200
        finally:
            os.kill(worker, signal.SIGCONT)
        async with asyncio.timeout(10):
            while (await gateway.client.get(FOLDER, headers=bearer)).status_code != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
