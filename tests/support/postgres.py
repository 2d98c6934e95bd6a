"""A private PostgreSQL for a test run: made in a folder of its own, reached by a socket in it, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

START_TIMEOUT_SECONDS = 20
OPERATOR = "postgres"  # who runs it where we are root, which PostgreSQL refuses to be


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, on PATH or where Debian puts them."""
    found = shutil.which("initdb")
    candidates = [Path(found).parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "postgres").exists()), None)


@contextlib.contextmanager
def postgres_cluster() -> Iterator[str]:
    """Runs a cluster and gives the URL of its database `postgres`. Skips the test where PostgreSQL is not installed."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="tr4ction-pg-"))
    operator = OPERATOR if os.geteuid() == 0 else None
    groups: list[str] | None = [] if operator else None
    if operator:
        shutil.chown(folder, operator, operator)
    data = folder / "data"
    server = None
    try:
        initdb: list[str | Path] = [
            binaries / "initdb",
            "--no-sync",
            "--auth=trust",
            f"--username={OPERATOR}",
            "--encoding=UTF8",
            data,
        ]
        subprocess.run(
            initdb, check=True, capture_output=True, cwd=folder, user=operator, group=operator, extra_groups=groups
        )
        options: list[str | Path] = ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                user=operator,
                group=operator,
                extra_groups=groups,
            )
        url = f"postgresql://{OPERATOR}@/postgres?host={folder}"
        _wait(url, server, folder / "log")
        yield url
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # "fast": ends without waiting for clients
            server.wait(START_TIMEOUT_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def new_database(cluster_url: str) -> str:
    """The URL of a new, empty database in the cluster."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return cluster_url.replace("/postgres?", f"/{name}?")


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
