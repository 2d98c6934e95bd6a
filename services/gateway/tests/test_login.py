"""POST /auth/login."""

from __future__ import annotations

import asyncio
import logging
import math
import time

import pytest

from support.gateways import PASSWORD, Gateway, MakeGateway


async def test_the_answer_has_what_clients_read(either_gateway: Gateway) -> None:
    user_id = await either_gateway.add_user("bia", company="Padaria Boa")
    answer = await either_gateway.client.post("/auth/login", json={"username": "bia", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    tokens = answer.json()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "refresh_token", "user"}
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 900)
    assert tokens["user"] == {
        "id": user_id,
        "email": "bia@startup.example",
        "name": "Bia",
        "role": "founder",
        "company_name": "Padaria Boa",
        "must_change_password": False,
    }


@pytest.mark.parametrize(
    "who",
    [
        {"username": "ana"},
        {"username": "  ANA "},
        {"email": "ana@startup.example"},
        {"email": "Ana@Startup.Example"},
        {"username": "ana@startup.example"},
        {"email": "ana", "username": None},
    ],
)
async def test_people_are_known_by_name_or_address_in_any_case(gateway: Gateway, who: dict[str, str]) -> None:
    await gateway.add_user("ana", "admin")
    answer = await gateway.client.post("/auth/login", json={**who, "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json()["user"]["company_name"] is None


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("ana", "wrong password"),
        ("nobody", PASSWORD),
        ("ana", "x" * 1000),
        ("ana", PASSWORD + "x" * 72),
        ("a\0na", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("ana%", PASSWORD),
    ],
)
async def test_every_wrong_pair_is_refused_alike(either_gateway: Gateway, username: str, password: str) -> None:
    await either_gateway.add_user("ana")
    answer = await either_gateway.client.post("/auth/login", json={"username": username, "password": password})
    assert answer.status_code == 401
    problem = answer.json()
    assert problem.pop("request_id") == answer.headers["X-Request-ID"]
    assert problem == {
        "type": "https://tr4ction.example/errors#invalid_credentials",
        "title": "Usuário ou senha incorretos",
        "status": 401,
        "detail": "O usuário ou a senha não confere. Verifique e tente de novo.",
        "code": "invalid_credentials",
    }


async def test_unknown_and_wrong_take_the_same_time(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(bcrypt_rounds=9)
    await gateway.add_user("ana")
    best = {"ana": math.inf, "nobody": math.inf}
    # By turns, and the best of each: what else the machine does meanwhile must not count.
    for username in [*best] * 5:  # fewer than make either of them wait
        started = time.process_time()
        await gateway.client.post("/auth/login", json={"username": username, "password": "wrong"})
        best[username] = min(best[username], time.process_time() - started)
    assert 0.6 < best["nobody"] / best["ana"] < 1.6


async def test_a_disabled_account_is_told_only_to_its_owner(gateway: Gateway) -> None:
    await gateway.add_user("eva", disabled=True)
    right = await gateway.client.post("/auth/login", json={"username": "eva", "password": PASSWORD})
    wrong = await gateway.client.post("/auth/login", json={"username": "eva", "password": "wrong"})
    assert (right.status_code, right.json()["code"]) == (403, "account_disabled")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (b'{"password": "x"}', ["/username"]),
        (b'{"username": "ana"}', ["/password"]),
        (b'{"username": "", "password": ""}', ["/username", "/password"]),
        (b'{"username": 1, "password": []}', ["/username", "/password"]),
        (b'{"username": "ana", "password": "\\ud800"}', ["/password"]),
        (b"[]", [""]),
        (b"null", [""]),
        (b"", [""]),
        (b'{"username": "ana"', ["/18"]),
    ],
)
async def test_a_body_that_is_no_login_is_refused(gateway: Gateway, body: bytes, pointers: list[str]) -> None:
    answer = await gateway.client.post("/auth/login", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[" * 100_000], ids=["not text", "too deep"])
async def test_a_body_that_is_no_json_is_refused(gateway: Gateway, body: bytes) -> None:
    answer = await gateway.client.post("/auth/login", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_huge_body_is_refused_before_it_is_parsed(gateway: Gateway) -> None:
    answer = await gateway.client.post("/auth/login", content=b" " * 2_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_passwords_stay_out_of_the_log(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await gateway.add_user("ana")
    await gateway.log_in("ana")
    await gateway.client.post("/auth/login", json={"username": "ana", "password": "wrong-and-private"})
    assert "/auth/login" in caplog.text
    assert PASSWORD not in caplog.text
    assert "wrong-and-private" not in caplog.text


async def test_many_may_log_in_at_once(either_gateway: Gateway) -> None:
    """More than there are database connections: none is held while a password is checked."""
    await either_gateway.add_user("ana")
    tokens = await asyncio.gather(*(either_gateway.log_in("ana") for _ in range(40)))
    assert len({each["refresh_token"] for each in tokens}) == 40
