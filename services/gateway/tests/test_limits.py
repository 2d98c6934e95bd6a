"""How often one may try to log in."""

from __future__ import annotations

import socket
import time

import httpx
import pytest

from support.gateways import PASSWORD, Gateway, MakeGateway

WRONG = {"username": "ana", "password": "wrong"}


async def attempt(gateway: Gateway, **headers: str) -> httpx.Response:
    return await gateway.client.post("/auth/login", json=WRONG, headers=headers)


async def test_one_too_many_is_told_when_to_come_back(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(rate_limit_login="3/minute")
    answers = [await attempt(gateway) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert all(answer.headers["RateLimit-Limit"] == "3" for answer in answers)
    assert all(1 <= int(answer.headers["RateLimit-Reset"]) <= 60 for answer in answers)
    assert [("Retry-After" in answer.headers) for answer in answers] == [False, False, False, True]
    assert not any(name.startswith("x-ratelimit") for name in answers[3].headers)
    problem = answers[3].json()
    assert problem["code"] == "rate_limited"
    assert problem["detail"] == f"Espere {answers[3].headers['Retry-After']} s e tente de novo."


async def test_headers_that_claim_another_address_change_nothing(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(rate_limit_login="3/minute")
    claims = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP"]
    answers = [await attempt(gateway, **{claim: f"10.0.0.{n}"}) for n, claim in enumerate(claims)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]


async def test_another_address_is_another_client(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(rate_limit_login="1/minute")
    await gateway.add_user("ana")
    assert (await attempt(gateway)).status_code == 401
    assert (await attempt(gateway)).status_code == 429
    elsewhere = httpx.ASGITransport(gateway.app, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://gateway") as client:
        answer = await client.post("/auth/login", json={"username": "ana", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.headers["RateLimit-Remaining"] == "0"


async def test_a_trusted_proxy_says_who_the_client_is(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(rate_limit_login="1/minute", trusted_proxies="127.0.0.0/8,fd00::/8")
    for client in ("203.0.113.7", "203.0.113.8"):
        # The proxy appends what it saw; what stands before that is the client's own claim.
        first = await attempt(gateway, **{"X-Forwarded-For": client})
        assert first.status_code == 401
        second = await attempt(gateway, **{"X-Forwarded-For": f"198.51.100.1, {client}"})
        assert second.status_code == 429


async def test_a_proxy_that_is_not_trusted_says_nothing(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(rate_limit_login="1/minute", trusted_proxies="192.0.2.1")
    assert (await attempt(gateway, **{"X-Forwarded-For": "203.0.113.7"})).status_code == 401
    assert (await attempt(gateway, **{"X-Forwarded-For": "203.0.113.8"})).status_code == 429


async def test_gateways_do_not_count_together_in_memory(make_gateway: MakeGateway) -> None:
    for _ in range(2):
        assert (await attempt(await make_gateway(rate_limit_login="1/minute"))).status_code == 401


async def test_other_routes_are_not_counted(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(rate_limit_login="1/minute")
    for _ in range(3):
        answer = await gateway.client.get("/health")
        assert answer.status_code == 200
        assert "RateLimit-Limit" not in answer.headers


@pytest.mark.parametrize("listens", [True, False], ids=["hangs", "is down"])
async def test_memory_counts_while_the_shared_store(make_gateway: MakeGateway, listens: bool) -> None:
    with socket.socket() as store:
        store.bind(("127.0.0.1", 0))
        if listens:
            store.listen()  # takes the connection and never answers
        url = f"redis://127.0.0.1:{store.getsockname()[1]}"
        gateway = await make_gateway(rate_limit_login="2/minute", redis_url=url)
        started = time.monotonic()
        answers = [await attempt(gateway) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 429]
        assert time.monotonic() - started < 3
