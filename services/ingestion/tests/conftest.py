"""One service for all tests of a module: its worker takes half a second to start."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.ingestion import Service, make_settings, serving


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(make_settings(tmp_path_factory.mktemp("service"))) as running:
        yield running
