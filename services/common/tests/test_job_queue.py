"""The queue on a file and on Redis: it carries numbers, one job at a time, and stops when it is told."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from support.redis import redis_server
from tr4ction_common.job_queue import JobQueue


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


@pytest.fixture(params=["file", "redis"])
def store_url(request: pytest.FixtureRequest) -> str | None:
    found: str | None = request.getfixturevalue("redis_url") if request.param == "redis" else None
    return found


class Jobs:
    """Queues of one name, whose jobs are written down here."""

    def __init__(self, folder: Path, url: str | None, name: str) -> None:
        self.ended: list[int] = []
        self.begun = asyncio.Queue[int]()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self._make: Callable[[], JobQueue] = lambda: JobQueue(name, folder, url, self._run)
        self._queues: list[JobQueue] = []

    async def queue(self) -> JobQueue:
        queue = self._make()
        self._queues.append(queue)
        await queue.start()
        return queue

    async def close(self) -> None:
        for queue in self._queues:
            await queue.stop()

    async def _run(self, job_id: int) -> None:
        self.begun.put_nowait(job_id)
        await self.go_on.wait()
        if job_id < 0:
            raise RuntimeError("made to fail")
        self.ended.append(job_id)


@pytest.fixture
async def jobs(tmp_path: Path, store_url: str | None, request: pytest.FixtureRequest) -> AsyncIterator[Jobs]:
    made = Jobs(tmp_path / "data", store_url, request.node.name.replace("[", "-").rstrip("]"))
    yield made
    await made.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


async def within(awaitable: Awaitable[int]) -> int:
    return await asyncio.wait_for(awaitable, 10)


async def test_jobs_are_run_one_after_the_other(jobs: Jobs) -> None:
    queue = await jobs.queue()
    for number in (3, 1, 2):
        await queue.send(number)
    await until(lambda: len(jobs.ended) == 3)
    assert jobs.ended == [3, 1, 2]
    assert await queue.waiting() == set()


async def test_a_job_that_fails_holds_up_no_other(jobs: Jobs) -> None:
    queue = await jobs.queue()
    await queue.send(-1)
    await queue.send(5)
    await until(lambda: jobs.ended == [5])


async def test_a_stop_interrupts_and_leaves_what_waits(jobs: Jobs) -> None:
    jobs.go_on.clear()
    queue = await jobs.queue()
    for number in (1, 2):
        await queue.send(number)
    assert await within(jobs.begun.get()) == 1
    assert await queue.waiting() == {2}
    await asyncio.wait_for(queue.stop(), 10)
    await queue.stop()
    jobs.go_on.set()
    await jobs.queue()
    await until(lambda: jobs.ended == [2])  # the first was lost with its consumer: its owner's database knows of it


async def test_signals_stay_the_servers(tmp_path: Path) -> None:
    async def nothing(_: int) -> None: ...

    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)]
    queue = JobQueue("signals", tmp_path, None, nothing)
    await queue.start()
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)] == before
    await queue.stop()


async def test_a_message_is_plain_and_has_a_number_only(tmp_path: Path) -> None:
    """What others may be able to write must not be unpickled."""
    go_on = asyncio.Event()

    async def wait(_: int) -> None:
        await go_on.wait()

    queue = JobQueue("plain", tmp_path, None, wait)
    await queue.start()
    await queue.send(1)
    await queue.send(2)
    with sqlite3.connect(tmp_path / "plain-queue.db") as connection:
        rows = connection.execute("SELECT data FROM task").fetchall()
    assert {json.loads(data)["job"] for (data,) in rows} <= {1, 2}
    assert rows
    go_on.set()
    await queue.stop()


async def test_nothing_is_opened_before_the_start(tmp_path: Path) -> None:
    async def nothing(_: int) -> None: ...

    queue = JobQueue("later", tmp_path / "data", None, nothing)
    assert not (tmp_path / "data").exists()
    await queue.stop()
