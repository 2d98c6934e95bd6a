"""`/health`: the process answers. `/health/ready`: what it depends on answers too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from tr4ction_common.settings import VERSION

CHECK_TIMEOUT_SECONDS = 2.0

Check = Callable[[], Awaitable[None]]


def health_router(checks: Mapping[str, Check]) -> APIRouter:
    """Routes that need no token. A check passes when it returns within two seconds and fails when it raises."""
    router = APIRouter(tags=["health"])

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": VERSION}

    @router.get("/health/ready")
    async def ready() -> JSONResponse:
        states = await asyncio.gather(*(_state(check) for check in checks.values()))
        is_ready = all(state == "ok" for state in states)
        body = {
            "status": "ready" if is_ready else "not_ready",
            "version": VERSION,
            "checks": dict(zip(checks, states, strict=True)),
        }
        return JSONResponse(body, 200 if is_ready else 503)

    return router


async def _state(check: Check) -> str:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_SECONDS):
            await check()
    except TimeoutError:
        return "timeout"
    except Exception as error:  # whatever went wrong, the answer is "not ready"; its kind is all that may be told
        return f"failed: {type(error).__name__}"
    return "ok"
