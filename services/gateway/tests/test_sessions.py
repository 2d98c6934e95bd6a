"""Refreshing, logging out, and who am I."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from support.gateways import Gateway
from tr4ction_gateway.sessions.models import LoginSession, RefreshToken


async def refresh(gateway: Gateway, token: str) -> tuple[int, str]:
    """Status and code, or the new refresh token."""
    answer = await gateway.client.post("/auth/refresh", json={"refresh_token": token})
    return answer.status_code, answer.json().get("code") or answer.json()["refresh_token"]


async def me(gateway: Gateway, access_token: str) -> tuple[int, str]:
    """Status and code, or the name."""
    answer = await gateway.client.get("/auth/me", headers={"Authorization": f"Bearer {access_token}"})
    return answer.status_code, answer.json().get("code") or answer.json()["name"]


async def test_me_is_the_user_of_login(gateway: Gateway) -> None:
    await gateway.add_user("ana", company="Padaria Boa")
    tokens = await gateway.log_in("ana")
    answer = await gateway.client.get("/auth/me", headers={"Authorization": f"bearer {tokens['access_token']}"})
    assert answer.json() == tokens["user"]


async def test_a_refresh_token_is_good_for_new_tokens(either_gateway: Gateway) -> None:
    await either_gateway.add_user("ana")
    first = await either_gateway.log_in("ana")
    answer = await either_gateway.client.post("/auth/refresh", json={"refresh_token": first["refresh_token"]})
    second = answer.json()
    assert answer.status_code == 200
    assert second["user"] == first["user"]
    assert second["refresh_token"] != first["refresh_token"]
    assert (await me(either_gateway, second["access_token"]))[0] == 200
    assert (await refresh(either_gateway, second["refresh_token"]))[0] == 200


async def test_a_second_use_ends_the_whole_session(either_gateway: Gateway) -> None:
    await either_gateway.add_user("ana")
    stolen = await either_gateway.log_in("ana")
    other = await either_gateway.log_in("ana")
    _, newer = await refresh(either_gateway, stolen["refresh_token"])
    assert await refresh(either_gateway, stolen["refresh_token"]) == (401, "token_invalid")
    assert await refresh(either_gateway, newer) == (401, "token_invalid")
    assert await me(either_gateway, stolen["access_token"]) == (401, "token_invalid")
    assert (await refresh(either_gateway, other["refresh_token"]))[0] == 200


async def test_of_two_uses_at_once_one_wins_and_the_session_ends(either_gateway: Gateway) -> None:
    await either_gateway.add_user("ana")
    token = (await either_gateway.log_in("ana"))["refresh_token"]
    answers = await asyncio.gather(*(refresh(either_gateway, token) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [200, 401, 401, 401]
    [winner] = [newer for status, newer in answers if status == 200]
    assert await refresh(either_gateway, winner) == (401, "token_invalid")


@pytest.mark.parametrize("token", ["unknown", "x" * 256, "é\0"])
async def test_an_unknown_token_is_refused(either_gateway: Gateway, token: str) -> None:
    assert await refresh(either_gateway, token) == (401, "token_invalid")


async def test_a_token_ends_with_time_and_is_forgotten_at_the_next_login(gateway: Gateway) -> None:
    await gateway.add_user("ana")
    token = (await gateway.log_in("ana"))["refresh_token"]
    past = datetime.now(UTC) - timedelta(seconds=1)
    async with gateway.app.state.database.session(writes=True) as session, session.begin():
        await session.execute(update(RefreshToken).values(expires_at=past))
        await session.execute(update(LoginSession).values(expires_at=past))
    assert await refresh(gateway, token) == (401, "token_expired")
    await gateway.log_in("ana")
    async with gateway.app.state.database.session(writes=False) as session:
        assert await session.scalar(select(func.count()).select_from(LoginSession)) == 1
        assert await session.scalar(select(func.count()).select_from(RefreshToken)) == 1


async def test_tokens_are_stored_hashed(gateway: Gateway) -> None:
    await gateway.add_user("ana")
    token = (await gateway.log_in("ana"))["refresh_token"]
    async with gateway.app.state.database.session(writes=False) as session:
        stored = await session.scalar(select(RefreshToken.token_hash))
    assert len(stored) == 64
    assert token not in stored


@pytest.mark.parametrize("by", ["refresh token", "access token"])
async def test_logging_out_ends_this_session_at_once(gateway: Gateway, by: str) -> None:
    await gateway.add_user("ana")
    tokens, other = await gateway.log_in("ana"), await gateway.log_in("ana")
    if by == "refresh token":
        answer = await gateway.client.post("/auth/logout", json={"refresh_token": tokens["refresh_token"]})
    else:
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        answer = await gateway.client.post("/auth/logout", headers=bearer)
    assert (answer.status_code, answer.content) == (204, b"")
    assert await refresh(gateway, tokens["refresh_token"]) == (401, "token_invalid")
    assert await me(gateway, tokens["access_token"]) == (401, "token_invalid")
    assert (await me(gateway, other["access_token"]))[0] == 200


async def test_logging_out_without_a_session_changes_nothing(gateway: Gateway) -> None:
    assert (await gateway.client.post("/auth/logout", json={"refresh_token": "unknown"})).status_code == 204
    assert (await gateway.client.post("/auth/logout")).json()["code"] == "authentication_required"


async def test_disabling_an_account_is_felt_at_once(gateway: Gateway) -> None:
    user_id = await gateway.add_user("ana")
    tokens = await gateway.log_in("ana")
    await gateway.change_user(user_id, disabled_at=datetime.now(UTC))
    assert await me(gateway, tokens["access_token"]) == (401, "token_invalid")
    assert await refresh(gateway, tokens["refresh_token"]) == (401, "token_invalid")
