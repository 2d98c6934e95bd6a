"""Who is let in: tokens of every wrong kind, and roles."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from jose import jwt

from support.gateways import JWT_KEY, Gateway
from support.servers import RunningServer
from tr4ction_common.tokens import key_id
from tr4ction_gateway.accounts.models import Role

TEMPLATES = "/admin/templates"


def claims(**changes: object) -> dict[str, object]:
    """What the access token of the first admin's first session says."""
    now = datetime.now(UTC)
    good = {"iss": "tr4ction-gateway", "aud": "tr4ction", "sub": "1", "sid": "1", "role": "admin", "jti": "x"}
    merged = {**good, "iat": now, "exp": now + timedelta(minutes=5), **changes}
    return {name: value for name, value in merged.items() if value is not None}


def hand_made(payload: dict[str, object], key: str = JWT_KEY, algorithm: str = "HS256") -> str:
    """A token that names the right key, signed with `key`."""
    return jwt.encode(payload, key, algorithm, headers={"kid": key_id("HS256", JWT_KEY)})


def without_signature(payload: dict[str, object]) -> str:
    header: dict[str, object] = {"alg": "none", "typ": "JWT", "kid": key_id("HS256", JWT_KEY)}
    parts = [header, {**payload, "iat": 1, "exp": 4_000_000_000}]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


async def ask(gateway: Gateway, authorization: str | None) -> tuple[int, str]:
    headers = {b"Authorization": authorization.encode()} if authorization is not None else {}
    answer = await gateway.client.get(TEMPLATES, headers=headers)
    if answer.status_code == 401:
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic YTpi", "token"])
async def test_without_a_bearer_token_nobody_is_known(connected: Gateway, authorization: str | None) -> None:
    assert await ask(connected, authorization) == (401, "authentication_required")


async def test_the_good_token_the_bad_ones_are_made_from(connected: Gateway) -> None:
    await connected.log_in("ana")
    assert (await ask(connected, f"Bearer {hand_made(claims())}"))[0] == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody else"},
        {"aud": "ingestion"},
        {"aud": None},
        {"iss": None},
        {"exp": None},
        {"jti": None},
        {"iat": None},
        {"sub": None},
        {"sid": None},
        {"sub": "ana"},
        {"sub": "2"},
        {"sid": "2"},
        {"sid": "9" * 30},
        {"sub": "-1"},
        {"nbf": 4_000_000_000},
    ],
    ids=str,
)
async def test_a_token_that_says_something_else_is_refused(connected: Gateway, changes: dict[str, object]) -> None:
    await connected.log_in("ana")
    assert await ask(connected, f"Bearer {hand_made(claims(**changes))}") == (401, "token_invalid")


async def test_forged_tokens_are_refused(connected: Gateway, key_pair: tuple[str, str]) -> None:
    good = (await connected.log_in("ana"))["access_token"]
    forged = [
        jwt.encode(claims(), JWT_KEY),
        jwt.encode(claims(), JWT_KEY, headers={"kid": "another"}),
        hand_made(claims(), "another key of thirty-two bytes!"),
        hand_made(claims(), algorithm="HS512"),
        hand_made(claims(), key_pair[0], "ES256"),
        without_signature(claims()),
        good[:-4] + "AAAA",
        good.rpartition(".")[0] + ".",
        "not.a.token",
        "é",
        "x" * 5000,
    ]
    for token in forged:
        assert await ask(connected, f"Bearer {token}") == (401, "token_invalid"), token


async def test_an_expired_token_says_so_after_thirty_seconds_of_patience(connected: Gateway) -> None:
    await connected.log_in("ana")
    now = datetime.now(UTC)
    expired = hand_made(claims(exp=now - timedelta(seconds=40)))
    recent = hand_made(claims(exp=now - timedelta(seconds=10)))
    assert await ask(connected, f"Bearer {expired}") == (401, "token_expired")
    assert (await ask(connected, f"Bearer {recent}"))[0] == 200


@pytest.mark.parametrize("role", ["founder", "mentor"])
async def test_other_roles_do_not_get_to_the_admins_routes(connected: Gateway, role: Role) -> None:
    await connected.add_user("bia", role)
    assert await ask(connected, (await connected.bearer("bia"))["Authorization"]) == (403, "forbidden")


async def test_a_changed_role_counts_at_once(connected: Gateway) -> None:
    user_id = await connected.add_user("bia", "admin")
    authorization = (await connected.bearer("bia"))["Authorization"]
    assert (await ask(connected, authorization))[0] == 200
    await connected.change_user(user_id, role="founder")
    assert await ask(connected, authorization) == (403, "forbidden")


async def test_refusals_come_in_the_clients_language(connected: Gateway) -> None:
    answer = await connected.client.get(TEMPLATES, headers={"Accept-Language": "en-US, pt;q=0.5"})
    assert answer.headers["Content-Language"] == "en"
    assert answer.json()["title"] == "Authentication required"


async def test_nothing_is_read_or_passed_on_for_a_stranger(connected: Gateway, upstream: RunningServer) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b"x" * 1000

    answer = await connected.client.post(f"{TEMPLATES}/upload", content=body())
    assert (answer.status_code, read) == (401, 0)
