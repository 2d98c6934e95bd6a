"""The whole stack as `tr4ction run` starts it, for a while."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx

from support.servers import free_port
from tr4ction_cli.run.processes import end_all, marked

READY_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 60
UNSET = ("ADMIN_EMAIL", "ADMIN_PASSWORD", "ADMIN_USERNAME", "DATABASE_URL", "GATEWAY_DATABASE_URL", "JWT_SECRET")


@dataclass
class Stack:
    """A `tr4ction run` in a folder of its own. `output` and `errors` grow while it runs."""

    folder: Path
    arguments: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    output: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None
    readers: list[threading.Thread] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def text(self) -> str:
        return "".join(self.output)

    def launch(self) -> None:
        """Starts it and does not wait."""
        environment = {name: value for name, value in os.environ.items() if name not in UNSET}
        environment |= {"DATA_DIR": str(self.data_dir), "GATEWAY_PORT": str(self.port), **self.settings}
        self.output.clear()
        self.errors.clear()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tr4ction_cli", "run", *self.arguments],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for stream, lines in ((self.process.stdout, self.output), (self.process.stderr, self.errors)):
            assert stream is not None
            self.readers.append(threading.Thread(target=_collect, args=(stream, lines), daemon=True))
            self.readers[-1].start()

    def start(self) -> float:
        """Returns the seconds until it said that it is ready."""
        self.launch()
        assert self.process is not None
        started = time.monotonic()
        while f"ready {self.url}\n" not in self.output:
            if self.process.poll() is not None or time.monotonic() - started > READY_TIMEOUT_SECONDS:
                self.end()
                raise RuntimeError(f"the stack did not start:\n{self.text}{''.join(self.errors)}")
            time.sleep(0.02)
        return time.monotonic() - started

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Returns the exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(STOP_TIMEOUT_SECONDS)

    def said(self) -> str:
        """All that it wrote to standard error before it ended."""
        for reader in self.readers:
            reader.join()
        return "".join(self.errors)

    def end(self) -> None:
        """Whatever state it is in."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        end_all(self.data_dir, 0.5)

    def processes(self, of: str = "") -> list[int]:
        """The ids of the stack's processes whose command line has `of` in it."""
        return [pid for pid in marked(self.data_dir) if of in _command_line(pid)]

    def one_time_password(self) -> str:
        found = re.search(r"password +(\S{12,})", self.text)
        assert found, self.text
        return found[1]

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    def log_in(self, password: str, username: str = "admin") -> httpx.Client:
        """A client that carries the token of `username`."""
        with self.client() as client:
            answer = client.post("/auth/login", json={"username": username, "password": password})
        assert answer.status_code == httpx.codes.OK, answer.text
        tokens: dict[str, Any] = answer.json()
        return self.client(tokens["access_token"])


@contextlib.contextmanager
def running_stack(folder: Path, *arguments: str, **settings: str) -> Iterator[Stack]:
    stack = Stack(folder, arguments, settings)
    try:
        stack.start()
        yield stack
    finally:
        stack.end()


def _collect(stream: IO[str], lines: list[str]) -> None:
    while line := stream.readline():
        lines.append(line)


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""
