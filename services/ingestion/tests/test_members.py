"""What the gateway tells of people, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from support.ingestion import GATEWAY, authorization, make_settings, token
from tr4ction_common.internal_tokens import Caller
from tr4ction_ingestion.main import create_app
from tr4ction_ingestion.members.models import Member, MemberCycle

BIA: dict[str, Any] = {
    "revision": 5,
    "email": "bia@startup.example",
    "name": "Bia",
    "role": "founder",
    "is_active": True,
    "organization": {"id": "3", "name": "Padaria Boa"},
    "cycles": ["Q1", "Q2"],
}


class People:
    """The service without its workers: nothing here reads a workbook."""

    def __init__(self, client: httpx.AsyncClient, database: Any) -> None:
        self.client = client
        self._database = database

    async def put(self, document: dict[str, Any], user_id: str = "12", caller: Caller = GATEWAY) -> httpx.Response:
        headers = authorization(token(caller))
        return await self.client.put(f"/internal/members/{user_id}", json=document, headers=headers)

    async def known(self) -> list[tuple[int, int, str, bool, str | None, list[str]]]:
        async with self._database.session(writes=False) as session:
            people = (await session.scalars(select(Member).order_by(Member.user_id))).all()
            cycles = (await session.scalars(select(MemberCycle).order_by(MemberCycle.cycle))).all()
        return [
            (
                person.user_id,
                person.revision,
                person.name,
                person.is_active,
                person.organization_name,
                [item.cycle for item in cycles if item.user_id == person.user_id],
            )
            for person in people
        ]


@pytest.fixture
async def people(url: str, tmp_path: Path) -> AsyncIterator[People]:
    app = create_app(make_settings(tmp_path, database_url=url))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://ingestion") as client:
        yield People(client, app.state.database)
    await app.state.database.close()


async def test_a_person_is_known_and_changes(people: People) -> None:
    assert (await people.put(BIA)).json() == {"user_id": "12", "applied": True}
    assert await people.known() == [(12, 5, "Bia", True, "Padaria Boa", ["Q1", "Q2"])]
    moved = {**BIA, "revision": 6, "name": "Beatriz", "is_active": False, "cycles": ["Q2", "Q3", "Q3"]}
    assert (await people.put(moved)).json()["applied"] is True
    assert await people.known() == [(12, 6, "Beatriz", False, "Padaria Boa", ["Q2", "Q3"])]
    staff = {**BIA, "revision": 7, "role": "mentor", "organization": None, "cycles": []}
    await people.put(staff)
    assert await people.known() == [(12, 7, "Bia", True, None, [])]


async def test_the_same_again_and_what_is_older_change_nothing(people: People) -> None:
    await people.put(BIA)
    for revision in (5, 4):
        answer = await people.put({**BIA, "revision": revision, "name": "Old", "cycles": []})
        assert (answer.status_code, answer.json()["applied"]) == (200, False)
    assert await people.known() == [(12, 5, "Bia", True, "Padaria Boa", ["Q1", "Q2"])]


async def test_of_many_at_once_the_newest_stays(people: People) -> None:
    answers = await asyncio.gather(
        *(people.put({**BIA, "revision": n, "name": f"Bia {n}", "cycles": [f"Q{n}"]}) for n in (3, 9, 1, 7, 5))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert await people.known() == [(12, 9, "Bia 9", True, "Padaria Boa", ["Q9"])]


@pytest.mark.parametrize("role", ["admin", "mentor", "founder", ""])
async def test_only_the_gateway_itself_may_tell(people: People, role: str) -> None:
    answer = await people.put(BIA, caller=Caller("1", role))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert await people.known() == []


async def test_without_a_token_nothing_is_taken(people: People) -> None:
    answer = await people.client.put("/internal/members/12", json=BIA)
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_required")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"revision": -1}, "/revision"),
        ({"role": "service"}, "/role"),
        ({"cycles": ["../x"]}, "/cycles/0"),
        ({"organization": {"id": "x", "name": "X"}}, "/organization/id"),
    ],
    ids=str,
)
async def test_what_is_no_person_is_refused(people: People, change: dict[str, Any], pointer: str) -> None:
    answer = await people.put({**BIA, **change})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("user_id", ["x", "-1", "9" * 20])
async def test_who_has_no_number_is_nobody(people: People, user_id: str) -> None:
    assert (await people.put(BIA, user_id)).status_code == 404
