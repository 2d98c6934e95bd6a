"""Many workbooks at once, as tests send them and ask after them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import update

from support.archives import archived
from support.ingestion import Service
from tr4ction_ingestion.bulk.models import BulkJob
from tr4ction_ingestion.bulk.running import JobRunner

BULK = "/admin/templates/bulk"


@dataclass(frozen=True)
class Bulk:
    """A service, and a cycle of its own for each test."""

    service: Service
    cycle: str

    async def post(self, contents: Mapping[str, bytes] | bytes, cycle: str = "", **headers: str) -> httpx.Response:
        data = contents if isinstance(contents, bytes) else archived(contents)
        file = {"file": ("Trilhas.zip", data)}
        return await self.service.client.post(BULK, params={"cycle": cycle or self.cycle}, files=file, headers=headers)

    async def posted(self, contents: Mapping[str, bytes] | bytes, cycle: str = "", **headers: str) -> dict[str, Any]:
        answer = await self.post(contents, cycle, **headers)
        assert answer.status_code == 202, answer.text
        body: dict[str, Any] = answer.json()
        assert answer.headers["Location"] == f"{BULK}/{body['id']}"
        return body

    async def get(self, path: str, **headers: str) -> Any:
        answer = await self.service.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def job(self, body: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = await self.get(f"{BULK}/{body['id']}")
        return found

    async def ended(self, body: Mapping[str, Any]) -> dict[str, Any]:
        async with asyncio.timeout(30):
            while True:
                found = await self.job(body)
                if found["state"] not in ("queued", "running"):
                    return found
                await asyncio.sleep(0.02)

    async def templates(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get(f"/admin/templates?cycle={self.cycle}"))["templates"]
        return found

    async def run(self, body: Mapping[str, Any]) -> None:
        """As a process of its own would."""
        state = self.service.app.state
        await JobRunner(state.upload_means, state.background_jobs.archives).run(body["id"])

    async def expire_lease(self, body: Mapping[str, Any]) -> None:
        expired = datetime.now(UTC) - timedelta(seconds=1)
        async with self.service.app.state.database.transaction(writes=True) as session:
            await session.execute(update(BulkJob).where(BulkJob.id == body["id"]).values(lease_until=expired))

    def archives(self) -> set[str]:
        return {path.name for path in self.service.settings.bulk_storage_path.iterdir() if path.name != ".incoming"}


def states(body: Mapping[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {file["name"]: (file["state"], file["code"]) for file in body["files"]}
