"""Alive, and ready."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from tr4ction_common import health

Ask = Callable[[FastAPI], httpx.AsyncClient]


async def good() -> None:
    """Passes."""


async def bad() -> None:
    raise ConnectionError("private")


async def hangs() -> None:
    await asyncio.sleep(60)


async def test_alive_whatever_it_depends_on(make_app: Callable[..., FastAPI], ask: Ask) -> None:
    answer = await ask(make_app({"bad": bad})).get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": "2.0.0"})


async def test_ready_when_every_check_passes(make_app: Callable[..., FastAPI], ask: Ask) -> None:
    answer = await ask(make_app({"a": good, "b": good})).get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "version": "2.0.0", "checks": {"a": "ok", "b": "ok"}}


async def test_not_ready_says_which_and_hides_why(
    make_app: Callable[..., FastAPI], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHECK_TIMEOUT_SECONDS", 0.1)
    answer = await ask(make_app({"good": good, "bad": bad, "slow": hangs, "slower": hangs})).get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "not_ready")
    assert answer.json()["checks"] == {
        "good": "ok",
        "bad": "failed: ConnectionError",
        "slow": "timeout",
        "slower": "timeout",
    }
