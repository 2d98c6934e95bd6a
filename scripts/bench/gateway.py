"""What the door costs: requests a second, what passing on adds, and what a storm of log-ins does to others.

Load is made by wrk (Debian: apt-get install wrk). Everything is compared with a peer in the same run.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import bcrypt
import httpx

from bench.report import heading, show
from support.gateways import JWT_KEY
from support.ingestion import environment, keys, token
from support.servers import RunningServer, gunicorn
from tr4ction_common import migrations
from tr4ction_gateway import manage
from tr4ction_gateway.migrations import MIGRATIONS

WRK = shutil.which("wrk")
SECONDS = 4
ROUNDS = 3
BCRYPT_ROUNDS = 12  # what the setting says where nobody changes it
PASSWORD = "uma senha para medir"  # noqa: S105  of a server that lives for seconds on the loopback address
TEMPLATES = "/admin/templates?cycle=NONE"

BARE = """
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok", "version": "2.0.0"}
"""
# wrk shows neither the 95th percentile nor how many answers were no 2xx in a form to read: this does.
REPORT = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("figures %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(95), latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))
end
"""


@dataclass(frozen=True)
class Load:
    """`p95` and `p99` in milliseconds."""

    per_second: float
    p95: float
    p99: float
    failed: int


def measure_gateway() -> None:
    if WRK is None:
        print("\nThe gateway is not measured: needs wrk, apt-get install wrk")
        return
    heading("The gateway, under its real server")
    with tempfile.TemporaryDirectory(prefix="tr4ction-bench-") as name, servers(Path(name)) as (bare, gateway, behind):
        measure_requests(bare, gateway)
        measure_passing_on(gateway, behind)
        measure_storm(gateway)


@contextlib.contextmanager
def servers(folder: Path) -> Iterator[tuple[RunningServer, RunningServer, RunningServer]]:
    """A bare FastAPI application, the gateway, and the ingestion service behind it."""
    (folder / "bare.py").write_text(BARE)
    (folder / "private.pem").write_text(keys()[0])
    migrations.upgrade(MIGRATIONS, f"sqlite:///{folder}/gateway.db")
    with (
        gunicorn("bare:app", {}, folder) as bare,
        gunicorn("tr4ction_ingestion.asgi:app", {**environment(folder), "LOG_LEVEL": "ERROR"}, folder) as behind,
    ):
        variables = {
            "DATA_DIR": str(folder),
            "JWT_SECRET": JWT_KEY,
            "INTERNAL_TOKEN_PRIVATE_KEY_FILE": str(folder / "private.pem"),
            "INGESTION_URL": behind.url,
            "BCRYPT_ROUNDS": str(BCRYPT_ROUNDS),
            "RATE_LIMIT_LOGIN": "1000000/minute",
            "ADMIN_PASSWORD": PASSWORD,
            "LOG_LEVEL": "ERROR",
        }
        with set_environment(variables), contextlib.redirect_stdout(io.StringIO()):
            manage.main(["ensure-admin"])
        with gunicorn("tr4ction_gateway.asgi:app", variables, folder) as gateway:
            yield bare, gateway, behind


@contextlib.contextmanager
def set_environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def wrk(url: str, connections: int, bearer: str | None = None) -> Load:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(REPORT)
        script.flush()
        options = ["-t1", f"-c{connections}", f"-d{SECONDS}", "-s", script.name]
        if bearer:
            options += ["-H", f"Authorization: Bearer {bearer}"]
        done = subprocess.run([str(WRK), *options, url], check=True, capture_output=True, text=True)
    found = re.search(r"^figures (\d+) (\d+) (\d+) (\d+) (\d+)$", done.stdout, re.MULTILINE)
    assert found, done.stdout
    requests, microseconds, p95, p99, failed = (int(figure) for figure in found.groups())
    return Load(requests / microseconds * 1e6, p95 / 1000, p99 / 1000, failed)


def measure_requests(bare: RunningServer, gateway: RunningServer) -> None:
    ratios, rates = [], []
    for _ in range(ROUNDS):
        alone, ours = wrk(f"{bare.url}/health", 16), wrk(f"{gateway.url}/health", 16)
        assert alone.failed == ours.failed == 0
        ratios.append(ours.per_second / alone.per_second)
        rates.append(ours.per_second)
    show("/health of the gateway / of a bare FastAPI", f"{statistics.median(ratios):.2f}  ({max(rates):.0f} a second)")


def measure_passing_on(gateway: RunningServer, behind: RunningServer) -> None:
    access = httpx.post(f"{gateway.url}/auth/login", json={"username": "admin", "password": PASSWORD}).json()
    added = []
    for _ in range(ROUNDS):
        itself = wrk(f"{behind.url}{TEMPLATES}", 1, token())
        through = wrk(f"{gateway.url}{TEMPLATES}", 1, access["access_token"])
        assert itself.failed == through.failed == 0
        added.append(through.p95 - itself.p95)
    show(
        "passing a request on adds, at p95", f"{statistics.median(added):.1f} ms  (service itself {itself.p95:.1f} ms)"
    )


def measure_storm(gateway: RunningServer) -> None:
    hashes = hashes_per_second()
    with storm_of_logins(gateway) as logins:
        time.sleep(2 * SECONDS)
    show("log-ins a second / hashes of all cores", f"{logins[0] / hashes:.2f}  ({logins[0]:.1f} of {hashes:.1f})")
    with storm_of_logins(gateway):
        time.sleep(1)
        during = wrk(f"{gateway.url}/health", 1)
    assert during.failed == 0
    show("/health during a storm of log-ins, p99", f"{during.p99:.1f} ms")


@contextlib.contextmanager
def storm_of_logins(gateway: RunningServer) -> Iterator[list[float]]:
    """Log-ins as fast as they are answered; afterwards the list has how many there were a second."""
    found: list[float] = []
    ended = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        storm = pool.submit(lambda: asyncio.run(log_in_until(gateway.url, ended)))
        try:
            yield found
        finally:
            ended.set()
            found.append(storm.result())


def hashes_per_second() -> float:
    salt = bcrypt.gensalt(BCRYPT_ROUNDS)
    cores = os.cpu_count() or 1
    rounds = 6
    started = time.perf_counter()
    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(lambda _: bcrypt.hashpw(PASSWORD.encode(), salt), range(rounds * cores)))
    return rounds * cores / (time.perf_counter() - started)


async def log_in_until(url: str, ended: threading.Event) -> float:
    """Log-ins a second of eight clients at once."""
    count = 0
    started = time.perf_counter()

    async def client() -> None:
        nonlocal count
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as session:
            while not ended.is_set():
                answer = await session.post("/auth/login", json={"username": "admin", "password": PASSWORD})
                answer.raise_for_status()
                count += 1

    await asyncio.gather(*(client() for _ in range(8)))
    return count / (time.perf_counter() - started)
