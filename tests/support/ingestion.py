"""The ingestion service for tests: its application on a client, keys, tokens and what it has stored."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy.engine import make_url

from tr4ction_common.internal_tokens import SERVICE_ROLE, Caller, generate_key_pair, policy_for, sign
from tr4ction_common.migrations import upgrade
from tr4ction_common.settings import load_settings
from tr4ction_common.tokens import TokenSigner
from tr4ction_ingestion import migrations
from tr4ction_ingestion.main import create_app
from tr4ction_ingestion.settings import IngestionSettings

INCOMING = ".incoming"
ADMIN = Caller("admin-1", "admin")
GATEWAY = Caller("gateway", SERVICE_ROLE)


@cache
def keys() -> tuple[str, str]:
    """The gateway's key pair in this test run: private, public."""
    return generate_key_pair()


def token(caller: Caller = ADMIN, service: str = "ingestion") -> str:
    return sign(keys()[0], service, caller)


def expired_token() -> str:
    return TokenSigner(policy_for("ingestion"), keys()[0]).sign("admin-1", timedelta(minutes=-5), role="admin")


def authorization(value: str | None = None) -> dict[str, str]:
    return {"Authorization": f"Bearer {value or token()}"}


def make_settings(folder: Path, **values: Any) -> IngestionSettings:
    """Settings of a service that keeps everything in `folder`, its database migrated."""
    settings = load_settings(
        IngestionSettings,
        **{
            "environment": "test",
            "data_dir": folder,
            "database_url": f"sqlite:///{folder}/tr4ction.db",
            "template_storage_path": folder / "templates",
            "templates_images_dir": folder / "images",
            "internal_token_public_key": keys()[1],
            "log_level": "ERROR",
            **values,
        },
    )
    _migrate(settings.database_url)
    return settings


def _migrate(url: str) -> None:
    """To the newest revision; a new SQLite database in a tenth of the time that migrating takes."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).exists():
        Path(parsed.database).write_bytes(_migrated_database())
    else:
        upgrade(migrations.FOLDER, url)


@cache
def _migrated_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.db"
        upgrade(migrations.FOLDER, f"sqlite:///{path}")
        return path.read_bytes()


def environment(folder: Path) -> Mapping[str, str]:
    """The same for a real server."""
    make_settings(folder)
    (folder / "public.pem").write_text(keys()[1])
    return {"DATA_DIR": str(folder), "INTERNAL_TOKEN_PUBLIC_KEY_FILE": str(folder / "public.pem")}


async def put_member(client: httpx.AsyncClient, caller: Caller, company: str, cycles: Sequence[str] = ("Q1",)) -> None:
    """Makes `caller` a member of the start-up `company`, as the gateway says who there is."""
    document = {
        "revision": time.time_ns(),
        "email": f"{caller.user_id}@startup.example",
        "name": f"Pessoa {caller.user_id}",
        "role": caller.role,
        "is_active": True,
        "organization": {"id": caller.organization_id, "name": company},
        "cycles": list(cycles),
    }
    headers = authorization(token(GATEWAY))
    answer = await client.put(f"/internal/members/{caller.user_id}", json=document, headers=headers)
    assert answer.status_code == httpx.codes.OK, answer.text


@dataclass(frozen=True)
class Service:
    """A service under test."""

    app: FastAPI
    client: httpx.AsyncClient
    settings: IngestionSettings

    async def upload(
        self, data: bytes, cycle: str = "Q1", filename: str = "Template.xlsx", **query: str
    ) -> httpx.Response:
        return await self.client.post(
            "/admin/templates/upload", params={"cycle": cycle, **query}, files={"file": (filename, data)}
        )

    async def uploaded(
        self, data: bytes, cycle: str = "Q1", filename: str = "Template.xlsx", **query: str
    ) -> dict[str, Any]:
        response = await self.upload(data, cycle, filename, **query)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def stored(self) -> Stored:
        return Stored.of(self.settings)


@dataclass(frozen=True)
class Stored:
    """All that a service keeps: two of them are equal where nothing was stored in between."""

    files: frozenset[str]
    folders: frozenset[str]
    rows: tuple[int, int] | None

    @classmethod
    def of(cls, settings: IngestionSettings) -> Stored:
        files: set[str] = set()
        folders: set[str] = set()
        for root in (settings.template_storage_path, settings.templates_images_dir):
            for path in root.rglob("*"):
                (folders if path.is_dir() else files).add(str(path.relative_to(root.parent)))
        return cls(frozenset(files), frozenset(folders), _rows(settings.database_url))

    @property
    def is_empty(self) -> bool:
        return not self.files and all(folder.endswith(INCOMING) for folder in self.folders) and self.rows == (0, 0)


def _rows(url: str) -> tuple[int, int] | None:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    with contextlib.closing(sqlite3.connect(str(parsed.database), timeout=10)) as connection:
        templates, fields = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("template_definitions", "fillable_fields")
        )
        return templates, fields


@contextlib.asynccontextmanager
async def serving(settings: IngestionSettings) -> AsyncIterator[Service]:
    """The real application with its real workers, started and stopped."""
    app = create_app(settings)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://ingestion", headers=authorization()) as client,
    ):
        yield Service(app, client, settings)
