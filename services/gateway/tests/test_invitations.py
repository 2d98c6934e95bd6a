"""Invitations: sent, sent again, revoked, accepted."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from support.gateways import PASSWORD, Gateway, MakeGateway
from tr4ction_gateway.invitations.models import Invitation

BIA = {"email": "Bia@Startup.Example", "role": "founder", "organization_id": "1", "name": "Bia"}
INVALID = (404, "invitation_invalid")


@pytest.fixture
async def staffed(either_gateway: Gateway) -> Gateway:
    """A gateway with an admin, ana, and a start-up, number 1, of caio's; on each kind of database."""
    return await populated(either_gateway)


@pytest.fixture
async def quick(gateway: Gateway) -> Gateway:
    """The same on SQLite, for what is refused before a database is asked."""
    return await populated(gateway)


async def populated(gateway: Gateway) -> Gateway:
    await gateway.add_user("ana", "admin")
    await gateway.add_user("caio", company="Padaria Boa")
    return gateway


async def invite(gateway: Gateway, **changes: Any) -> tuple[str, str]:
    """Number and token of a new invitation."""
    sent = await gateway.told(201, "POST", "/admin/invitations", "ana", {**BIA, **changes})
    return sent["id"], token_in(sent)


def token_in(sent: dict[str, Any]) -> str:
    page, _, token = sent["link"].partition("#token=")
    assert page == "http://localhost:3000/accept-invitation"
    return str(token)


async def accept(gateway: Gateway, token: str, password: str = PASSWORD, **more: str) -> tuple[int, Any]:
    """Status, and code or the user."""
    body = {"token": token, "password": password, **more}
    answer = await gateway.client.post("/auth/accept-invitation", json=body)
    return answer.status_code, answer.json().get("code") or answer.json()["user"]


async def test_who_is_invited_gets_an_account_and_is_logged_in(staffed: Gateway) -> None:
    answer = await staffed.call("POST", "/admin/invitations", "ana", BIA)
    sent = answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert (sent["state"], sent["email"], sent["company_name"]) == ("pending", "bia@startup.example", "Padaria Boa")
    body = {"token": token_in(sent), "password": PASSWORD}
    tokens = (await staffed.client.post("/auth/accept-invitation", json=body)).json()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "refresh_token", "user"}
    assert (tokens["user"]["name"], tokens["user"]["role"]) == ("Bia", "founder")
    assert tokens["user"]["company_name"] == "Padaria Boa"
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await staffed.client.get("/auth/me", headers=bearer)).json() == tokens["user"]
    assert (await staffed.log_in("bia@startup.example"))["user"] == tokens["user"]
    [listed] = (await staffed.told(200, "GET", "/admin/invitations", "ana"))["invitations"]
    del sent["link"]
    assert listed == {**sent, "state": "accepted"}
    assert await accept(staffed, body["token"]) == INVALID


async def test_people_choose_their_name(staffed: Gateway) -> None:
    _, token = await invite(staffed, name=None)
    assert (await accept(staffed, token, name="Bia Souza"))[1]["name"] == "Bia Souza"
    _, token = await invite(staffed, name=None, email="rui@startup.example")
    assert (await accept(staffed, token))[1]["name"] == "rui"


async def test_of_many_at_once_one_accepts(staffed: Gateway) -> None:
    _, token = await invite(staffed)
    answers = await asyncio.gather(*(accept(staffed, token) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [200, 404, 404, 404]


async def test_who_has_an_account_gives_its_password_and_moves(staffed: Gateway) -> None:
    await staffed.add_user("eva", "mentor", password="a senha que eva tem")
    _, token = await invite(staffed, email="eva@startup.example")
    assert await accept(staffed, token, "another password") == (401, "invalid_credentials")
    status, user = await accept(staffed, token, "a senha que eva tem", name="Not Eva")
    assert (status, user["name"], user["role"], user["company_name"]) == (200, "Eva", "founder", "Padaria Boa")


async def test_a_disabled_account_does_not_come_back_by_invitation(staffed: Gateway) -> None:
    await staffed.add_user("eva", "mentor", disabled=True)
    _, token = await invite(staffed, email="eva@startup.example")
    assert await accept(staffed, token) == (403, "account_disabled")


async def test_the_last_admin_is_not_invited_away(staffed: Gateway) -> None:
    _, token = await invite(staffed, email="ana@startup.example")
    assert await accept(staffed, token) == (409, "last_admin")


async def test_a_weak_password_leaves_the_invitation_open(staffed: Gateway) -> None:
    _, token = await invite(staffed)
    for weak in ("curta", "password123", "bia@startup.example", "é" * 37):
        assert await accept(staffed, token, weak) == (422, "password_refused")
    assert (await accept(staffed, token))[0] == 200


async def test_a_link_ends_with_revocation_time_and_the_next_link(staffed: Gateway) -> None:
    number, first = await invite(staffed)
    again = await staffed.told(200, "POST", f"/admin/invitations/{number}/resend", "ana")
    assert await accept(staffed, first) == INVALID
    await expire(staffed)
    assert await accept(staffed, token_in(again)) == INVALID
    assert await states(staffed) == ["expired"]
    again = await staffed.told(200, "POST", f"/admin/invitations/{number}/resend", "ana")
    assert again["state"] == "pending"
    revoked = await staffed.told(200, "PATCH", f"/admin/invitations/{number}/revoke", "ana")
    assert (revoked["state"], "link" in revoked) == ("revoked", False)
    assert await accept(staffed, token_in(again)) == INVALID
    for method, path in (("PATCH", "revoke"), ("POST", "resend")):
        problem = await staffed.told(409, method, f"/admin/invitations/{number}/{path}", "ana")
        assert problem["code"] == "invitation_closed"


async def expire(gateway: Gateway) -> None:
    async with gateway.app.state.database.session(writes=True) as session, session.begin():
        await session.execute(update(Invitation).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))


async def states(gateway: Gateway, query: str = "") -> list[str]:
    page = await gateway.told(200, "GET", f"/admin/invitations?{query}", "ana")
    assert page["total"] == len(page["invitations"])
    return [item["state"] for item in page["invitations"]]


async def test_an_address_has_one_open_invitation(staffed: Gateway) -> None:
    number, _ = await invite(staffed)
    problem = await staffed.told(409, "POST", "/admin/invitations", "ana", {**BIA, "email": "bia@startup.example"})
    assert problem["code"] == "invitation_open"
    await expire(staffed)
    other, _ = await invite(staffed)
    assert await states(staffed) == ["pending", "revoked"]
    await staffed.told(200, "PATCH", f"/admin/invitations/{other}/revoke", "ana")
    await invite(staffed)
    assert await states(staffed) == ["pending", "revoked", "revoked"]
    assert number != other


async def test_invitations_are_found(staffed: Gateway) -> None:
    _, token = await invite(staffed)
    await accept(staffed, token)
    await invite(staffed, email="eva@startup.example", role="mentor", organization_id=None)
    assert await states(staffed, "state=pending") == ["pending"]
    assert await states(staffed, "state=accepted") == ["accepted"]
    assert await states(staffed, "state=revoked") == await states(staffed, "state=expired") == []
    assert await states(staffed, "role=mentor") == ["pending"]
    assert await states(staffed, "organization_id=1") == ["accepted"]
    assert await states(staffed, "email=EVA@startup.example") == ["pending"]


@pytest.mark.parametrize("token", ["unknown", "é\0", "x" * 256])
async def test_an_unknown_link_is_like_one_that_is_over(staffed: Gateway, token: str) -> None:
    assert await accept(staffed, token) == INVALID
    assert await accept(staffed, token, "curta") == INVALID


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"email": "bia"}, "/email"),
        ({"organization_id": None}, "/organization_id"),
        ({"organization_id": "999"}, "/organization_id"),
        ({"role": "admin"}, "/organization_id"),
        ({"role": "owner"}, "/role"),
    ],
    ids=str,
)
async def test_what_is_wrong_is_pointed_at(quick: Gateway, change: dict[str, Any], pointer: str) -> None:
    problem = await quick.told(422, "POST", "/admin/invitations", "ana", {**BIA, **change})
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize("number", ["999", "x", "9" * 30])
async def test_no_invitation_has_another_number(quick: Gateway, number: str) -> None:
    for method, path in (("PATCH", "revoke"), ("POST", "resend")):
        problem = await quick.told(404, method, f"/admin/invitations/{number}/{path}", "ana")
        assert problem["code"] == "invitation_not_found"


async def test_a_link_is_neither_stored_nor_logged(staffed: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _, token = await invite(staffed)
    async with staffed.app.state.database.session(writes=False) as session:
        stored = await session.scalar(select(Invitation.token_hash))
    assert stored is not None
    assert (len(stored), token in stored) == (64, False)
    await accept(staffed, token)
    assert token not in caplog.text


@pytest.mark.parametrize(
    ("settings", "start"),
    [
        ({"app_domain": "app.example.com"}, "https://app.example.com/"),
        ({"app_domain": "app.example.com", "app_url": "http://203.0.113.5/"}, "http://203.0.113.5/"),
        ({"web_port": 3100}, "http://localhost:3100/"),
    ],
    ids=str,
)
async def test_links_lead_where_the_screens_are(
    make_gateway: MakeGateway, settings: dict[str, Any], start: str
) -> None:
    gateway = await make_gateway(**settings)
    await gateway.add_user("ana", "admin")
    body = {"email": "eva@startup.example", "role": "mentor"}
    sent = await gateway.told(201, "POST", "/admin/invitations", "ana", body)
    assert sent["link"].startswith(f"{start}accept-invitation#token=")
