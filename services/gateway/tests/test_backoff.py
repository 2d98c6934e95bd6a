"""Who guesses passwords waits, longer and longer; who owns the account does not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.gateways import Gateway, MakeGateway
from support.redis import RunningRedis, redis_server
from tr4ction_common.problems import Problem
from tr4ction_gateway.limits.backoff import ACCOUNT, ADDRESS, CLIENT_AT_ACCOUNT, Attempt, LoginBackoff, Patience
from tr4ction_gateway.limits.store import Counters


@dataclass
class Clock:
    """What time it is for whoever asks `time.time`."""

    now: float

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(time.time())
    monkeypatch.setattr(time, "time", lambda: made.now)
    return made


@pytest.fixture
def backoff(clock: Clock) -> LoginBackoff:
    return LoginBackoff(Counters())


async def wait_of(backoff: LoginBackoff, attempt: Attempt) -> int:
    """Seconds that the attempt must wait."""
    try:
        await backoff.check(attempt)
    except Problem as problem:
        return int(problem.headers["Retry-After"])
    return 0


async def fail(backoff: LoginBackoff, attempt: Attempt, times: int) -> None:
    for _ in range(times):
        await backoff.failed(attempt)


async def test_waits_double(backoff: LoginBackoff, clock: Clock) -> None:
    attempt = Attempt("ana", "192.0.2.1")
    await fail(backoff, attempt, CLIENT_AT_ACCOUNT.free_failures)
    waits = []
    for _ in range(12):
        assert await wait_of(backoff, attempt) == 0
        await backoff.failed(attempt)
        waits.append(await wait_of(backoff, attempt))
        clock.pass_by(waits[-1])
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


async def test_who_logs_in_starts_afresh(backoff: LoginBackoff, clock: Clock) -> None:
    attempt = Attempt("ana", "192.0.2.1")
    await fail(backoff, attempt, CLIENT_AT_ACCOUNT.free_failures)
    await backoff.succeeded(attempt)
    await fail(backoff, attempt, CLIENT_AT_ACCOUNT.free_failures)
    assert await wait_of(backoff, attempt) == 0


async def test_failures_are_forgotten_after_an_hour(backoff: LoginBackoff, clock: Clock) -> None:
    attempt = Attempt("ana", "192.0.2.1")
    await fail(backoff, attempt, CLIENT_AT_ACCOUNT.free_failures + 1)
    clock.pass_by(3601)
    await fail(backoff, attempt, CLIENT_AT_ACCOUNT.free_failures)
    assert await wait_of(backoff, attempt) == 0


async def test_guesses_from_many_addresses_make_everybody_new_wait(backoff: LoginBackoff, clock: Clock) -> None:
    home = Attempt("ana", "203.0.113.5")
    await backoff.succeeded(home)
    for number in range(ACCOUNT.free_failures + 8):
        clock.pass_by(ACCOUNT.wait_after(number))
        await backoff.failed(Attempt("ana", f"192.0.2.{number}"))
    assert await wait_of(backoff, Attempt("ana", "198.51.100.1")) > 0
    assert await wait_of(backoff, home) == 0
    assert await wait_of(backoff, Attempt("bia", "198.51.100.1")) == 0


async def test_an_address_that_tries_many_accounts_waits(backoff: LoginBackoff, clock: Clock) -> None:
    for number in range(ADDRESS.free_failures + 1):
        await backoff.failed(Attempt(f"user{number}", "192.0.2.1"))
    assert await wait_of(backoff, Attempt("somebody-else", "192.0.2.1")) == 1
    assert await wait_of(backoff, Attempt("somebody-else", "192.0.2.2")) == 0


@given(st.integers(0, 60), st.integers(1, 3600), st.integers(0, 10_000))
def test_waits_never_shrink_nor_exceed_the_longest(free: int, longest: int, failures: int) -> None:
    patience = Patience(free, longest)
    assert 0 <= patience.wait_after(failures) <= patience.wait_after(failures + 1) <= longest
    assert (patience.wait_after(failures) == 0) == (failures <= free)


async def test_the_right_password_must_wait_too(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway()
    await gateway.add_user("ana")
    wrong = {"username": "ana", "password": "wrong"}
    for _ in range(CLIENT_AT_ACCOUNT.free_failures + 1):
        assert (await gateway.client.post("/auth/login", json=wrong)).status_code == 401
    answer = await gateway.client.post("/auth/login", json={**wrong, "email": " ANA "})
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert answer.headers["Retry-After"] == "1"


async def test_unknown_accounts_wait_like_others(gateway: Gateway) -> None:
    wrong = {"username": "nobody", "password": "wrong"}
    statuses = [(await gateway.client.post("/auth/login", json=wrong)).status_code for _ in range(7)]
    assert statuses == [401] * 6 + [429]


@pytest.fixture(scope="module")
def shared() -> Iterator[RunningRedis]:
    with redis_server() as server:
        yield server


async def test_processes_that_share_a_store_count_together(make_gateway: MakeGateway, shared: RunningRedis) -> None:
    gateways = [await make_gateway(redis_url=shared.url, rate_limit_login="9/minute") for _ in range(2)]
    wrong = {"username": "together", "password": "wrong"}
    answers = [await gateways[n % 2].client.post("/auth/login", json=wrong) for n in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 6 + [429]
    assert [int(answer.headers["RateLimit-Remaining"]) for answer in answers] == [8, 7, 6, 5, 4, 3, 2]


async def test_waits_outlive_a_process(shared: RunningRedis, clock: Clock) -> None:
    attempt = Attempt("outlives", "192.0.2.9")
    await fail(LoginBackoff(Counters(shared.url)), attempt, CLIENT_AT_ACCOUNT.free_failures + 5)
    assert await wait_of(LoginBackoff(Counters(shared.url)), attempt) >= 1


async def test_memory_counts_while_the_store_is_away_and_the_store_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tr4ction_gateway.limits.store.RETRY_SECONDS", 0.0)
    attempt = Attempt("comes-back", "192.0.2.9")
    with redis_server() as server:
        backoff = LoginBackoff(Counters(server.url))
        await backoff.check(attempt)
    await fail(backoff, attempt, CLIENT_AT_ACCOUNT.free_failures + 1)
    assert await wait_of(backoff, attempt) == 1
