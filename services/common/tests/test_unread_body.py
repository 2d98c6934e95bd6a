"""What is left of a body when its answer is ready."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from starlette.types import Message

from tr4ction_common.unread_body import UnreadBody

CHUNK = b"x" * 1000


class Client:
    """A client that sends `chunks` chunks, and counts how many were taken."""

    def __init__(self, chunks: int) -> None:
        self.chunks = chunks
        self.taken = 0
        self.answered_after: int | None = None

    async def receive(self) -> Message:
        self.taken += 1
        return {"type": "http.request", "body": CHUNK, "more_body": self.taken < self.chunks}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.answered_after = self.taken


async def ask(client: Client, reads: int, max_bytes: int = 10**6, status: int = 422, **headers: str) -> None:
    async def app(scope: object, receive: Callable[[], object], send: Callable[[Message], object]) -> None:
        for _ in range(reads):
            await receive()  # type: ignore[misc]
        await send({"type": "http.response.start", "status": status, "headers": []})  # type: ignore[misc]

    raw = [(b"content-length", b"5000"), *((k.encode(), v.encode()) for k, v in headers.items())]
    await UnreadBody(app, max_bytes, 10)({"type": "http", "headers": raw}, client.receive, client.send)


@pytest.mark.parametrize("reads", [0, 1, 4, 5])
async def test_all_is_read_before_the_answer(reads: int) -> None:
    client = Client(chunks=5)
    await ask(client, reads)
    assert (client.taken, client.answered_after) == (5, 5)


async def test_but_not_more_than_the_bound() -> None:
    client = Client(chunks=10**9)
    await ask(client, 0, max_bytes=10_000)
    assert client.answered_after == 11


async def test_nor_longer_than_the_bound() -> None:
    client = Client(chunks=2)

    async def silent() -> Message:
        return await client.receive() if client.taken == 0 else await _never()

    async def _never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def app(scope: object, receive: object, send: Callable[[Message], object]) -> None:
        await send({"type": "http.response.start", "status": 422, "headers": []})  # type: ignore[misc]

    scope = {"type": "http", "headers": [(b"transfer-encoding", b"chunked")]}
    await UnreadBody(app, 10**6, 0.05)(scope, silent, client.send)
    assert client.answered_after == 1


async def test_who_waits_for_permission_is_not_given_it() -> None:
    client = Client(chunks=5)
    await ask(client, 0, expect="100-continue")
    assert client.taken == 0


@pytest.mark.parametrize("status", [401, 403])
async def test_a_stranger_is_not_listened_to(status: int) -> None:
    client = Client(chunks=5)
    await ask(client, 0, status=status)
    assert client.taken == 0
