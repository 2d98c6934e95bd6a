"""A service under its real server for a while."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

START_TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class RunningServer:
    """`process` is gunicorn's master; `log` is where it and its worker write."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]

    @property
    def worker(self) -> int:
        """The process id of the first worker."""
        return self.workers[0]

    def kill(self) -> None:
        """Ends it as a power cut would, and returns when it is no more: on a busy machine that takes a while."""
        worker = self.worker
        self.process.kill()
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, 9)
        self.process.wait()
        while not _has_ended(worker):
            time.sleep(0.005)


def _has_ended(pid: int) -> bool:
    """Whether the process has closed all it had open: it is gone, or waits only for somebody to note its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in ("Z", "X")
    except FileNotFoundError:
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def gunicorn(
    app: str, environment: Mapping[str, str], folder: Path, configuration: str = "tr4ction_common.server"
) -> Iterator[RunningServer]:
    """Serves `app` ("module:name", found in `folder` or installed) on a free port, as in production."""
    port = free_port()
    log = folder / f"{app.partition(':')[0]}-{port}.log"
    command = [sys.executable, "-m", "gunicorn", "-c", f"python:{configuration}", "-b", f"127.0.0.1:{port}", app]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, cwd=folder, env={**os.environ, "PYTHONPATH": ".", **environment}
        )
    server = RunningServer(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(server: RunningServer) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while True:
        try:
            httpx.get(f"{server.url}/health", trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{server.url} did not start:\n{server.log.read_text()}") from None
            time.sleep(0.05)
