"""Members: what the gateway pushes and what ingestion knows of it, the two of them together."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text, update

from support.gateways import JWT_KEY, NOBODY_LISTENS, Gateway
from support.ingestion import keys, make_settings
from tr4ction_common import migrations
from tr4ction_common.internal_tokens import generate_key_pair
from tr4ction_common.settings import load_settings
from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.main import create_app
from tr4ction_gateway.members.client import MembersClient
from tr4ction_gateway.members.models import MemberPush
from tr4ction_gateway.members.pushing import FIRST_DELAY_SECONDS, MAX_DELAY_SECONDS, Pusher, delay
from tr4ction_gateway.migrations import MIGRATIONS
from tr4ction_gateway.settings import GatewaySettings
from tr4ction_ingestion.main import create_app as create_ingestion
from tr4ction_ingestion.members.models import Member, MemberCycle

BIA = {"email": "bia@startup.example", "name": "Bia", "role": "founder", "organization_id": "1"}


class Switch(httpx.AsyncBaseTransport):
    """The way to ingestion, which can be cut."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.is_cut = False
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.is_cut:
            raise httpx.ConnectError("cut")
        return await self._inner.handle_async_request(request)


class Both:
    """A gateway without a background of its own, and ingestion. `push` does what the background would."""

    def __init__(self, gateway: Gateway, ingestion: Any, way: Switch, pusher: Pusher) -> None:
        self.gateway = gateway
        self.ingestion = ingestion
        self.way = way
        self.pusher = pusher

    async def push(self) -> None:
        while await self.pusher.push_due():
            pass

    async def known(self) -> list[tuple[str, str, bool, str | None, list[str]]]:
        async with self.ingestion.session(writes=False) as session:
            people = (await session.scalars(select(Member).order_by(Member.name))).all()
            cycles = (await session.scalars(select(MemberCycle).order_by(MemberCycle.cycle))).all()
        return [
            (
                person.name,
                person.role,
                person.is_active,
                person.organization_name,
                [item.cycle for item in cycles if item.user_id == person.user_id],
            )
            for person in people
        ]

    async def waiting(self) -> list[int]:
        """The attempts of those who wait to be pushed."""
        async with self.gateway.app.state.database.session(writes=False) as session:
            return list((await session.scalars(select(MemberPush.attempts).order_by(MemberPush.user_id))).all())

    async def make_all_due(self) -> None:
        async with self.gateway.app.state.database.session(writes=True) as session, session.begin():
            await session.execute(update(MemberPush).values(due_at=datetime.now(UTC)))


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    (tmp_path / "ingestion").mkdir()
    ingestion = create_ingestion(make_settings(tmp_path / "ingestion"))
    values = {
        "data_dir": tmp_path,
        "jwt_secret": JWT_KEY,
        "internal_token_private_key": keys()[0],
        "ingestion_url": NOBODY_LISTENS,
        "bcrypt_rounds": 4,
        "rate_limit_login": "1000/minute",
    }
    migrations.upgrade(MIGRATIONS, f"sqlite:///{tmp_path}/gateway.db")
    app = create_app(load_settings(GatewaySettings, **values))
    way = Switch(httpx.ASGITransport(ingestion))
    members = MembersClient("http://ingestion", keys()[0], way)
    pusher = Pusher(app.state.database, members, app.state.accounts.outbox)
    async with contextlib.AsyncExitStack() as stack:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway")
        gateway = Gateway(app, await stack.enter_async_context(client))
        await gateway.add_user("ana", "admin")
        await gateway.told(201, "POST", "/admin/cycles", "ana", {"name": "Q1"})
        await gateway.told(201, "POST", "/admin/organizations", "ana", {"name": "Padaria Boa", "cycles": ["Q1"]})
        yield Both(gateway, ingestion.state.database, way, pusher)
        for database in (app.state.database, ingestion.state.database):
            await database.close()


async def test_what_changes_at_the_gateway_arrives(both: Both) -> None:
    admin = both.gateway
    made = await admin.told(201, "POST", "/admin/users", "ana", BIA)
    path = f"/admin/users/{made['id']}"
    await both.push()
    assert await both.known() == [("Bia", "founder", True, "Padaria Boa", ["Q1"])]
    await admin.told(201, "POST", "/admin/cycles", "ana", {"name": "Q2"})
    await admin.told(200, "PATCH", "/admin/organizations/1", "ana", {"name": "Pão & Cia", "cycles": ["Q1", "Q2"]})
    await admin.told(200, "PATCH", path, "ana", {"disabled": True})
    await both.push()
    assert await both.known() == [("Bia", "founder", False, "Pão & Cia", ["Q1", "Q2"])]
    await admin.told(200, "PATCH", path, "ana", {"disabled": False, "role": "mentor"})
    await both.push()
    assert await both.known() == [("Bia", "mentor", True, None, [])]
    assert await both.waiting() == []


async def test_who_accepts_an_invitation_arrives(both: Both) -> None:
    sent = await both.gateway.told(201, "POST", "/admin/invitations", "ana", BIA)
    body = {"token": sent["link"].partition("#token=")[2], "password": "uma senha comprida"}
    await both.gateway.told(200, "POST", "/auth/accept-invitation", json=body)
    await both.push()
    assert await both.known() == [("Bia", "founder", True, "Padaria Boa", ["Q1"])]


async def test_while_ingestion_is_away_nobody_waits_and_nothing_is_lost(both: Both) -> None:
    both.way.is_cut = True
    made = await both.gateway.told(201, "POST", "/admin/users", "ana", BIA)
    await both.push()
    assert (await both.known(), await both.waiting()) == ([], [1])
    asked = both.way.asked
    await both.push()
    assert both.way.asked == asked  # not due yet
    await both.make_all_due()
    await both.push()
    assert await both.waiting() == [2]
    await both.gateway.told(200, "PATCH", f"/admin/users/{made['id']}", "ana", {"name": "Beatriz"})
    assert await both.waiting() == [0]  # what is new is tried at once
    both.way.is_cut = False
    await both.push()
    assert (await both.known(), await both.waiting()) == ([("Beatriz", "founder", True, "Padaria Boa", ["Q1"])], [])


def test_tries_become_rarer() -> None:
    delays = [delay(attempts) for attempts in range(100)]
    assert all(0.75 * FIRST_DELAY_SECONDS <= value <= MAX_DELAY_SECONDS for value in delays)
    assert delays[0] <= FIRST_DELAY_SECONDS
    assert min(delays[10:]) >= 0.75 * MAX_DELAY_SECONDS


async def test_a_database_put_back_to_an_older_state_is_made_good(both: Both) -> None:
    made = await both.gateway.told(201, "POST", "/admin/users", "ana", BIA)
    await both.push()
    async with both.ingestion.session(writes=True) as session, session.begin():
        await session.execute(text("DELETE FROM members"))
    assert await both.pusher.resync() == (2, 0)
    assert [name for name, *_ in await both.known()] == ["Ana", "Bia"]
    # And the other way round: the gateway has forgotten how often people have changed.
    async with both.gateway.app.state.database.session(writes=True) as session, session.begin():
        await session.execute(update(User).values(revision=1, name="Older"))
    await both.push()
    assert await both.pusher.resync() == (2, 0)
    assert [name for name, *_ in await both.known()] == ["Older", "Older"]
    assert made["name"] == "Bia"


async def test_what_changes_nothing_is_not_pushed(both: Both) -> None:
    made = await both.gateway.told(201, "POST", "/admin/users", "ana", BIA)
    await both.push()
    for change in ({}, {"name": "Bia"}, {"disabled": False}, {"force_logout": True}):
        await both.gateway.told(200, "PATCH", f"/admin/users/{made['id']}", "ana", change)
    assert await both.waiting() == []


async def test_revisions_grow_with_every_change(both: Both) -> None:
    made = await both.gateway.told(201, "POST", "/admin/users", "ana", BIA)
    seen = []
    for n in range(5):
        await both.gateway.told(200, "PATCH", f"/admin/users/{made['id']}", "ana", {"name": f"Bia {n}"})
        async with both.gateway.app.state.database.session(writes=False) as session:
            seen.append(await session.scalar(select(User.revision).where(User.id == int(made["id"]))))
    assert seen == sorted(set(seen))
    async with both.gateway.app.state.database.session(writes=False) as session:
        assert await session.scalar(select(func.count()).select_from(MemberPush)) == 1


async def test_another_gateways_word_counts_for_nothing(both: Both) -> None:
    stranger = Pusher(
        both.gateway.app.state.database,
        MembersClient("http://ingestion", generate_key_pair()[0], both.way),
        both.gateway.app.state.accounts.outbox,
    )
    await both.gateway.told(201, "POST", "/admin/users", "ana", BIA)
    await stranger.push_due()
    assert (await both.known(), await both.waiting()) == ([], [1])
