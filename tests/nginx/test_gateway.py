"""The gateway as nginx sees it: streaming, gone, slow, back at another address; and what nginx costs."""

from __future__ import annotations

import http.client
import itertools
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from nginx.harness import UPSTREAM_IMAGE, Container, Net, Nginx, wait_for_gateway
from support.containers import needs_docker
from tr4ction_common import errors

pytestmark = needs_docker

SLEEPER = ("--init", UPSTREAM_IMAGE, "sleep", "600")


def assert_unavailable(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    assert answer.json()["code"] == errors.SERVICE_UNAVAILABLE.code
    assert answer.json()["detail"] == errors.SERVICE_UNAVAILABLE.detail.render("pt-BR", service="gateway")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.elapsed.total_seconds() < 2


# --- Streams ---


def test_the_first_event_arrives_at_once(nginx: Nginx) -> None:
    started = time.monotonic()
    with nginx.client.stream("POST", "/chat/?pause=1.5", headers={"Accept": "text/event-stream"}) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        assert "content-encoding" not in answer.headers
        events = answer.iter_text()
        assert "first" in next(events)
        first = time.monotonic() - started
        assert "second" in "".join(events)
        last = time.monotonic() - started
    assert first < 0.3
    assert last >= 1.5


# --- Gone ---


def test_a_gateway_that_is_nowhere_refuses_or_is_silent_is_told_within_two_seconds(own_net: Net) -> None:
    nginx = own_net.run_nginx()
    assert_unavailable(nginx.client.get("/health"), 502)  # the name is unknown
    own_net.run("--network-alias", "gateway", *SLEEPER)
    time.sleep(1.5)
    for method in ("GET", "POST"):
        assert_unavailable(nginx.client.request(method, "/health"), 502)  # nobody listens there


@pytest.mark.heavy
def test_an_address_that_swallows_everything_is_given_up_within_two_seconds(own_net: Net) -> None:
    neighbour = own_net.run(*SLEEPER).address
    nginx = own_net.run_nginx(GATEWAY_UPSTREAM=f"{neighbour.rpartition('.')[0]}.250:8000")  # nobody has it
    for method in ("GET", "POST"):
        assert_unavailable(nginx.client.request(method, "/health"), 504)


def test_a_gateway_that_hangs_up_is_a_problem(nginx: Nginx) -> None:
    assert_unavailable(nginx.client.post("/hang-up"), 502)


@pytest.mark.heavy
def test_a_gateway_that_starts_last_is_found(own_net: Net) -> None:
    nginx = own_net.run_nginx()
    assert nginx.client.get("/health").status_code == 502
    own_net.run_gateway()
    started = time.monotonic()
    wait_for_gateway(nginx)
    assert time.monotonic() - started < 4


# --- Recreated ---


@contextmanager
def load(nginx: Nginx, *methods: str) -> Iterator[list[tuple[float, str]]]:
    """Requests without end over kept connections: when each was answered, and by whom or with which status."""
    answers: list[tuple[float, str]] = []
    stop = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=nginx.client.base_url, trust_env=False, timeout=10) as client:
            for method in itertools.cycle(methods):
                if stop.is_set():
                    return
                answer = client.request(method, "/echo")
                who = answer.json()["name"] if answer.status_code == 200 else str(answer.status_code)
                answers.append((time.monotonic(), who))
                time.sleep(0.005)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.heavy
def test_a_gateway_recreated_at_another_address_is_found_under_load(own_net: Net) -> None:
    old = own_net.run_gateway("old")
    nginx = own_net.run_nginx()
    wait_for_gateway(nginx)
    with load(nginx, "GET", "POST") as answers:
        time.sleep(0.5)
        address = old.address
        old.remove()
        own_net.run(*SLEEPER)  # takes the old address
        new = own_net.run_gateway("new")
        recreated = time.monotonic()
        assert new.address != address
        time.sleep(5)
    assert answers[0][1] == "old"
    later = [who for moment, who in answers if moment > recreated + 2.5]
    assert len(later) > 100
    assert set(later) == {"new"}
    assert {who for _, who in answers} <= {"old", "new", "502", "504"}


@pytest.mark.heavy
def test_of_two_gateways_one_can_vanish_without_a_failed_request(own_net: Net) -> None:
    """How a new version comes: it starts beside the old one, which then goes and whose address swallows everything."""
    old = own_net.run_gateway("old")
    nginx = own_net.run_nginx()
    wait_for_gateway(nginx)
    with load(nginx, "GET") as answers:
        own_net.run_gateway("new")
        time.sleep(2)
        vanished = time.monotonic()
        old.remove()
        time.sleep(3)
    assert {who for moment, who in answers if moment < vanished} == {"old", "new"}
    assert {who for moment, who in answers if moment > vanished + 2.5} == {"new"}
    assert {who for _, who in answers} == {"old", "new"}


# --- What it costs ---


@pytest.mark.heavy
def test_it_adds_two_milliseconds_at_most(nginx: Nginx, gateway: Container) -> None:
    """At the 95th percentile, over kept connections, both ways asked in turn; in the best round."""
    addresses = nginx.reachable_address(80), gateway.reachable_address(8000)
    added: list[float] = []
    while not added or (min(added) > 2 and len(added) < 10):  # others use the machine too
        added.append(added_milliseconds(*addresses))
    assert min(added) <= 2, added


def added_milliseconds(nginx_address: str, gateway_address: str, requests: int = 400) -> float:
    direct = http.client.HTTPConnection(gateway_address, 8000, timeout=10)
    through = http.client.HTTPConnection(nginx_address, 80, timeout=10)
    times: dict[http.client.HTTPConnection, list[float]] = {direct: [], through: []}
    for _ in range(requests):
        for connection in (direct, through):
            started = time.perf_counter()
            connection.request("GET", "/echo")
            connection.getresponse().read()
            times[connection].append((time.perf_counter() - started) * 1000)
    p95 = {connection: statistics.quantiles(values, n=20)[-1] for connection, values in times.items()}
    return p95[through] - p95[direct]


# --- Slow clients ---


@pytest.fixture(scope="module", autouse=True)
def slow_clients(nginx: Nginx) -> Iterator[dict[str, Future[float]]]:
    """After how many seconds a client was shown the door. They wait while the other tests run."""

    def seconds(request: bytes, trickle: bytes) -> float:
        with socket.create_connection(("127.0.0.1", nginx.port), timeout=1) as connection:
            connection.sendall(request)
            started = time.monotonic()
            while (waited := time.monotonic() - started) < 40:
                try:
                    answer = connection.recv(1000)
                    assert answer == b""
                    return waited
                except TimeoutError:
                    if waited < 8:
                        connection.sendall(trickle)
                except ConnectionResetError:
                    return waited
        return waited

    with ThreadPoolExecutor() as pool:
        yield {
            "headers": pool.submit(seconds, b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n"),
            "body": pool.submit(seconds, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx", b""),
        }


@pytest.mark.heavy
def test_slow_clients_are_shown_the_door(slow_clients: dict[str, Future[float]]) -> None:
    """Ten seconds for all the headers, however they trickle in; twenty between two pieces of a body."""
    assert 9 < slow_clients["headers"].result() < 13
    assert 19 < slow_clients["body"].result() < 24
