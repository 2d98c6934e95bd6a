"""HTTPS: what it adds to a request, and how soon a certificate is there, against an authority in a container."""

from __future__ import annotations

import http.client
import ssl
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.report import heading, seconds_of, show
from certificates.harness import API, Door, door
from support.containers import has_docker

REQUESTS = 1500
ROUNDS = 5


def measure_tls() -> None:
    if not has_docker():
        print("\nHTTPS is not measured: needs a Docker engine")
        return
    heading("HTTPS, in containers")
    with tempfile.TemporaryDirectory(prefix="tr4ction-bench-") as name, ExitStack() as stacks:
        folders = [Path(name) / mode for mode in ("plain", "secure")]
        for folder in folders:
            folder.mkdir()
        plain = stacks.enter_context(door(folders[0], authority=False, TLS_MODE="off"))
        secure = stacks.enter_context(door(folders[1]))
        for made in (plain, secure):
            made.up()
        show("placeholder to trusted certificate", f"{seconds_of(secure.issue):.1f} s")
        show("renewed to served", f"{seconds_until_served(secure):.1f} s")
        measure_requests(plain, secure)


def seconds_until_served(made: Door) -> float:
    before = made.served().serial
    made.renew_now()
    return made.wait_for_serial(lambda now: now != before)


def measure_requests(plain: Door, secure: Door) -> None:
    """Over kept connections, both asked in turn: the same client, the same stand-in for the gateway."""
    context = ssl.create_default_context(cafile=secure.root())
    added, alone = [], []
    for _ in range(ROUNDS):
        over_http = http.client.HTTPConnection("127.0.0.1", plain.stack.ports["HTTP_PORT"], timeout=10)
        over_tls = Named("127.0.0.1", secure.stack.ports["HTTPS_PORT"], timeout=10, context=context)
        times: dict[http.client.HTTPConnection, list[float]] = {over_http: [], over_tls: []}
        for _ in range(REQUESTS):
            for connection in times:
                times[connection].append(milliseconds(lambda: ask(connection)))  # noqa: B023  called at once
        p95 = {connection: statistics.quantiles(values, n=20)[-1] for connection, values in times.items()}
        added.append(p95[over_tls] - p95[over_http])
        alone.append(p95[over_http])
        for connection in times:
            connection.close()
    show(
        "TLS adds, at p95 over kept connections",
        f"{statistics.median(added):.2f} ms  (plain HTTP {statistics.median(alone):.2f} ms)",
    )


class Named(http.client.HTTPSConnection):
    """Asks for our name, wherever it connects to."""

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=API)  # type: ignore[attr-defined]


def ask(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/health", headers={"Host": API})
    answer = connection.getresponse()
    answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"answered with {answer.status}")


def milliseconds(action: Callable[[], None]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000
