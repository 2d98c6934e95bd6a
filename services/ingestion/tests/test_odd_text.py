"""Text that a database cannot hold is refused alike on both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from support.ingestion import authorization, make_settings, put_member, token
from tr4ction_common.internal_tokens import Caller
from tr4ction_ingestion.main import create_app

ADMIN = Caller("9", "admin")
ANA = Caller("1", "founder", "10")
NUL = "%00"
REFUSALS = [(422, "validation_failed"), (422, "cycle_malformed")]


@pytest.fixture
async def client(url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(make_settings(tmp_path, database_url=url))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://ingestion") as client:
        await put_member(client, ANA, "Padaria")
        yield client
    await app.state.database.close()


@pytest.mark.parametrize(
    ("caller", "path"),
    [
        (ADMIN, f"/admin/templates?cycle={NUL}"),
        (ADMIN, f"/admin/trails?cycle={NUL}"),
        (ADMIN, f"/admin/trails/{NUL}/left-behind"),
        (ADMIN, f"/admin/founders/progress?q={NUL}"),
        (ADMIN, f"/admin/founders/progress?cycle={NUL}"),
        (ADMIN, f"/admin/founders/1/trails/{NUL}/answers"),
        (ANA, f"/founder/trails/{NUL}/steps/{NUL}/schema"),
        (ANA, f"/founder/trails/{NUL}/export/xlsx"),
    ],
    ids=lambda value: value.role if isinstance(value, Caller) else value,
)
async def test_addresses(client: httpx.AsyncClient, caller: Caller, path: str) -> None:
    answer = await client.get(path, headers=authorization(token(caller)))
    assert (answer.status_code, answer.json()["code"]) in REFUSALS
