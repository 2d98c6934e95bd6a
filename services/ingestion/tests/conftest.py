"""One service for all tests of a module, whose worker takes half a second to start; and databases of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from support.ingestion import Service, make_settings, serving
from support.postgres import new_database, postgres_cluster


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
