"""Founders going through a trail, on both databases."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from support.ingestion import authorization, make_settings, put_member, token
from tr4ction_common.database import Database
from tr4ction_common.internal_tokens import Caller
from tr4ction_ingestion.answers.models import AnswerVersion
from tr4ction_ingestion.main import create_app
from tr4ction_ingestion.members.models import MemberCycle
from tr4ction_ingestion.templates.models import DRAFT, FillableField, TemplateDefinition
from tr4ction_ingestion.trails.models import BY_ADMIN, IN_ORDER, Trail
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.trails.service import TrailService

KEY = "q1_template_q1"
STEP = f"/founder/trails/{KEY}/steps/swot"
ANA = Caller("1", "founder", "10")
BIA = Caller("2", "founder", "10")
STRANGER = Caller("3", "founder", "20")
NOBODYS = Caller("4", "founder", None)
ADMIN = Caller("9", "admin")

FIELDS: list[dict[str, Any]] = [
    {"field_id": "swot.forcas", "sheet_name": "SWOT", "inferred_type": "text_long", "required": True},
    {"field_id": "swot.nota", "sheet_name": "SWOT", "inferred_type": "number", "required": True},
    {"field_id": "swot.data", "sheet_name": "SWOT", "inferred_type": "date"},
    {"field_id": "swot.tipo", "sheet_name": "SWOT", "inferred_type": "choice", "options": ["B2B", "B2C"]},
    {"field_id": "canvas.a/b~c", "sheet_name": "Canvas", "inferred_type": "text_short"},
    {"field_id": "canvas.dois", "sheet_name": "Canvas", "inferred_type": "boolean"},
]


class World:
    """The service without its workers, a published template, and people of two start-ups."""

    def __init__(self, client: httpx.AsyncClient, database: Database) -> None:
        self.client = client
        self.database = database

    async def get(self, path: str, caller: Caller = ANA) -> httpx.Response:
        return await self.client.get(path, headers=authorization(token(caller)))

    async def save(self, values: dict[str, Any], caller: Caller = ANA, path: str = STEP, **more: Any) -> httpx.Response:
        body = {"formData": values, **more}
        return await self.client.post(f"{path}/progress", json=body, headers=authorization(token(caller)))

    async def saved(
        self, values: dict[str, Any], caller: Caller = ANA, path: str = STEP, **more: Any
    ) -> dict[str, Any]:
        answer = await self.save(values, caller, path, **more)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    async def steps(self, caller: Caller = ANA) -> list[tuple[str, bool, bool, int]]:
        [trail] = (await self.get("/founder/trails", caller)).json()
        return [(step["id"], step["locked"], step["completed"], step["progress"]) for step in trail["steps"]]

    async def add_trails(self, number: int) -> None:
        """More of the same template."""
        async with self.database.session(writes=True) as session, session.begin():
            trail = (await session.scalars(select(Trail))).one()
            same = {"cycle": trail.cycle, "name": "T", "description": "", "unlock_rule": trail.unlock_rule}
            session.add_all(
                Trail(template_key=f"t{n}", template_id=trail.template_id, created_at=trail.created_at, **same)
                for n in range(number)
            )

    async def rule(self, rule: str) -> None:
        async with self.database.session(writes=True) as session, session.begin():
            (await session.scalars(select(Trail))).one().unlock_rule = rule


async def populate(database: Database) -> None:
    now = datetime.now(UTC)
    template = TemplateDefinition(
        template_key=KEY,
        cycle="Q1",
        version=1,
        status=DRAFT,
        file_hash_sha256="0" * 64,
        detection_revision=1,
        original_filename="Template Q1.xlsx",
        file_extension="xlsx",
        file_size=1,
        stats={},
        validation_report={},
        assets=[],
        sheets=[],
        created_at=now,
        created_by="9",
    )
    common = {"options": [], "required": False, "example_value": None, "phase": None, "group": None, "help": None}
    async with database.session(writes=True) as session, session.begin():
        session.add(template)
        await session.flush()
        rows = [
            FillableField(
                template_id=template.id,
                detected_id=field["field_id"],
                order_index=number,
                cell_range=f"B{number + 2}",
                label=field["field_id"].title(),
                confidence=0.9,
                reasons=[],
                **{**common, **field},
            )
            for number, field in enumerate(FIELDS)
        ]
        session.add_all(rows)
        await TrailService(TrailRepository(session)).publish(template, rows)


@pytest.fixture
async def world(url: str, tmp_path: Path) -> AsyncIterator[World]:
    app = create_app(make_settings(tmp_path, database_url=url))
    database: Database = app.state.database
    await populate(database)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://ingestion") as client:
        for caller, cycle in ((ANA, "Q1"), (BIA, "Q1"), (STRANGER, "Q2")):
            await put_member(client, caller, "S", [cycle])
        yield World(client, database)
    await database.close()


async def test_a_trail_before_the_first_answer(world: World) -> None:
    [trail] = (await world.get("/founder/trails")).json()
    assert {key: trail[key] for key in ("id", "name", "description")} == {
        "id": KEY,
        "name": "Template Q1",
        "description": "",
    }
    assert trail["steps"] == [
        {"id": "swot", "name": "SWOT", "locked": False, "completed": False, "progress": 0},
        {"id": "canvas", "name": "Canvas", "locked": False, "completed": False, "progress": 0},
    ]
    assert (await world.get(f"{STEP}/progress")).json() == {
        "trail_id": KEY,
        "step_id": "swot",
        "isLocked": False,
        "formData": {},
        "progress": 0,
        "completed": False,
        "revision": 0,
    }


async def test_the_questions_of_a_step(world: World) -> None:
    schema = (await world.get(f"{STEP}/schema")).json()
    assert (schema["trail_id"], schema["step_id"], schema["step_name"]) == (KEY, "swot", "SWOT")
    assert [field["name"] for field in schema["fields"]] == ["swot.forcas", "swot.nota", "swot.data", "swot.tipo"]
    assert schema["fields"][3] == {
        "name": "swot.tipo",
        "label": "Swot.Tipo",
        "type": "choice",
        "placeholder": None,
        "required": False,
        "options": ["B2B", "B2C"],
        "help": None,
        "group": None,
        "phase": None,
        "cell_range": "B5",
    }


async def test_answers_merge_and_progress_follows(world: World) -> None:
    first = await world.saved({"swot.forcas": "Equipe", "swot.tipo": "b2b"})
    assert (first["progress"], first["completed"], first["revision"]) == (50, False, 1)
    second = await world.saved({"swot.nota": "1.234,5", "swot.data": "31/12/2026"}, BIA)
    assert (second["progress"], second["completed"], second["revision"]) == (100, True, 2)
    expected = {"swot.forcas": "Equipe", "swot.nota": 1234.5, "swot.data": "2026-12-31", "swot.tipo": "B2B"}
    assert (await world.get(f"{STEP}/progress")).json()["formData"] == expected
    assert await world.steps() == [("swot", False, True, 100), ("canvas", False, False, 0)]


async def test_an_empty_answer_is_none(world: World) -> None:
    await world.saved({"swot.forcas": "Equipe", "swot.nota": 7})
    emptied = await world.saved({"swot.forcas": "  ", "swot.data": None})
    assert (emptied["formData"], emptied["progress"], emptied["revision"]) == ({"swot.nota": 7}, 50, 2)


async def test_the_same_again_changes_nothing(world: World) -> None:
    first = await world.saved({"swot.forcas": "Equipe", "swot.nota": 1})
    assert await world.saved({"swot.forcas": "Equipe", "swot.nota": "1"}) == first
    async with world.database.session(writes=False) as session:
        assert await session.scalar(select(func.count()).select_from(AnswerVersion)) == 2


async def test_a_step_without_required_fields_wants_them_all(world: World) -> None:
    path = f"/founder/trails/{KEY}/steps/canvas"
    assert (await world.saved({"canvas.a/b~c": "x"}, path=path))["progress"] == 50
    assert (await world.saved({"canvas.dois": "não"}, path=path))["completed"] is True


async def test_every_wrong_value_is_named_and_nothing_is_saved(world: World) -> None:
    answer = await world.save(
        {"swot.nota": "sete", "swot.data": "ontem", "swot.forcas": "bem", "canvas.dois": True, "x": 1}
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "answers_invalid")
    assert problem["errors"] == [
        {
            "detail": "Swot.Nota: Deve ser um número, como 1.234,56.",
            "pointer": "/formData/swot.nota",
            "cell": "SWOT!B3",
        },
        {
            "detail": "Swot.Data: Deve ser uma data, como 31/12/2026.",
            "pointer": "/formData/swot.data",
            "cell": "SWOT!B4",
        },
        {"detail": "Este campo não existe nesta etapa.", "pointer": "/formData/canvas.dois"},
        {"detail": "Este campo não existe nesta etapa.", "pointer": "/formData/x"},
    ]
    assert (await world.get(f"{STEP}/progress")).json()["revision"] == 0


async def test_pointers_are_escaped(world: World) -> None:
    answer = await world.save({"canvas.a/b~c": "x\0"}, path=f"/founder/trails/{KEY}/steps/canvas")
    assert answer.json()["errors"][0]["pointer"] == "/formData/canvas.a~1b~0c"


async def test_two_people_at_one_field(world: World) -> None:
    read = (await world.saved({"swot.forcas": "Equipe", "swot.nota": 1}))["revision"]
    await world.saved({"swot.forcas": "Equipe e rede"}, BIA, revision=read)
    conflict = await world.save({"swot.forcas": "Equipe técnica", "swot.nota": 2}, revision=read)
    problem = conflict.json()
    assert (conflict.status_code, problem["code"], problem["revision"]) == (409, "answers_conflict", 2)
    [only] = problem["conflicts"]
    assert {key: only[key] for key in ("field_id", "sent", "current", "revision", "saved_by")} == {
        "field_id": "swot.forcas",
        "sent": "Equipe técnica",
        "current": "Equipe e rede",
        "revision": 2,
        "saved_by": "2",
    }
    assert (await world.get(f"{STEP}/progress")).json()["formData"]["swot.nota"] == 1
    assert (await world.saved({"swot.nota": 2}, revision=read))["revision"] == 3
    assert (await world.saved({"swot.forcas": "Equipe e rede"}, revision=read))["revision"] == 3
    assert (await world.saved({"swot.forcas": "Equipe técnica"}))["revision"] == 4


async def test_a_field_that_was_emptied_meanwhile_is_a_conflict_too(world: World) -> None:
    read = (await world.saved({"swot.forcas": "Equipe"}))["revision"]
    await world.saved({"swot.forcas": None}, BIA)
    conflict = await world.save({"swot.forcas": "Outra"}, revision=read)
    assert conflict.status_code == 409
    assert conflict.json()["conflicts"][0]["current"] is None


async def test_history_and_return(world: World) -> None:
    for value in ("um", "dois", None, "três"):
        await world.saved({"swot.forcas": value})
    page = (await world.get(f"{STEP}/fields/swot.forcas/history?limit=3")).json()
    assert ([item["value"] for item in page["versions"]], page["total"]) == (["três", None, "dois"], 4)
    oldest = (await world.get(f"{STEP}/fields/swot.forcas/history?offset=3")).json()["versions"][0]
    headers = authorization(token(BIA))
    path = f"{STEP}/fields/swot.forcas/history/{oldest['id']}/restore"
    restored = await world.client.post(path, headers=headers)
    assert restored.json()["formData"] == {"swot.forcas": "um"}
    assert (await world.client.post(path.replace("forcas", "nota"), headers=headers)).status_code == 404


async def test_steps_in_order(world: World) -> None:
    await world.rule(IN_ORDER)
    canvas = f"/founder/trails/{KEY}/steps/canvas"
    assert await world.steps() == [("swot", False, False, 0), ("canvas", True, False, 0)]
    refused = await world.save({"canvas.dois": True}, path=canvas)
    assert (refused.status_code, refused.json()["code"]) == (423, "step_locked")
    assert (await world.get(f"{canvas}/progress")).json()["isLocked"] is True
    await world.saved({"swot.forcas": "a", "swot.nota": 1})
    assert (await world.saved({"canvas.dois": True}, path=canvas))["isLocked"] is False
    await world.saved({"swot.nota": None})
    assert (await world.steps())[1] == ("canvas", False, False, 50)


async def test_steps_by_admin(world: World) -> None:
    await world.rule(BY_ADMIN)
    await world.saved({"swot.forcas": "a", "swot.nota": 1})
    assert await world.steps() == [("swot", False, True, 100), ("canvas", True, False, 0)]


@pytest.mark.parametrize("caller", [STRANGER, NOBODYS], ids=["of another cycle", "without a start-up"])
async def test_others_do_not_learn_that_there_is_a_trail(world: World, caller: Caller) -> None:
    await world.saved({"swot.forcas": "segredo"})
    assert (await world.get("/founder/trails", caller)).json() == []
    for path in (f"{STEP}/schema", f"{STEP}/progress", f"{STEP}/fields/swot.forcas/history"):
        answer = await world.get(path, caller)
        assert (answer.status_code, answer.json()["code"]) == (404, "trail_not_found")
    assert (await world.save({"swot.forcas": "x"}, caller)).status_code == 404


async def test_start_ups_do_not_see_each_other(world: World) -> None:
    async with world.database.session(writes=True) as session, session.begin():
        session.add(MemberCycle(user_id=3, cycle="Q1"))
    await world.saved({"swot.forcas": "segredo"})
    assert (await world.get(f"{STEP}/progress", STRANGER)).json()["formData"] == {}
    assert (await world.get(f"{STEP}/progress", BIA)).json()["formData"] == {"swot.forcas": "segredo"}


async def test_only_founders(world: World) -> None:
    assert (await world.get("/founder/trails", ADMIN)).status_code == 403
    assert (await world.client.get("/founder/trails")).status_code == 401


@pytest.mark.parametrize("path", [f"/founder/trails/{KEY}/steps/none", "/founder/trails/none/steps/swot"])
async def test_what_is_not_there(world: World, path: str) -> None:
    assert (await world.get(f"{path}/progress")).status_code == 404
    assert (await world.save({}, path=path)).status_code == 404


@contextlib.contextmanager
def counted(engine: object) -> Iterator[list[str]]:
    """The statements that it was sent, without what begins and ends transactions."""
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        if not arguments[2].startswith("BEGIN"):
            statements.append(arguments[2])

    assert isinstance(engine, AsyncEngine)
    event.listen(engine.sync_engine, "before_cursor_execute", count)
    yield statements
    event.remove(engine.sync_engine, "before_cursor_execute", count)


@pytest.mark.parametrize(("path", "queries"), [("/founder/trails", 4), (f"{STEP}/schema", 5), (f"{STEP}/progress", 5)])
async def test_reading_takes_few_queries(world: World, path: str, queries: int) -> None:
    """As many with many trails as with one."""
    await world.saved({"swot.forcas": "a"})
    with counted(world.database.engine) as before:
        assert (await world.get(path)).status_code == 200
    assert len(before) <= queries, before
    await world.add_trails(5)
    with counted(world.database.engine) as after:
        assert (await world.get(path)).status_code == 200
    assert len(after) == len(before)


async def test_saving_takes_few_queries(world: World) -> None:
    """As many for many answers as for one."""
    await world.saved({"swot.forcas": "a"})
    with counted(world.database.session(writes=True).bind) as one:
        await world.saved({"swot.forcas": "b"})
    assert len(one) <= 11, one
    with counted(world.database.session(writes=True).bind) as many:
        await world.saved({"swot.forcas": "c", "swot.nota": 2, "swot.data": "31/12/2026", "swot.tipo": "B2B"})
    assert len(many) == len(one)
