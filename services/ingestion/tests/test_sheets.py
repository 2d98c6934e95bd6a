"""Sheets as admins look at them: a list, and pages drawn by the real engine."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import httpx
import openpyxl
import pytest
import pytest_asyncio

from support.ingestion import Service, authorization, token
from support.workbooks import simple_workbook
from tr4ction_common.internal_tokens import Caller

pytestmark = pytest.mark.asyncio(loop_scope="module")


@cache
def workbook() -> bytes:
    """A sheet with fields, a hidden one, and one of theory."""
    book = openpyxl.load_workbook(io.BytesIO(simple_workbook("Nome", "Cidade")))
    book.create_sheet("Listas")["A1"] = "escondida"
    book["Listas"].sheet_state = "hidden"
    book.create_sheet("Teoria & mais")["A1"] = "leia <isto>"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class Template:
    def __init__(self, service: Service, template_id: int) -> None:
        self.service = service
        self.path = f"/admin/templates/{template_id}"

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.service.client.get(f"{self.path}{path}", headers=headers)

    async def say(self, method: str, path: str, body: object = None) -> Any:
        answer = await self.service.client.request(method, f"{self.path}{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def field(self, label: str) -> str:
        fields = (await self.get("")).json()["fields"]
        return next(str(field["field_id"]) for field in fields if field["label"] == label)


@pytest_asyncio.fixture(loop_scope="module")
async def template(service: Service) -> AsyncIterator[Template]:
    uploaded = await service.uploaded(workbook(), filename="Abas.xlsx")
    found = Template(service, uploaded["template_id"])
    yield found
    for item in (await found.get("/corrections")).json()["corrections"]:
        if item["undone_at"] is None:
            await found.say("POST", f"/corrections/{item['id']}/undo")


async def test_the_list_says_what_becomes_of_each_sheet(template: Template) -> None:
    sheets = (await template.get("/sheets")).json()["sheets"]
    assert [(item["index"], item["name"], item["state"], item["num_fields"]) for item in sheets] == [
        (0, "Persona", "visible", 2),
        (1, "Listas", "hidden", 0),
        (2, "Teoria & mais", "visible", 0),
    ]
    assert {(item["left_out"], item["step_id"]) for item in sheets} == {(False, None)}
    await template.say("POST", "/left-out-sheets", {"sheet_name": "teoria & MAIS"})
    assert [item["left_out"] for item in (await template.get("/sheets")).json()["sheets"]] == [False, False, True]


async def test_a_page_needs_nothing_else_and_can_do_nothing(template: Template) -> None:
    answer = await template.get("/sheets/0/preview")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith("<!DOCTYPE html>")
    assert answer.text.count("data-field-id=") == 2


@pytest.mark.parametrize(("index", "words"), [(1, "escondida"), (2, "leia &lt;isto&gt;")], ids=["hidden", "theory"])
async def test_every_sheet_has_a_page(template: Template, index: int, words: str) -> None:
    assert words in (await template.get(f"/sheets/{index}/preview")).text


async def test_fields_are_shown_as_they_are_corrected(template: Template) -> None:
    first = await template.get("/sheets/0/preview")
    name = await template.field("Nome")
    await template.say("PATCH", f"/fields/{name}", {"label": "Razão social"})
    await template.say("DELETE", f"/fields/{await template.field('Cidade')}")
    await template.say("POST", "/fields", {"sheet_name": "Persona", "cell_range": "F9", "label": "Notas"})
    second = await template.get("/sheets/0/preview")
    assert second.headers["ETag"] != first.headers["ETag"]
    assert second.text.count("data-field-id=") == 2
    assert "campo: Razão social" in second.text
    assert "campo: Notas" in second.text
    assert "campo: Cidade" not in second.text


async def test_a_page_that_the_client_has_is_not_drawn_again(template: Template) -> None:
    first = await template.get("/sheets/0/preview")
    again = await template.get("/sheets/0/preview", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    await template.say("PATCH", f"/fields/{await template.field('Nome')}", {"help": "Como no contrato"})
    changed = await template.get("/sheets/0/preview", **{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    other = await template.get("/sheets/2/preview")
    await template.say("PATCH", f"/fields/{await template.field('Nome')}", {"help": "Outra coisa"})
    kept = await template.get("/sheets/2/preview", **{"If-None-Match": other.headers["ETag"]})
    assert kept.status_code == 304  # what is said about another sheet changes nothing here


async def test_the_page_speaks_the_language_that_is_asked_for(template: Template) -> None:
    plain = await template.get("/sheets/0/preview")
    assert (plain.headers["Content-Language"], plain.headers["Vary"]) == ("pt-BR", "Accept-Language")
    for answer in (
        await template.get("/sheets/0/preview?language=en"),
        await template.get("/sheets/0/preview", **{"Accept-Language": "en"}),
    ):
        assert answer.headers["Content-Language"] == "en"
        assert "field: Nome" in answer.text
        assert answer.headers["ETag"] != plain.headers["ETag"]
    wrong = await template.get("/sheets/0/preview?language=xx")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "validation_failed")


@pytest.mark.parametrize("index", ["3", "-1", "x", "99999999999999999999999"])
async def test_there_are_no_other_sheets(template: Template, index: str) -> None:
    answer = await template.get(f"/sheets/{index}/preview")
    assert (answer.status_code, answer.json()["code"]) == (404, "sheet_not_found")


@pytest.mark.parametrize("path", ["sheets", "sheets/0/preview"])
async def test_sheets_are_the_admins(template: Template, path: str) -> None:
    for role in ("mentor", "founder", "service", ""):
        headers = authorization(token(Caller("1", role, "10")))
        for address in (f"{template.path}/{path}", f"/admin/templates/999/{path}"):
            answer = await template.service.client.get(address, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    missing = await template.service.client.get(f"/admin/templates/999/{path}")
    assert (missing.status_code, missing.json()["code"]) == (404, "template_not_found")


@pytest.mark.parametrize("damage", ["missing", "damaged"])
async def test_an_original_that_is_not_what_was_sent_is_said_to_be(service: Service, damage: str) -> None:
    uploaded = await service.uploaded(simple_workbook(damage), filename=f"{damage}.xlsx")
    [original] = (service.settings.template_storage_path / uploaded["template_key"]).rglob("original.xlsx")
    if damage == "missing":
        original.unlink()
    else:
        original.write_bytes(original.read_bytes() + b"?")
    answer = await service.client.get(f"/admin/templates/{uploaded['template_id']}/sheets/0/preview")
    assert (answer.status_code, answer.json()["code"]) == (500, f"stored_file_{damage}")
