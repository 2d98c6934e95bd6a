"""Everybody's progress as admins and mentors see it, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, event, update

from support.ingestion import authorization, make_settings, token
from tr4ction_common.database import Database
from tr4ction_common.internal_tokens import Caller
from tr4ction_common.searching import search_key
from tr4ction_ingestion.answers.models import Form
from tr4ction_ingestion.main import create_app
from tr4ction_ingestion.members.models import Member, MemberCycle
from tr4ction_ingestion.templates.models import DRAFT, FillableField, TemplateDefinition
from tr4ction_ingestion.trails.models import Trail
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.trails.service import TrailService

ADMIN, MENTOR = Caller("90", "admin"), Caller("91", "mentor")
ANA, BIA, EVA = Caller("1", "founder", "10"), Caller("2", "founder", "20"), Caller("3", "founder", "30")
NOW = datetime.now(UTC)
PROGRESS = "/admin/founders/progress"
SHEETS = ("SWOT", "Canvas")


class World:
    """The service without its workers; the trails `q1_a` and `q1_b` in Q1, `q1_a` in Q2, and three start-ups."""

    def __init__(self, client: httpx.AsyncClient, database: Database) -> None:
        self.client = client
        self.database = database

    async def ask(self, method: str, path: str, body: object = None, caller: Caller = ADMIN) -> httpx.Response:
        return await self.client.request(method, path, json=body, headers=authorization(token(caller)))

    async def told(self, path: str, caller: Caller = ADMIN, method: str = "GET", body: object = None) -> Any:
        answer = await self.ask(method, path, body, caller)
        assert answer.is_success, answer.text
        return answer.json()

    async def refused(self, method: str, path: str, body: object = None, caller: Caller = ADMIN) -> tuple[int, str]:
        answer = await self.ask(method, path, body, caller)
        return answer.status_code, answer.json()["code"]

    async def save(self, caller: Caller, trail: str, step: str, *names: str, days_ago: int = 0) -> None:
        body = {"formData": {f"{step}.{name}": "x" for name in names}}
        await self.told(f"/founder/trails/{trail}/steps/{step}/progress", caller, "POST", body)
        async with self.database.session(writes=True) as session, session.begin():
            await session.execute(
                update(Form)
                .where(Form.organization_id == int(caller.organization_id or 0))
                .values(last_saved_at=NOW - timedelta(days=days_ago))
            )


async def publish(database: Database, key: str, cycle: str) -> None:
    template = TemplateDefinition(
        template_key=key,
        cycle=cycle,
        version=1,
        status=DRAFT,
        file_hash_sha256="0" * 64,
        detection_revision=1,
        original_filename=f"{key}.xlsx",
        file_extension="xlsx",
        file_size=1,
        stats={},
        validation_report={},
        assets=[],
        sheets=[],
        created_at=NOW,
        created_by="90",
    )
    async with database.session(writes=True) as session, session.begin():
        session.add(template)
        await session.flush()
        rows = [
            FillableField(
                template_id=template.id,
                field_id=f"{sheet.lower()}.{name}",
                detected_id=f"{sheet.lower()}.{name}",
                sheet_name=sheet,
                cell_range=f"B{number}",
                label=name,
                inferred_type="text_short",
                options=[],
                required=True,
                order_index=10 * place + number,
                confidence=0.9,
                reasons=[],
            )
            for place, sheet in enumerate(SHEETS)
            for number, name in enumerate("ab", 1)
        ]
        session.add_all(rows)
        await TrailService(TrailRepository(session)).publish(template, rows)


async def add_founder(database: Database, caller: Caller, name: str, cycles: tuple[str, ...], **values: Any) -> None:
    company = f"{name} Ltda"
    person = {
        "revision": 1,
        "email": f"{name.lower()}@s.example",
        "role": "founder",
        "is_active": True,
        "received_at": NOW - timedelta(days=30),
        **values,
    }
    async with database.session(writes=True) as session, session.begin():
        member = Member(
            user_id=int(caller.user_id),
            name=name,
            organization_id=int(caller.organization_id or 0),
            organization_name=company,
            search_text=search_key(name, company),
            **person,
        )
        session.add(member)
        await session.flush()
        session.add_all(MemberCycle(user_id=member.user_id, cycle=cycle) for cycle in cycles)


@pytest.fixture
async def world(url: str, tmp_path: Path) -> AsyncIterator[World]:
    app = create_app(make_settings(tmp_path, database_url=url))
    database: Database = app.state.database
    for key, cycle in (("q1_a", "Q1"), ("q1_b", "Q1"), ("q1_a", "Q2")):
        await publish(database, key, cycle)
    await add_founder(database, ANA, "Ana", ("Q1",))
    await add_founder(database, BIA, "Bia", ("Q1",))
    await add_founder(database, EVA, "Évora", ("Q2",))
    await add_founder(database, Caller("4", "founder", "30"), "Gone", ("Q2",), is_active=False)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://ingestion") as client:
        yield World(client, database)
    await database.close()


async def test_progress_is_the_list_that_clients_know(world: World) -> None:
    await world.save(ANA, "q1_a", "swot", "a", "b")
    answer = await world.ask("GET", f"{PROGRESS}?cycle=Q1&trail=q1_a&q=ANA")
    assert answer.headers["X-Total-Count"] == "1"
    [row] = answer.json()
    assert {key: row[key] for key in ("id", "name", "email", "trailId", "currentStep", "progress", "risk")} == {
        "id": "1",
        "name": "Ana",
        "email": "ana@s.example",
        "trailId": "q1_a",
        "currentStep": "Canvas",
        "progress": 50,
        "risk": "low",
    }
    assert row["steps"] == [
        {"id": "swot", "name": "SWOT", "locked": False, "completed": True, "progress": 100},
        {"id": "canvas", "name": "Canvas", "locked": False, "completed": False, "progress": 0},
    ]
    assert (row["organizationId"], row["organizationName"], row["currentStepId"]) == ("10", "Ana Ltda", "canvas")
    assert "7 dias" in row["riskReason"]


async def who(world: World, query: str) -> list[tuple[str, str]]:
    return [(row["name"], row["trailId"]) for row in await world.told(f"{PROGRESS}?{query}")]


async def test_filters_paging_and_sorting(world: World) -> None:
    await world.save(BIA, "q1_a", "swot", "a", days_ago=3)
    await world.save(ANA, "q1_a", "swot", "a", "b", days_ago=1)
    everybody = [("Ana", "q1_a"), ("Ana", "q1_b"), ("Bia", "q1_a"), ("Bia", "q1_b"), ("Évora", "q1_a")]
    assert await who(world, "") == everybody
    assert await who(world, "order=desc&limit=1") == [("Évora", "q1_a")]
    assert await who(world, "limit=2&offset=3") == everybody[3:]
    assert await who(world, "cycle=Q2") == everybody[4:]
    assert await who(world, "organization=20") == everybody[2:4]
    assert await who(world, "q=evo") == everybody[4:]
    assert await who(world, "q=%25") == []
    assert (await who(world, "sort=progress&order=desc"))[:2] == [("Ana", "q1_a"), ("Bia", "q1_a")]
    assert (await who(world, "sort=last_activity&order=desc"))[:2] == [("Ana", "q1_a"), ("Bia", "q1_a")]
    assert (await who(world, "sort=last_activity"))[-2:] == [("Bia", "q1_a"), ("Ana", "q1_a")]
    for query in ("sort=x", "order=x", "risk=x", "limit=0", "organization=x"):
        assert (await world.ask("GET", f"{PROGRESS}?{query}")).status_code == 422


@pytest.mark.parametrize(
    ("answered", "days", "risk"),
    [
        (1, 0, "low"),
        (1, 6, "low"),
        (1, 8, "medium"),
        (1, 15, "high"),
        (2, 15, "medium"),
        (4, 100, "low"),
        (0, 6, "low"),
        (0, 8, "medium"),
        (0, 15, "high"),
    ],
)
async def test_the_risk_rule(world: World, answered: int, days: int, risk: str) -> None:
    if answered:
        await world.save(ANA, "q1_a", "swot", *"ab"[:answered], days_ago=days)
    if answered == 4:
        await world.save(ANA, "q1_a", "canvas", "a", "b", days_ago=days)
    async with world.database.session(writes=True) as session, session.begin():
        await session.execute(update(Trail).values(created_at=NOW - timedelta(days=days)))
    [row] = await world.told(f"{PROGRESS}?organization=10&trail=q1_a")
    assert row["risk"] == risk
    assert len(await world.told(f"{PROGRESS}?organization=10&trail=q1_a&risk={risk}")) == 1


async def test_trails_for_admins(world: World) -> None:
    await world.save(ANA, "q1_a", "swot", "a")
    page = await world.told("/admin/trails?cycle=Q1&limit=1&offset=1")
    [trail] = page["trails"]
    assert (page["total"], trail["id"], trail["name"], trail["version"], trail["status"]) == (
        2,
        "q1_a",
        "q1_a",
        1,
        "published",
    )
    assert [(step["id"], step["num_fields"], step["num_required"]) for step in trail["steps"]] == [
        ("swot", 2, 2),
        ("canvas", 2, 2),
    ]
    assert [(item["version"], item["organizations"]) for item in trail["versions"]] == [(1, 1)]


async def test_a_trail_is_changed(world: World) -> None:
    change = {"name": " Plano ", "description": "Tudo", "unlock_rule": "in_order"}
    assert await world.refused("PATCH", "/admin/trails/q1_a", change) == (422, "trail_ambiguous")
    changed = await world.told("/admin/trails/q1_a?cycle=Q1", ADMIN, "PATCH", change)
    assert (changed["name"], changed["description"], changed["unlock_rule"]) == ("Plano", "Tudo", "in_order")
    kept = await world.told("/admin/trails/q1_a?cycle=Q1", ADMIN, "PATCH", {"name": "Outro"})
    assert (kept["name"], kept["unlock_rule"]) == ("Outro", "in_order")
    steps = (await world.told("/founder/trails", ANA))[0]["steps"]
    assert [step["locked"] for step in steps] == [False, True]
    assert await world.refused("PATCH", "/admin/trails/none", change) == (404, "trail_not_found")
    for wrong in ({"name": ""}, {"unlock_rule": "x"}, {"cycle": "Q3"}):
        assert await world.refused("PATCH", "/admin/trails/q1_b", wrong) == (422, "validation_failed")


async def test_unlocking(world: World) -> None:
    for trail in ("q1_a", "q1_b"):
        await world.told(f"/admin/trails/{trail}?cycle=Q1", ADMIN, "PATCH", {"unlock_rule": "by_admin"})
    path = "/admin/founders/1/steps/canvas/unlock"
    assert await world.refused("POST", path) == (422, "step_ambiguous")
    unlocked = await world.told(f"{path}?trail_id=q1_a", ADMIN, "POST")
    assert (unlocked["id"], unlocked["locked"]) == ("canvas", False)
    assert await world.told(f"{path}?trail_id=q1_a", ADMIN, "POST") == unlocked
    locked = {trail["id"]: trail["steps"][1]["locked"] for trail in await world.told("/founder/trails", ANA)}
    assert locked == {"q1_a": False, "q1_b": True}
    [row] = await world.told(f"{PROGRESS}?organization=10&trail=q1_a")
    assert (row["progress"], row["lastActivityAt"]) == (0, None)
    assert {trail["steps"][1]["locked"] for trail in await world.told("/founder/trails", BIA)} == {True}
    await world.save(ANA, "q1_a", "canvas", "a")
    assert await world.told("/admin/founders/3/steps/canvas/unlock", ADMIN, "POST")
    for missing, code in (
        ("1/steps/none/unlock?trail_id=q1_a", "step_not_found"),
        ("1/steps/canvas/unlock?trail_id=none", "trail_not_found"),
        ("99/steps/canvas/unlock", "founder_not_found"),
        ("x/steps/canvas/unlock", "founder_not_found"),
    ):
        assert await world.refused("POST", f"/admin/founders/{missing}") == (404, code)


async def test_answers_of_a_founder(world: World) -> None:
    await world.save(ANA, "q1_a", "swot", "a")
    found = await world.told("/admin/founders/1/trails/q1_a/answers", MENTOR)
    assert (found["name"], found["organization_name"], found["cycle"], found["revision"]) == (
        "Ana",
        "Ana Ltda",
        "Q1",
        1,
    )
    assert [step["progress"] for step in found["steps"]] == [50, 0]
    first, second = found["steps"][0]["fields"]
    assert (first["value"], first["saved_by"], first["saved_by_name"]) == ("x", "1", "Ana")
    assert (second["value"], second["saved_at"]) == (None, None)
    empty = await world.told("/admin/founders/2/trails/q1_a/answers")
    assert (empty["revision"], empty["left_behind"]) == (0, [])
    for path, code in (
        ("1/trails/none", "trail_not_found"),
        ("1/trails/q1_a/answers?cycle=Q2", "trail_not_found"),
        ("99/trails/q1_a", "founder_not_found"),
    ):
        address = path if "?" in path else f"{path}/answers"
        assert await world.refused("GET", f"/admin/founders/{address}") == (404, code)


COMPARED = "/admin/trails/q1_a/steps/swot/answers"


async def test_answers_side_by_side(world: World) -> None:
    await world.save(ANA, "q1_a", "swot", "a", days_ago=2)
    await world.save(ANA, "q1_b", "swot", "a", "b")  # of another trail
    await world.save(BIA, "q1_a", "canvas", "a")  # to another step
    table = await world.told(f"{COMPARED}?cycle=Q1", MENTOR)
    assert (table["step_name"], table["cycle"], table["total"]) == ("SWOT", "Q1", 2)
    assert [(item["field_id"], item["label"]) for item in table["questions"]] == [("swot.a", "a"), ("swot.b", "b")]
    ana, bia = table["organizations"]
    assert (ana["organization_name"], ana["version"], ana["progress"]) == ("Ana Ltda", 1, 50)
    assert {key: item["value"] for key, item in ana["answers"].items()} == {"swot.a": "x"}
    assert ana["answers"]["swot.a"]["saved_by"] == "1"
    assert ana["last_activity_at"] is not None
    assert (bia["organization_id"], bia["progress"], bia["answers"]) == ("20", 0, {})
    assert await world.refused("GET", "/admin/trails/q1_a/steps/none/answers") == (404, "step_not_found")
    assert await world.refused("GET", "/admin/trails/none/steps/swot/answers") == (404, "trail_not_found")


async def test_organizations_are_paged(world: World) -> None:
    def names(table: Any) -> list[str]:
        return [item["organization_name"] for item in table["organizations"]]

    first = await world.told(f"{COMPARED}?cycle=Q1&limit=1")
    second = await world.told(f"{COMPARED}?cycle=Q1&limit=1&offset=1")
    assert (names(first), names(second), first["total"]) == (["Ana Ltda"], ["Bia Ltda"], 2)
    assert names(await world.told(f"{COMPARED}?cycle=Q1&organization=20")) == ["Bia Ltda"]
    assert names(await world.told(f"{COMPARED}?cycle=Q1&organization=30")) == []
    assert names(await world.told(COMPARED)) == ["Évora Ltda"]  # the newest trail of that key
    assert (await world.told(f"{COMPARED}?cycle=Q1&offset=9"))["total"] == 2


async def test_who_has_answered_is_there_though_they_take_part_no_more(world: World) -> None:
    await world.save(ANA, "q1_a", "swot", "a")
    async with world.database.session(writes=True) as session, session.begin():
        await session.execute(delete(MemberCycle).where(MemberCycle.user_id == 1))
    table = await world.told(f"{COMPARED}?cycle=Q1")
    assert [item["organization_name"] for item in table["organizations"]] == ["Ana Ltda", "Bia Ltda"]


READ = [
    *(PROGRESS, "/admin/founders/1/trails/q1_a/answers", "/admin/trails", "/admin/trails/q1_a/left-behind"),
    f"{COMPARED}?cycle=Q1",
]
CHANGED = [
    ("PATCH", "/admin/trails/q1_b", {"name": "x"}),
    ("POST", "/admin/trails/q1_b/move", None),
    ("POST", "/admin/founders/3/steps/canvas/unlock", None),
]


async def test_who_may_what(world: World) -> None:
    others = (ANA, Caller("5", "service"), Caller("6", ""))
    for path in READ:
        for caller in (ADMIN, MENTOR):
            assert (await world.ask("GET", path, caller=caller)).status_code == 200
        for caller in others:
            assert await world.refused("GET", path, caller=caller) == (403, "forbidden")
        assert (await world.client.get(path)).status_code == 401
    for method, path, body in CHANGED:
        for caller in (MENTOR, *others):
            assert await world.refused(method, path, body, caller) == (403, "forbidden")
        assert (await world.ask(method, path, body)).status_code == 200


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        *((PROGRESS, 4), ("/admin/trails", 5), (READ[1], 9), ("/admin/trails/q1_a/left-behind", 5)),
        (f"{COMPARED}?cycle=Q1", 9),
    ],
)
async def test_lists_take_few_queries(world: World, path: str, queries: int) -> None:
    for caller in (ANA, BIA):
        await world.save(caller, "q1_a", "swot", "a")
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(world.database.engine.sync_engine, "before_cursor_execute", count)
    assert (await world.ask("GET", path)).status_code == 200
    asked = [statement for statement in statements if statement.lstrip().startswith("SELECT")]
    assert len(asked) <= queries, asked
