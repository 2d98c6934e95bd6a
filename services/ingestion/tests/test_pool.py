"""The worker processes: their limits, and that nothing that happens to one ends the service."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from support.ingestion import make_settings, serving
from support.workbooks import large_workbook, simple_workbook
from tr4ction_ingestion.parsing.model import (
    Parsed,
    ParseFailedError,
    ParseLimitError,
    ParserBusyError,
    ParseTask,
    Refused,
)
from tr4ction_ingestion.parsing.pool import ParserPool, PoolLimits

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Bench:
    """A pool, and tasks for it."""

    def __init__(self, pool: ParserPool, folder: Path) -> None:
        self.pool = pool
        self._folder = folder
        self._count = 0

    def task(self, data: bytes, **limits: float) -> ParseTask:
        self._count += 1
        folder, images = self._folder / f"{self._count}", self._folder / f"{self._count}-images"
        folder.mkdir()
        images.mkdir()
        (folder / "original").write_bytes(data)
        return ParseTask(folder / "original", folder, images, limits)

    async def run(self, function: Callable[..., Any], *args: object, seconds: float = 20) -> Any:
        """`function` in a worker, in place of the engine."""
        return await self.pool._run(seconds, function, *args)

    async def still_works(self) -> bool:
        return isinstance(await self.pool.parse(self.task(simple_workbook())), Parsed)


def worker_ids() -> set[int]:
    return {child.pid for child in multiprocessing.active_children() if child.pid}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    pool = ParserPool(PoolLimits(concurrency=1, queue=2, seconds=20, memory_mb=110, tasks=1000))
    await pool.start()
    yield Bench(pool, tmp_path_factory.mktemp("pool"))
    await pool.stop()
    assert worker_ids() == set()


async def test_a_workbook_is_read(bench: Bench) -> None:
    task = bench.task(simple_workbook("Nome"))
    outcome = await bench.pool.parse(task)
    assert isinstance(outcome, Parsed)
    assert outcome.extension == "xlsx"
    assert outcome.stats["num_sheets"] == 1
    assert {path.name for path in task.folder.iterdir()} == {"original", "snapshot.json.gz", "guidance.json"}


async def test_a_refusal_comes_back_with_its_words(bench: Bench) -> None:
    outcome = await bench.pool.parse(bench.task(b"text"))
    assert isinstance(outcome, Refused)
    assert outcome.code == "not_a_workbook"


async def test_engine_limits_are_passed_on(bench: Bench) -> None:
    outcome = await bench.pool.parse(bench.task(large_workbook(1000), max_cells=500))
    assert isinstance(outcome, Refused)
    assert outcome.code == "workbook_too_large"
    assert outcome.params["allowed"] == 500


@pytest.mark.heavy
async def test_the_engine_refuses_by_name_what_does_not_fit_into_memory(bench: Bench) -> None:
    before = worker_ids()
    outcome = await bench.pool.parse(bench.task(large_workbook(400_000)))
    assert isinstance(outcome, Refused)
    assert outcome.code in ("workbook_too_large", "zip_bomb")
    assert worker_ids() == before


async def test_the_engine_ends_by_itself_when_time_is_over(bench: Bench) -> None:
    outcome = await bench.pool.parse(bench.task(simple_workbook(), max_seconds=1e-9))
    assert isinstance(outcome, Refused)
    assert outcome.code == "workbook_too_complex"


async def test_time_limit(bench: Bench) -> None:
    with pytest.raises(ParseLimitError, match="time"):
        await bench.run(time.sleep, 600, seconds=0.3)
    assert await bench.still_works()


async def test_memory_limit(bench: Bench) -> None:
    """A real workbook that needs more than a worker may have; the worker is replaced by a fresh one."""
    before = worker_ids()
    wide = {
        "max_cells": 10**9,
        "max_sheet_cells": 10**9,
        "max_rows": 10**9,
        "max_part_bytes": 10**9,
        "max_total_bytes": 10**9,
    }
    with pytest.raises(ParseLimitError, match="memory"):
        await bench.pool.parse(bench.task(large_workbook(150_000), **wide))
    assert await bench.still_works()
    assert worker_ids().isdisjoint(before)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
async def test_a_worker_that_is_killed_at_work(bench: Bench, number: int) -> None:
    with pytest.raises(ParseFailedError):
        await bench.run(signal.raise_signal, number)
    assert await bench.still_works()


async def test_a_worker_that_leaves(bench: Bench) -> None:
    with pytest.raises(ParseFailedError):
        await bench.run(os._exit, 3)
    assert await bench.still_works()


async def test_a_worker_that_is_killed_while_idle(bench: Bench) -> None:
    for delay in (0.0, 0.5):
        for worker_id in worker_ids():
            os.kill(worker_id, signal.SIGKILL)
        await asyncio.sleep(delay)
        await bench.pool.check()
        assert await bench.still_works()


async def test_what_the_engine_should_not_raise(bench: Bench) -> None:
    with pytest.raises(ParseFailedError, match="ZeroDivisionError"):
        await bench.run(divmod, 1, 0)
    assert await bench.still_works()


async def test_a_full_disk_is_told_as_such(bench: Bench) -> None:
    with pytest.raises(OSError, match="No space left"):
        await bench.run(Path("/dev/full").write_bytes, b"x")


async def test_cancelling_stops_the_worker(bench: Bench) -> None:
    before = worker_ids()
    waiting = asyncio.ensure_future(bench.run(time.sleep, 60))
    await asyncio.sleep(0.3)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await bench.still_works()
    assert worker_ids().isdisjoint(before)


async def test_workbooks_wait_their_turn_and_too_many_are_refused(bench: Bench) -> None:
    tasks = [bench.task(large_workbook(20_000)) for _ in range(3)]
    waiting = [asyncio.ensure_future(bench.pool.parse(task)) for task in tasks]
    await asyncio.sleep(0)
    with pytest.raises(ParserBusyError):
        await bench.pool.parse(bench.task(simple_workbook()))
    waiting[1].cancel()
    await asyncio.sleep(0)
    bench.pool.check_room()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Parsed, asyncio.CancelledError, Parsed]


async def test_a_worker_is_replaced_after_its_share(tmp_path: Path) -> None:
    pool = ParserPool(PoolLimits(concurrency=1, queue=0, seconds=20, memory_mb=512, tasks=2))
    bench = Bench(pool, tmp_path)
    seen = {await bench.run(os.getpid) for _ in range(6)}
    assert len(seen) == 3
    await pool.stop()


async def test_stopping_ends_a_worker_at_work(tmp_path: Path) -> None:
    pool = ParserPool(PoolLimits(concurrency=2, queue=0, seconds=60, memory_mb=512, tasks=2))
    before = worker_ids()
    busy = asyncio.ensure_future(Bench(pool, tmp_path).run(time.sleep, 60))
    async with asyncio.timeout(20):
        while len(worker_ids() - before) < 2:  # noqa: ASYNC110  nobody tells: that is what is looked at
            await asyncio.sleep(0.01)
    await pool.stop()
    assert worker_ids() == before
    busy.cancel()


@pytest.mark.heavy
async def test_the_service_says_what_is_too_complex(tmp_path: Path) -> None:
    wide = {"workbook_max_cells": 10**9, "workbook_max_sheet_cells": 10**9, "workbook_max_part_mb": 1000}
    settings = make_settings(tmp_path, parse_memory_mb=110, **wide)
    async with serving(settings) as tight:
        response = await tight.upload(large_workbook(400_000), "Q1", "grande.xlsx")
        assert (response.status_code, response.json()["code"]) == (422, "workbook_too_complex")
        assert "110 MB" in response.json()["detail"]
        assert tight.stored().is_empty
        await tight.uploaded(simple_workbook("Nome"))


async def test_the_service_says_when_it_is_busy(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, parse_queue_limit=0)
    async with serving(settings) as tight:
        busy = asyncio.ensure_future(tight.app.state.upload_means.parser.run(time.sleep, 60))
        await asyncio.sleep(0)
        response = await tight.upload(simple_workbook("Nome"), "Q1")
        assert (response.status_code, response.json()["code"]) == (503, "ingestion_busy")
        assert response.headers["Retry-After"] == "10"
        busy.cancel()
        with pytest.raises(asyncio.CancelledError):
            await busy
        await tight.uploaded(simple_workbook("Nome"))
