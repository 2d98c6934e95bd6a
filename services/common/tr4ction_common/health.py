"""`/health`: the process answers. `/health/ready`: what it depends on answers too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from tr4ction_common.settings import VERSION

CHECK_TIMEOUT_SECONDS = 2.0

Check = Callable[[], Awaitable[None]]


class Health(BaseModel):
    status: Literal["ok"] = "ok"
    version: str = Field(default=VERSION, examples=[VERSION])


class Readiness(BaseModel):
    """`checks` has what is depended on: `ok`, `timeout`, or `failed` and the kind of failure."""

    status: Literal["ready", "not_ready"]
    version: str = Field(default=VERSION, examples=[VERSION])
    checks: dict[str, str] = Field(examples=[{"database": "ok"}])


_NOT_READY: dict[str, Any] = {
    "model": Readiness,
    "description": "Something that it depends on does not answer",
    "content": {
        "application/json": {
            "example": {"status": "not_ready", "version": VERSION, "checks": {"database": "failed: OperationalError"}}
        }
    },
}


def health_router(checks: Mapping[str, Check]) -> APIRouter:
    """Routes that need no token. A check passes when it returns within two seconds and fails when it raises."""
    router = APIRouter(tags=["health"])

    @router.get("/health")
    async def get_health() -> Health:
        """The process answers. Nothing that it depends on is asked."""
        return Health()

    @router.get("/health/ready", responses={503: _NOT_READY})
    async def get_readiness(response: Response) -> Readiness:
        states = await asyncio.gather(*(_state(check) for check in checks.values()))
        is_ready = all(state == "ok" for state in states)
        response.status_code = 200 if is_ready else 503
        return Readiness(status="ready" if is_ready else "not_ready", checks=dict(zip(checks, states, strict=True)))

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
