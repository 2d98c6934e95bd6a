"""Requests without end over TLS, in the three ways in which clients come, and how many of them failed."""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from certificates.harness import API, Door

KEPT, NEW, HTTP2 = "kept connections", "new connections", "HTTP/2"
_URL = f"https://{API}:443/health"


@dataclass(frozen=True)
class Load:
    """What a program that asks has counted. `p95` in milliseconds."""

    kind: str
    requests: int
    failed: int
    p95: float
    said: str


def commands(seconds: int) -> dict[str, list[str]]:
    hey = ["hey", "-z", f"{seconds}s"]
    return {
        KEPT: ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", _URL],
        NEW: [*hey, "-c", "2", "-disable-keepalive", _URL],
        HTTP2: [*hey, "-c", "8", "-h2", _URL],
    }


@contextlib.contextmanager
def load(door: Door, seconds: int) -> Iterator[list[Load]]:
    """All three at once; the list is filled when they have ended."""
    compose = door.stack.compose.docker_compose_command()
    running = {
        kind: subprocess.Popen(
            [*compose, "exec", "-T", "client", *command], cwd=door.stack.folder, stdout=subprocess.PIPE, text=True
        )
        for kind, command in commands(seconds).items()
    }
    found: list[Load] = []
    try:
        yield found
        for kind, process in running.items():
            said, _ = process.communicate(timeout=seconds + 60)
            found.append(_of_wrk(said) if kind == KEPT else _of_hey(kind, said))
    finally:
        for process in running.values():
            if process.poll() is None:
                process.kill()
                process.wait()


def _of_wrk(said: str) -> Load:
    requests = re.search(r"(\d+) requests in", said)
    assert requests, said
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    failed = sum(map(int, errors.groups())) if errors else 0
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    milliseconds = float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]] if slow else 0.0
    return Load(KEPT, int(requests[1]), failed + (int(refused[1]) if refused else 0), milliseconds, said)


def _of_hey(kind: str, said: str) -> Load:
    statuses = {int(status): int(count) for status, count in re.findall(r"\[(\d+)\]\s+(\d+) responses", said)}
    assert statuses, said
    errors = sum(int(count) for count in re.findall(r"^\s+\[(\d+)\]\s+(?!\d+ responses)", said, re.MULTILINE))
    slow = re.search(r"95% in ([\d.]+) secs", said)
    failed = errors + sum(count for status, count in statuses.items() if status != 200)
    return Load(kind, sum(statuses.values()) + errors, failed, float(slow[1]) * 1000 if slow else 0.0, said)
