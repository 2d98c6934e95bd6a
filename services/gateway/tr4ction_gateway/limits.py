"""How often a client may do something.

slowapi counts; how that is told to clients is ours: `RateLimit-*` on every answer of a limited route, `Retry-After`
with 429 only, and the address a client is known by is the peer's, never what a header says.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar, cast

from fastapi import FastAPI, Request, Response
from slowapi import Limiter
from slowapi.errors import RateLimitExceeded
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tr4ction_common.errors import RATE_LIMITED
from tr4ction_common.problem_handlers import problem_response
from tr4ction_common.problems import Problem

STORE_TIMEOUT_SECONDS = 0.2  # a store that hangs costs this once; then memory counts until it is back

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Endpoint = Callable[_P, Awaitable[_R]]


def client_address(request: Request) -> str:
    """The address the connection came from; through a trusted proxy, the one it says."""
    return request.client.host if request.client else "unknown"


class RateLimits:
    """The limits of one application. `login` is a rate such as 30/minute; without `store_url` memory keeps count."""

    def __init__(self, login: str, store_url: str | None = None) -> None:
        self.login = login
        timeouts = {"socket_timeout": STORE_TIMEOUT_SECONDS, "socket_connect_timeout": STORE_TIMEOUT_SECONDS}
        self._limiter = Limiter(
            key_func=client_address,
            storage_uri=store_url or "memory://",
            storage_options=cast("dict[str, str]", timeouts if store_url else {}),  # typed too narrowly there
            in_memory_fallback_enabled=store_url is not None,
        )

    def per_address(self, rate: str) -> Callable[[_Endpoint[_P, _R]], _Endpoint[_P, _R]]:
        """Limits an endpoint, which must have a parameter `request`, to `rate` for each client address."""
        return cast("Callable[[_Endpoint[_P, _R]], _Endpoint[_P, _R]]", self._limiter.limit(rate))

    def install(self, app: FastAPI) -> None:
        app.add_exception_handler(RateLimitExceeded, self._on_exceeded)
        app.add_middleware(_RateLimitHeaders, limits=self)

    def headers(self, state: dict[str, Any]) -> dict[str, str]:
        """The headers that tell the client where it stands, empty where nothing was counted (draft RateLimit-*, 03)."""
        counted = state.get("view_rate_limit")
        if counted is None:
            return {}
        rate, key = counted
        reset_at, remaining = self._limiter.limiter.get_window_stats(rate, *key)
        return {
            "RateLimit-Limit": str(rate.amount),
            "RateLimit-Remaining": str(remaining),
            "RateLimit-Reset": str(max(1, math.ceil(reset_at - time.time()))),
        }

    async def _on_exceeded(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        seconds = self.headers(request.scope["state"])["RateLimit-Reset"]
        return problem_response(request, Problem(RATE_LIMITED, headers={"Retry-After": seconds}, seconds=seconds))


class _RateLimitHeaders:
    """Adds `RateLimits.headers` to every answer, whether the route gave it or a problem handler."""

    def __init__(self, app: ASGIApp, limits: RateLimits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._limits.headers(scope.get("state", {})))
            await send(message)

        await self._app(scope, receive, watch if scope["type"] == "http" else send)
