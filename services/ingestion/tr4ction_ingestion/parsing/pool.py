"""The worker processes, seen from the event loop."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from tr4ction_common.problem_handlers import is_storage_full
from tr4ction_ingestion.parsing import worker
from tr4ction_ingestion.parsing.model import (
    Parsed,
    ParseFailedError,
    ParseLimitError,
    ParserBusyError,
    ParseTask,
    Refused,
)

_log = logging.getLogger(__name__)
_START_TIMEOUT_SECONDS = 60.0

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """`concurrency` workbooks at a time and at most `queue` waiting; each has `seconds` and `memory_mb`.

    A worker is replaced after `tasks` workbooks, which bounds what can leak.
    """

    concurrency: int
    queue: int
    seconds: float
    memory_mb: int
    tasks: int


class ParserPool:
    """Reads workbooks in worker processes. Start, use and stop it on one event loop, in the main thread.

    (The kernel ties a worker to the *thread* that started it; a thread that ends takes its workers along.)
    """

    def __init__(self, limits: PoolLimits) -> None:
        self._limits = limits
        self._pool: ProcessPool | None = None
        # Waiting is done here and not in the pool, which would start a task that was cancelled while it waited.
        self._free = asyncio.Semaphore(limits.concurrency)
        self._taken = 0
        self._is_stopped = False
        self._renewing = asyncio.Lock()

    async def start(self) -> None:
        """Returns when a worker has loaded the engine. Raises ParseFailedError or ParseLimitError where none can."""
        await self._run(_START_TIMEOUT_SECONDS, worker.ready)

    async def stop(self) -> None:
        """Ends every worker, whatever it is doing. Nothing can be parsed afterwards."""
        async with self._renewing:
            self._is_stopped = True
            await self._end_workers()

    async def check(self) -> None:
        """Raises where there are no workers and none can be started."""
        await self._live_pool()

    def check_room(self) -> None:
        """Raises ParserBusyError where a further workbook would have to be refused."""
        if self._taken >= self._limits.concurrency + self._limits.queue:
            raise ParserBusyError

    async def parse(self, task: ParseTask) -> Parsed | Refused:
        """Reads a workbook; see `run`."""
        return await self.run(worker.parse_workbook, task)

    async def run(self, function: Callable[[T], R], task: T) -> R:
        """Waits for a worker, then for what it makes of the task; cancelling stops the worker.

        Raises ParserBusyError, ParseLimitError, ParseFailedError, and OSError where the disk is full.
        """
        self.check_room()
        self._taken += 1
        try:
            async with self._free:
                return await self._run(self._limits.seconds, function, task)
        finally:
            self._taken -= 1

    async def _run(self, seconds: float, function: Callable[..., R], *args: object) -> R:
        try:
            try:
                return await self._schedule(seconds, function, args)
            except BrokenProcessPool:
                # A worker that dies while idle takes the pool with it, and this task was merely next in line.
                _log.warning("the worker processes were lost; starting new ones")
                return await self._schedule(seconds, function, args)
        except ProcessExpired as error:
            if error.exitcode == worker.OUT_OF_MEMORY_STATUS:
                raise ParseLimitError("memory") from None
            raise ParseFailedError(f"the worker ended with status {error.exitcode}") from error
        except TimeoutError:
            raise ParseLimitError("time") from None
        except ParseFailedError:
            raise
        except Exception as error:
            if is_storage_full(error):
                raise
            raise ParseFailedError(f"the engine failed: {type(error).__name__}") from error

    async def _schedule(self, seconds: float, function: Callable[..., R], args: tuple[object, ...]) -> R:
        pool = await self._live_pool()
        return await asyncio.wrap_future(pool.schedule(function, args, timeout=seconds))

    async def _live_pool(self) -> ProcessPool:
        async with self._renewing:
            if self._is_stopped:
                raise ParseFailedError("the service is stopping")
            if self._pool is None or not self._pool.active:
                await self._end_workers()
                self._pool = ProcessPool(
                    max_workers=self._limits.concurrency,
                    max_tasks=self._limits.tasks,
                    initializer=worker.initialize,
                    initargs=(os.getpid(), self._limits.memory_mb),
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool

    async def _end_workers(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            await asyncio.to_thread(pool.join)
