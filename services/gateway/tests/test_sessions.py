"""Refreshing, logging out, and who am I."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from support.gateways import JWT_KEY, Gateway, MakeGateway
from tr4ction_gateway.sessions.models import LoginSession, RefreshToken
from tr4ction_gateway.sessions.rotation import Rotation


async def refresh(gateway: Gateway, token: str) -> tuple[int, str]:
    """Status and code, or the new refresh token."""
    answer = await gateway.client.post("/auth/refresh", json={"refresh_token": token})
    return answer.status_code, answer.json().get("code") or answer.json()["refresh_token"]


async def let_grace_pass(gateway: Gateway) -> None:
    async with gateway.app.state.database.session(writes=True) as session, session.begin():
        earlier = datetime.now(UTC) - timedelta(seconds=11)
        await session.execute(update(RefreshToken).where(RefreshToken.used_at.is_not(None)).values(used_at=earlier))


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
    await let_grace_pass(either_gateway)
    assert await refresh(either_gateway, stolen["refresh_token"]) == (401, "token_invalid")
    assert await refresh(either_gateway, newer) == (401, "token_invalid")
    assert await me(either_gateway, stolen["access_token"]) == (401, "token_invalid")
    assert (await refresh(either_gateway, other["refresh_token"]))[0] == 200


async def test_two_tabs_at_once_get_the_same_successor(either_gateway: Gateway) -> None:
    await either_gateway.add_user("ana")
    token = (await either_gateway.log_in("ana"))["refresh_token"]
    answers = await asyncio.gather(*(refresh(either_gateway, token) for _ in range(4)))
    assert [status for status, _ in answers] == [200] * 4
    assert len({newer for _, newer in answers}) == 1
    async with either_gateway.app.state.database.session(writes=False) as session:
        assert await session.scalar(select(func.count()).select_from(RefreshToken)) == 2


async def test_a_thief_within_the_grace_ends_the_session_later(either_gateway: Gateway) -> None:
    await either_gateway.add_user("ana")
    token = (await either_gateway.log_in("ana"))["refresh_token"]
    (_, owners), (_, thiefs) = await refresh(either_gateway, token), await refresh(either_gateway, token)
    assert (await refresh(either_gateway, thiefs))[0] == 200
    await let_grace_pass(either_gateway)
    assert await refresh(either_gateway, owners) == (401, "token_invalid")


async def test_there_is_no_grace_once_the_successor_was_used(either_gateway: Gateway) -> None:
    await either_gateway.add_user("ana")
    token = (await either_gateway.log_in("ana"))["refresh_token"]
    _, second = await refresh(either_gateway, token)
    _, third = await refresh(either_gateway, second)
    assert await refresh(either_gateway, token) == (401, "token_invalid")
    assert await refresh(either_gateway, third) == (401, "token_invalid")


async def test_without_grace_of_two_uses_at_once_one_wins_and_the_session_ends(
    make_gateway: MakeGateway, database_url: str
) -> None:
    gateway = await make_gateway(gateway_database_url=database_url, refresh_grace_seconds=0)
    await gateway.add_user("ana")
    token = (await gateway.log_in("ana"))["refresh_token"]
    answers = await asyncio.gather(*(refresh(gateway, token) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [200, 401, 401, 401]
    [winner] = [newer for status, newer in answers if status == 200]
    assert await refresh(gateway, winner) == (401, "token_invalid")


async def test_a_successor_cannot_be_told_without_the_secret(gateway: Gateway) -> None:
    await gateway.add_user("ana")
    token = (await gateway.log_in("ana"))["refresh_token"]
    _, newer = await refresh(gateway, token)
    assert newer == Rotation(JWT_KEY).successor_of(token) != Rotation(JWT_KEY + "x").successor_of(token)


async def test_own_sessions_are_listed_and_ended(either_gateway: Gateway) -> None:
    await either_gateway.add_user("ana")
    here = await either_gateway.log_in("ana")
    there = await either_gateway.log_in("ana")
    bearer = {"Authorization": f"Bearer {here['access_token']}"}
    listed = (await either_gateway.client.get("/auth/sessions", headers=bearer)).json()["sessions"]
    assert [item["is_current"] for item in listed] == [False, True]
    assert set(listed[0]) == {
        *("id", "created_at", "last_used_at", "expires_at", "address", "user_agent", "is_current"),
    }
    assert listed[0]["user_agent"].startswith("python-httpx")
    path = f"/auth/sessions/{listed[0]['id']}"
    assert (await either_gateway.client.delete(path, headers=bearer)).status_code == 204
    assert (await either_gateway.client.delete(path, headers=bearer)).json()["code"] == "not_found"
    assert await me(either_gateway, there["access_token"]) == (401, "token_invalid")
    assert await refresh(either_gateway, there["refresh_token"]) == (401, "token_invalid")
    listed = (await either_gateway.client.get("/auth/sessions", headers=bearer)).json()["sessions"]
    assert [item["is_current"] for item in listed] == [True]


async def test_a_strangers_session_is_none_of_ones_business(either_gateway: Gateway) -> None:
    await either_gateway.add_user("ana", "admin")
    await either_gateway.add_user("bia")
    strangers = await either_gateway.log_in("ana")
    bearer = await either_gateway.bearer("bia")
    own = (await either_gateway.client.get("/auth/sessions", headers=bearer)).json()["sessions"]
    assert len(own) == 1
    answers = [
        await either_gateway.client.delete(f"/auth/sessions/{number}", headers=bearer)
        for number in (int(own[0]["id"]) - 1, 999, 2**70, "x")
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "not_found")}
    assert (await me(either_gateway, strangers["access_token"]))[0] == 200


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
