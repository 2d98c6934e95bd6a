"""Telling clients where they stand: `RateLimit-*` on every answer of a limited route (draft RateLimit-*, 03)."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tr4ction_gateway.limits.rates import Standing


def headers_of(state: dict[str, Any]) -> dict[str, str]:
    """The headers for the state of a request, empty where nothing was counted."""
    standing: Standing | None = state.get("rate_limit")
    if standing is None:
        return {}
    return {
        "RateLimit-Limit": str(standing.limit),
        "RateLimit-Remaining": str(standing.remaining),
        "RateLimit-Reset": str(standing.reset),
    }


class RateLimitHeaders:
    """Adds them whether the route answers or a problem handler."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers_of(scope.get("state", {})))
            await send(message)

        await self._app(scope, receive, watch if scope["type"] == "http" else send)
