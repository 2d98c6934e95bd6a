"""A gateway in this process with a database of its own, and the real server of what is behind it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from support.gateways import JWT_KEY, NOBODY_LISTENS, Gateway, MakeGateway
from support.postgres import new_database, postgres_cluster
from support.servers import RunningServer, gunicorn
from tr4ction_common import migrations
from tr4ction_common.internal_tokens import generate_key_pair
from tr4ction_common.settings import load_settings
from tr4ction_gateway.main import create_app
from tr4ction_gateway.migrations import MIGRATIONS
from tr4ction_gateway.settings import GatewaySettings
from tr4ction_gateway.tables import Base


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither a `.env` nor a variable of the machine decides about a test."""
    monkeypatch.chdir(tmp_path)
    for name in GatewaySettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def key_pair() -> tuple[str, str]:
    return generate_key_pair()


@pytest.fixture(scope="session")
def upstream(key_pair: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """What stands behind the gateway. It notes what happens in the file `events` beside its log."""
    folder = tmp_path_factory.mktemp("upstream")
    shutil.copy(Path(__file__).with_name("upstream.py"), folder)
    (folder / "public.pem").write_text(key_pair[1])
    with gunicorn("upstream:app", {"PUBLIC_KEY_FILE": "public.pem"}, folder) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres_cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return new_database(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def _migrated_postgres(postgres_url: str) -> str:
    url = new_database(postgres_url)
    migrations.upgrade(MIGRATIONS, url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, _migrated: Path) -> str:
    """A database of each kind with our tables, as the migrations leave them."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(_migrated, tmp_path / 'either.db')}"
    url: str = request.getfixturevalue("_migrated_postgres")
    _empty(url)  # in a tenth of the time that a new one takes
    return url


def _empty(url: str) -> None:
    tables = ", ".join(Base.metadata.tables)
    with psycopg.connect(url) as connection:
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        connection.execute("INSERT INTO audit_head (id, last_id, last_seal, seal) VALUES (1, 0, '', '')")


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "gateway.db"
    migrations.upgrade(MIGRATIONS, f"sqlite:///{path}")
    return path


@pytest.fixture
def settings_values(key_pair: tuple[str, str], tmp_path: Path, _migrated: Path) -> dict[str, Any]:
    """Settings that are right: a migrated SQLite database in DATA_DIR, and nothing behind the gateway."""
    shutil.copy(_migrated, tmp_path / "gateway.db")
    return {
        "data_dir": tmp_path,
        "jwt_secret": JWT_KEY,
        "internal_token_private_key": key_pair[0],
        "ingestion_url": NOBODY_LISTENS,
        "bcrypt_rounds": 4,
        "rate_limit_login": "1000/minute",
    }


@pytest.fixture
async def make_gateway(settings_values: dict[str, Any]) -> AsyncIterator[MakeGateway]:
    """Starts gateways with settings of one's own."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(**values: Any) -> Gateway:
            app = create_app(load_settings(GatewaySettings, **{**settings_values, **values}))
            await stack.enter_async_context(app.router.lifespan_context(app))
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://gateway"))
            return Gateway(app, client)

        yield make


@pytest.fixture
async def gateway(make_gateway: MakeGateway) -> Gateway:
    return await make_gateway()


@pytest.fixture
async def either_gateway(make_gateway: MakeGateway, database_url: str) -> Gateway:
    """A gateway on a database of each kind."""
    return await make_gateway(gateway_database_url=database_url)


@pytest.fixture
async def connected(make_gateway: MakeGateway, upstream: RunningServer) -> Gateway:
    """A gateway with the stand-in behind it, and an admin."""
    made = await make_gateway(ingestion_url=upstream.url)
    await made.add_user("ana", "admin")
    return made
