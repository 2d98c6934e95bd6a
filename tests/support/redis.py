"""A private Redis for a test run, which keeps nothing on disk."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import redis

from support.servers import free_port

START_TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class RunningRedis:
    """`process` may be stopped and continued by tests."""

    url: str
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def redis_server() -> Iterator[RunningRedis]:
    """Runs one on a free port. Skips the test where Redis is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("needs Redis: apt-get install redis-server")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, cwd="/")
    server = RunningRedis(f"redis://127.0.0.1:{port}/0", process)
    try:
        _wait(server)
        yield server
    finally:
        process.kill()
        process.wait()


def _wait(server: RunningRedis) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    with redis.Redis.from_url(server.url) as client:
        while True:
            try:
                client.ping()
                return
            except redis.ConnectionError:
                if server.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"Redis did not start at {server.url}") from None
                time.sleep(0.05)
