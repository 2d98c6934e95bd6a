"""The same workbook, given back filled."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import httpx
import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Border, Side
from sqlalchemy import delete

from support.ingestion import Service, authorization, put_member, token
from tr4ction_common.internal_tokens import Caller
from tr4ction_ingestion.members.models import Member
from tr4ction_ingestion.templates.models import FillableField, TemplateDefinition
from tr4ction_ingestion.trails.models import Trail
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.trails.service import TrailService

ANA = Caller("1", "founder", "10")
EVA = Caller("2", "founder", "20")
ADMIN = Caller("9", "admin")
MENTOR = Caller("8", "mentor")
FILENAME = "Ficha da startup.xlsx"
QUESTIONS = [("Nome", None), ("Cidade", "Recife"), ("Site", None)]


@cache
def workbook() -> bytes:
    """The same bytes for all: labels, boxes beside them, one with somebody's example, and a note that must survive."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Ficha"
    side = Side(style="thin")
    for row, (label, example) in enumerate(QUESTIONS, 2):
        sheet.cell(row, 2, label)
        box = sheet.cell(row, 3, example)
        box.border = Border(left=side, right=side, top=side, bottom=side)
    sheet["B2"].comment = Comment("como no contrato social", "equipe")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def question(number: int, label: str, example: str | None) -> FillableField:
    """Said here and not detected: what is exported does not depend on what is found."""
    return FillableField(
        field_id=f"ficha.{label.lower()}",
        detected_id=f"ficha.{label.lower()}",
        confidence=1.0,
        reasons=[],
        sheet_name="Ficha",
        cell_range=f"C{number + 2}",
        label=label,
        inferred_type="text_short",
        options=[],
        required=False,
        example_value=example,
        phase=None,
        group=None,
        help=None,
        order_index=number,
    )


class Desk:
    def __init__(self, service: Service, trail_id: str, fields: dict[str, str]) -> None:
        self.client = service.client
        self.database = service.app.state.database
        self.trail_id = trail_id
        self.fields = fields  # ids by label

    async def get(self, path: str, caller: Caller) -> httpx.Response:
        return await self.client.get(path, headers=authorization(token(caller)))

    async def save(self, caller: Caller, **values: Any) -> None:
        body = {"formData": {self.fields[label]: value for label, value in values.items()}}
        path = f"/founder/trails/{self.trail_id}/steps/ficha/progress"
        answer = await self.client.post(path, json=body, headers=authorization(token(caller)))
        assert answer.status_code == 200, answer.text

    async def export(self, caller: Caller, kind: str = "xlsx", query: str = "") -> httpx.Response:
        return await self.get(f"/founder/trails/{self.trail_id}/export/{kind}{query}", caller)


def cells(data: bytes) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Ficha"]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


@pytest.fixture
async def desk(service: Service) -> AsyncIterator[Desk]:
    uploaded = await service.uploaded(workbook(), filename=FILENAME)
    database = service.app.state.database
    async with database.session(writes=True) as session, session.begin():
        template = await session.get(TemplateDefinition, uploaded["template_id"])
        rows = [question(number, label, example) for number, (label, example) in enumerate(QUESTIONS)]
        await TrailService(TrailRepository(session)).publish(template, rows)
    for caller, name in ((ANA, "Padaria Boa"), (EVA, "=Oficina")):
        await put_member(service.client, caller, name)
    labels = {row.label: row.field_id for row in rows}
    yield Desk(service, uploaded["template_key"], labels)
    async with database.session(writes=True) as session, session.begin():
        await session.execute(delete(Trail))
        await session.execute(delete(Member))


@pytest.mark.asyncio(loop_scope="module")
async def test_the_original_with_the_answers_in_it(desk: Desk) -> None:
    await desk.save(ANA, Nome="=Padaria & Cia", Site="padaria.example")
    answer = await desk.export(ANA)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="Ficha da startup - Padaria Boa.xlsx"'
    )
    assert answer.headers["X-Left-Out"] == "0"
    assert "no-store" in answer.headers["Cache-Control"]
    found = cells(answer.content)
    assert (found["C2"], found["C4"]) == ("=Padaria & Cia", "padaria.example")
    assert "C3" not in found  # somebody else's example
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book["Ficha"]["C2"].data_type == "s"
    assert book["Ficha"]["B2"].comment.text == "como no contrato social"
    stamped = {item.name: item.value for item in book.custom_doc_props.props}  # type: ignore[attr-defined]
    assert (stamped["TR4CTION template"], stamped["TR4CTION version"]) == (desk.trail_id, "1")


@pytest.mark.asyncio(loop_scope="module")
async def test_examples_are_kept_where_that_is_asked_for(desk: Desk) -> None:
    assert cells((await desk.export(ANA, query="?examples=keep")).content)["C3"] == "Recife"
    await desk.save(ANA, Cidade="Olinda")
    assert cells((await desk.export(ANA, query="?examples=keep")).content)["C3"] == "Olinda"
    wrong = await desk.export(ANA, query="?examples=maybe")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "validation_failed")


@pytest.mark.asyncio(loop_scope="module")
async def test_as_json_and_as_a_table_without_formulas(desk: Desk) -> None:
    await desk.save(EVA, Nome="=1+1")
    document = (await desk.export(EVA, "json")).json()
    assert (document["trail_id"], document["company_name"], document["version"]) == (desk.trail_id, "=Oficina", 1)
    assert [item["value"] for item in document["answers"]] == ["=1+1", None, None]
    table = await desk.export(EVA, "csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["value"] for row in rows] == ["'=1+1", "", ""]


@pytest.mark.asyncio(loop_scope="module")
async def test_who_accompanies_founders_may_take_their_workbook(desk: Desk) -> None:
    await desk.save(EVA, Nome="Oficina")
    path = f"/admin/founders/2/trails/{desk.trail_id}/export"
    for caller in (ADMIN, MENTOR):
        assert cells((await desk.get(f"{path}/xlsx", caller)).content)["C2"] == "Oficina"
        assert (await desk.get(f"{path}/json", caller)).status_code == 200
    assert (await desk.get(f"{path}/csv", ANA)).status_code == 403
    assert (await desk.get(f"/admin/founders/77/trails/{desk.trail_id}/export/xlsx", ADMIN)).status_code == 404


@pytest.mark.asyncio(loop_scope="module")
async def test_a_founders_workbook_is_of_their_own_cycle(desk: Desk, service: Service) -> None:
    await desk.save(ANA, Nome="Padaria")
    later = await service.uploaded(workbook(), cycle="Q2", filename=FILENAME, template_key=desk.trail_id)
    published = await service.client.post(f"/admin/templates/{later['template_id']}/publish")
    assert published.status_code == 200
    path = f"/admin/founders/{ANA.user_id}/trails/{desk.trail_id}/export/json"
    document = (await desk.get(path, ADMIN)).json()
    assert (document["cycle"], document["answers"][0]["value"]) == ("Q1", "Padaria")
    assert (await desk.get(f"{path}?cycle=Q2", ADMIN)).json()["code"] == "trail_not_found"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_whole_trail_at_once(desk: Desk) -> None:
    await desk.save(ANA, Nome="Padaria")
    await desk.save(EVA, Nome="Oficina")
    answer = await desk.get(f"/admin/trails/{desk.trail_id}/export", ADMIN)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        found = {name: cells(archive.read(name))["C2"] for name in archive.namelist()}
    assert found == {
        "Ficha da startup - Padaria Boa.xlsx": "Padaria",
        "Ficha da startup - =Oficina.xlsx": "Oficina",
    }
    assert (await desk.get(f"/admin/trails/{desk.trail_id}/export", MENTOR)).status_code == 403


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_is_left_on_disk(desk: Desk, service: Service) -> None:
    before = service.stored()
    await desk.export(ANA)
    assert service.stored() == before


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "caller", [Caller("3", "founder", "30"), Caller("4", "founder", None)], ids=["stranger", "nobody's"]
)
async def test_others_do_not_learn_that_there_is_a_trail(desk: Desk, caller: Caller) -> None:
    for kind in ("xlsx", "csv", "json"):
        answer = await desk.export(caller, kind)
        assert (answer.status_code, answer.json()["code"]) == (404, "trail_not_found")
