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
        """Ends it as a power cut would."""
        worker = self.worker
        self.process.kill()
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, 9)
        self.process.wait()


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
