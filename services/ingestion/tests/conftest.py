"""One service for all tests of a module, whose worker takes half a second to start; and databases of each kind."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from support.bulk import Bulk
from support.ingestion import Service, make_settings, serving
from support.postgres import new_database, postgres_cluster
from tr4ction_ingestion.bulk.background import BackgroundJobs


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(make_settings(tmp_path_factory.mktemp("service"))) as running:
        yield running


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    with postgres_cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgresql":
        return new_database(request.getfixturevalue("cluster"))
    return f"sqlite:///{tmp_path}/tr4ction.db"


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def bulk_service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("bulk")
    more: dict[str, Any] = {"bulk_lease_seconds": 2, "bulk_max_files": 20, "bulk_max_total_mb": 3, "max_upload_mb": 1}
    if request.param == "postgresql":
        more["database_url"] = new_database(request.getfixturevalue("cluster"))
    async with serving(make_settings(folder, **more)) as running:
        yield running


_numbers = itertools.count()


@pytest.fixture
def bulk(bulk_service: Service) -> Bulk:
    """One of two services, each on another database, and a cycle of its own."""
    return Bulk(bulk_service, f"C{next(_numbers)}")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent to the queue: a test runs jobs when it wants."""

    async def nothing(*_: object) -> None: ...

    monkeypatch.setattr(BackgroundJobs, "send", nothing)
    monkeypatch.setattr(BackgroundJobs, "look", nothing)
