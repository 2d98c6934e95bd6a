"""A small service made of what is common."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tr4ction_common.application import create_application
from tr4ction_common.health import Check
from tr4ction_common.settings import ServiceSettings, load_settings

MakeApp = Callable[..., FastAPI]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither a `.env` nor a variable of the machine decides about a test."""
    monkeypatch.chdir(tmp_path)
    for name in ServiceSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def make_app() -> Callable[..., FastAPI]:
    """Makes applications with settings, checks and uploads of one's own; routes are added afterwards."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield

    def make(checks: dict[str, Check] | None = None, uploads: tuple[str, ...] = ("/",), **values: Any) -> FastAPI:
        return create_application("Test", load_settings(ServiceSettings, **values), lifespan, checks or {}, uploads)

    return make


@pytest.fixture
async def ask() -> AsyncIterator[Callable[[FastAPI], httpx.AsyncClient]]:
    """Gives a client of an application."""
    async with contextlib.AsyncExitStack() as stack:

        def client(app: FastAPI) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            made = httpx.AsyncClient(transport=transport, base_url="http://service")
            stack.push_async_callback(made.aclose)
            return made

        yield client
