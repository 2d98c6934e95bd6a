"""What admins and founders do at a service, in as few words as tests need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from support.ingestion import Service, authorization, put_member, serving, token
from support.workbooks import simple_workbook
from tr4ction_common.internal_tokens import Caller
from tr4ction_ingestion.settings import IngestionSettings

ANA = Caller("1", "founder", "10")
BIA = Caller("2", "founder", "20")
KEY = "q1_plano"


class Desk:
    """An admin with a trail of two start-ups: its versions are uploaded as `Plano.xlsx` in the cycle Q1."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def ask(self, method: str, path: str, body: object = None, caller: Caller | None = None) -> httpx.Response:
        headers = authorization(token(caller)) if caller else {}
        return await self.service.client.request(method, path, json=body, headers=headers)

    async def told(self, method: str, path: str, body: object = None, caller: Caller | None = None) -> Any:
        answer = await self.ask(method, path, body, caller)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def refused(
        self, code: str, method: str, path: str, body: object = None, caller: Caller | None = None
    ) -> int:
        answer = await self.ask(method, path, body, caller)
        assert answer.json()["code"] == code, answer.text
        return answer.status_code

    async def version(self, *labels: str, **more: Any) -> int:
        found = await self.service.uploaded(simple_workbook(*labels, **more), "Q1", "Plano.xlsx")
        return int(found["template_id"])

    async def fields(self, template_id: int) -> dict[str, dict[str, Any]]:
        detail = await self.told("GET", f"/admin/templates/{template_id}")
        return {item["label"]: item for item in detail["fields"]}

    async def carried(self, template_id: int) -> Any:
        return (await self.told("GET", f"/admin/templates/{template_id}"))["template"]["carried"]

    async def publish(self, template_id: int) -> Any:
        return await self.told("POST", f"/admin/templates/{template_id}/publish")

    async def step(self, caller: Caller = ANA) -> str:
        [trail] = await self.told("GET", "/founder/trails", caller=caller)
        return f"/founder/trails/{trail['id']}/steps/{trail['steps'][0]['id']}"

    async def save(self, values: dict[str, Any], caller: Caller = ANA) -> Any:
        return await self.told("POST", f"{await self.step(caller)}/progress", {"formData": values}, caller)


@asynccontextmanager
async def opened(settings: IngestionSettings) -> AsyncIterator[Desk]:
    async with serving(settings) as service:
        for caller, company in ((ANA, "Ana Ltda"), (BIA, "Bia Ltda")):
            await put_member(service.client, caller, company)
        yield Desk(service)
