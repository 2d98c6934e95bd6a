"""What the mentor is told, and that it is told of nobody but the founder it answers: on both databases."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from support.ingestion import GATEWAY, Service, authorization, make_settings, put_member, serving, token
from support.workbooks import simple_workbook
from tr4ction_common.internal_tokens import MENTORS_CONTEXT, Caller

ANA, BIA = Caller("1", "founder", "10"), Caller("2", "founder", "10")
EVA = Caller("3", "founder", "20")
STRANGER = Caller("4", "founder", "30")
KEY = "q1_plano"
PATH = f"/internal/trails/{KEY}/context"
STEP = f"/founder/trails/{KEY}/steps/persona"


@cache
def workbook() -> bytes:
    """Two steps and a sheet of theory."""
    book = openpyxl.load_workbook(io.BytesIO(simple_workbook("Nome", "Cidade")))
    copy = book.copy_worksheet(book["Persona"])
    copy.title = "Canvas"
    copy["B3"] = "Canais"
    copy["B12"] = "O canvas mostra em uma página como a empresa cria, entrega e captura valor para quem compra dela."
    book.create_sheet("Teoria")["B2"] = "Persona é quem compra de vocês: descreva uma pessoa, e não um mercado inteiro."
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class Mentor:
    """Asks as the mentor service does: with what the gateway handed it."""

    def __init__(self, service: Service) -> None:
        self.client = service.client

    async def ask(self, caller: Caller, path: str = PATH, audience: str = MENTORS_CONTEXT) -> httpx.Response:
        return await self.client.get(path, headers=authorization(token(caller, audience)))

    async def told(self, caller: Caller, path: str = PATH) -> Any:
        answer = await self.ask(caller, path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, caller: Caller, path: str = PATH, audience: str = MENTORS_CONTEXT) -> tuple[int, str]:
        answer = await self.ask(caller, path, audience)
        return answer.status_code, answer.json()["code"]

    async def admin(self, method: str, path: str, body: object = None) -> Any:
        answer = await self.client.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def save(self, caller: Caller, values: dict[str, str]) -> None:
        answer = await self.client.post(
            f"{STEP}/progress", json={"formData": values}, headers=authorization(token(caller))
        )
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def mentor(url: str, tmp_path: Path) -> AsyncIterator[Mentor]:
    async with serving(make_settings(tmp_path, database_url=url)) as service:
        uploaded = await service.uploaded(workbook(), "Q1", "Plano.xlsx")
        mentor = Mentor(service)
        await mentor.admin("POST", f"/admin/templates/{uploaded['template_id']}/publish")
        for caller, company, cycle in ((ANA, "Padaria", "Q1"), (BIA, "Padaria", "Q1"), (EVA, "Oficina", "Q1")):
            await put_member(service.client, caller, company, [cycle])
        await put_member(service.client, STRANGER, "Longe", ["Q2"])
        yield mentor


async def test_the_mentor_knows_the_trail_and_the_founders_own_answers(mentor: Mentor) -> None:
    empty = await mentor.told(ANA)
    assert (empty["answers"], empty["revision"]) == ({}, 0)
    ids = {field["label"]: field["field_id"] for field in reversed(empty["fillable_fields"])}
    assert set(ids) == {"Nome", "Cidade", "Canais"}
    assert (empty["trail_meta"]["trail_id"], empty["trail_meta"]["version"]) == (KEY, 1)
    await mentor.save(ANA, {ids["Nome"]: "Padaria Boa"})
    await mentor.save(EVA, {ids["Nome"]: "Oficina do Zé", ids["Cidade"]: "Olinda"})
    for caller in (ANA, BIA):  # colleagues share a form
        found = await mentor.told(caller)
        assert (found["answers"], found["revision"]) == ({ids["Nome"]: "Padaria Boa"}, 1)
        assert "Oficina" not in str(found)
    assert (await mentor.told(EVA))["answers"] == {ids["Nome"]: "Oficina do Zé", ids["Cidade"]: "Olinda"}
    assert [step["progress"] for step in found["steps"]] == [50, 0]
    assert sum(phase["num_fields"] for phase in found["phases_summary"]) == 4


async def test_one_step_or_all(mentor: Mentor) -> None:
    whole = await mentor.told(ANA)
    assert [item["sheet_name"] for item in whole["guidance"]] == ["Canvas", "Teoria"]
    await mentor.save(ANA, {whole["fillable_fields"][0]["field_id"]: "Padaria"})
    step = await mentor.told(ANA, f"{PATH}?step_id=canvas")
    assert [field["label"] for field in step["fillable_fields"]] == ["Nome", "Canais"]
    assert {field["step_id"] for field in step["fillable_fields"]} == {"canvas"}
    assert [item["sheet_name"] for item in step["guidance"]] == ["Canvas"]
    assert (step["answers"], step["steps"][0]["progress"]) == ({}, 50)
    assert await mentor.refused(ANA, f"{PATH}?step_id=none") == (404, "step_not_found")
    template = whole["trail_meta"]["template_id"]
    await mentor.admin("POST", f"/admin/templates/{template}/left-out-sheets", {"sheet_name": "Teoria"})
    assert [item["sheet_name"] for item in (await mentor.told(ANA))["guidance"]] == ["Canvas"]


async def test_no_parameter_names_another_organization(mentor: Mentor) -> None:
    ids = [field["field_id"] for field in (await mentor.told(EVA))["fillable_fields"]]
    await mentor.save(EVA, {ids[0]: "segredo"})
    for query in ("organization_id=20", "organization=20", "user_id=3", "org=20"):
        assert "segredo" not in str(await mentor.told(ANA, f"{PATH}?{query}"))


@pytest.mark.parametrize(
    "caller",
    [STRANGER, Caller("1", "founder", "20"), Caller("1", "founder", None), Caller("99", "founder", "10")],
    ids=["another cycle", "another's organization", "no organization", "nobody"],
)
async def test_a_stranger_does_not_learn_that_there_is_a_trail(mentor: Mentor, caller: Caller) -> None:
    missing = (await mentor.ask(ANA, "/internal/trails/none/context")).json()
    answer = (await mentor.ask(caller)).json()
    assert missing["code"] == "trail_not_found"
    assert {**answer, "request_id": None} == {**missing, "request_id": None}


async def test_a_token_opens_its_own_door_only(mentor: Mentor) -> None:
    for caller in (Caller("9", "admin"), Caller("8", "mentor"), GATEWAY, Caller("1", "", "10")):
        assert await mentor.refused(caller) == (403, "forbidden")
    assert await mentor.refused(ANA, audience="ingestion") == (401, "token_invalid")
    assert await mentor.refused(ANA, audience="mentor") == (401, "token_invalid")
    for path in ("/founder/trails", f"{STEP}/progress", f"{STEP}/schema", f"/founder/trails/{KEY}/export/json"):
        assert await mentor.refused(ANA, path) == (401, "token_invalid")
    assert (await mentor.client.get(PATH, headers={"Authorization": ""})).status_code == 401


async def test_what_is_closed_is_closed_to_the_mentor_too(mentor: Mentor) -> None:
    found = await mentor.told(ANA)
    await mentor.admin("POST", f"/admin/templates/{found['trail_meta']['template_id']}/archive")
    assert await mentor.refused(ANA) == (423, "trail_archived")


async def test_who_is_no_more_is_told_nothing(mentor: Mentor) -> None:
    headers = authorization(token(GATEWAY))
    gone = {
        "revision": 2**62,
        "email": "1@startup.example",
        "name": "Ana",
        "role": "founder",
        "is_active": False,
        "organization": {"id": "10", "name": "Padaria"},
        "cycles": ["Q1"],
    }
    assert (await mentor.client.put("/internal/members/1", json=gone, headers=headers)).status_code == 200
    assert await mentor.refused(ANA) == (404, "trail_not_found")
