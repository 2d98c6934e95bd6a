"""A queue of jobs: a kept library (huey) on a file or on Redis, and its consumer beside an event loop.

It carries the number of a job and nothing else. What a job is, and how far it has come, is a row in its owner's
database: the queue may lose a message (a consumer that is killed takes the one it was at along) or bring one twice, so
whoever runs a job first takes a lease on its row, and whoever finds an expired lease sends the number again.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError
from pathlib import Path

import redis
from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

RunJob = Callable[[int], Awaitable[None]]

_POLL_SECONDS = 1.0  # of a file, while nothing comes; Redis is waited at
_REDIS_CONNECT_SECONDS, _REDIS_SECONDS = 1.0, 5.0
_SCHEDULER_SECONDS = 60  # nothing is scheduled

_log = logging.getLogger(__name__)
logging.getLogger("huey").setLevel(logging.WARNING)


class _PlainSerializer(Serializer):  # type: ignore[misc]
    """Messages as JSON: what comes from a server that others may write to must not be unpickled."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps({"id": data.id, "name": data.name, "job": data.args[0]}).encode()

    def _deserialize(self, data: bytes) -> Message:
        message = json.loads(data)
        return Message(id=str(message["id"]), name=str(message["name"]), args=(int(message["job"]),), kwargs={})


class _Consumer(Consumer):  # type: ignore[misc]
    def _set_signal_handlers(self) -> None:
        """The process has a server that answers signals; it stops us."""


class JobQueue:
    """Numbers of jobs, first in, first out. `run` is awaited on the event loop that `start` was called on, for one job
    at a time; what it raises is logged."""

    def __init__(self, name: str, folder: Path, redis_url: str | None, run: RunJob) -> None:
        """Kept in `<folder>/<name>-queue.db`, or on Redis where there is a `redis_url`. Touches neither before `start`:
        a connection must not be carried into a forked process."""
        self._name = name
        self._folder = folder
        self._redis_url = redis_url
        self._run = run
        self._consumer: _Consumer | None = None
        self._huey: Huey | None = None
        self._running: asyncio.Future[None] | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()

        def work(job_id: int) -> None:
            future = asyncio.run_coroutine_threadsafe(self._run_job(job_id), loop)
            try:
                future.result()
            except CancelledError:
                _log.info("job %d was interrupted", job_id)

        huey = await asyncio.to_thread(self._open)
        self._huey = huey
        self._send = huey.task(name=f"{self._name}-job")(work)
        self._consumer = _Consumer(
            huey, workers=1, periodic=False, max_delay=_POLL_SECONDS, scheduler_interval=_SCHEDULER_SECONDS
        )
        self._consumer.start()

    async def stop(self) -> None:
        """Cancels the job under way and returns when that has ended. What waits in the queue stays there."""
        if self._consumer is None or self._huey is None:
            return
        self._consumer.stop_flag.set()
        if self._running is not None:
            self._running.cancel()
        await asyncio.to_thread(self._consumer.stop, graceful=True)
        await asyncio.to_thread(self._huey.storage.close)
        self._consumer = None

    async def send(self, job_id: int) -> None:
        """Has the job run. Raises what the file or Redis raises."""
        await asyncio.to_thread(self._send, job_id)

    async def waiting(self) -> set[int]:
        """The jobs in the queue. Raises as `send` does."""
        assert self._huey is not None
        messages = await asyncio.to_thread(self._huey.pending)
        return {message.args[0] for message in messages}

    def _open(self) -> Huey:
        common = {"name": self._name, "results": False, "serializer": _PlainSerializer()}
        if self._redis_url is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            return SqliteHuey(filename=str(self._folder / f"{self._name}-queue.db"), strict_fifo=True, **common)
        pool = redis.ConnectionPool.from_url(
            self._redis_url, socket_connect_timeout=_REDIS_CONNECT_SECONDS, socket_timeout=_REDIS_SECONDS
        )
        return RedisHuey(connection_pool=pool, **common)

    async def _run_job(self, job_id: int) -> None:
        assert self._consumer is not None
        if self._consumer.stop_flag.is_set():
            return  # its owner sends it again
        self._running = asyncio.ensure_future(self._run(job_id))
        try:
            await self._running
        except Exception:
            _log.exception("job %d failed", job_id)
        finally:
            self._running = None
