"""Rates such as 30/minute, counted for a client address or a user.

slowapi counts. How that is told to clients is ours (`headers`), and the counting is kept off the event loop where the
store is another machine: its client waits for answers.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from limits.errors import StorageError
from slowapi import Limiter
from slowapi.errors import RateLimitExceeded

from tr4ction_common.errors import RATE_LIMITED
from tr4ction_common.problems import Problem
from tr4ction_gateway.limits.store import store_options


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a client stands with one rate; `reset` in whole seconds."""

    limit: int
    remaining: int
    reset: int
    exceeded: bool


class Rate:
    """One rate, counted by key. Made by `RateLimits.rate`."""

    def __init__(self, count: Callable[[str], Standing], waits: bool) -> None:
        self._count = count
        self._waits = waits

    async def count(self, request: Request, key: str) -> None:
        """Counts `request` for `key`, and notes in its state where that leaves the client. Raises Problem."""
        standing = await run_in_threadpool(self._count, key) if self._waits else self._count(key)
        request.state.rate_limit = standing
        if standing.exceeded:
            raise rate_limited(standing.reset)


class RateLimits:
    """The rates of one application. Without `store_url` memory keeps count; with it memory stands in while it fails."""

    def __init__(self, store_url: str | None = None) -> None:
        self._is_shared = store_url is not None
        self._limiter = Limiter(
            key_func=_key,
            storage_uri=store_url or "memory://",
            storage_options=cast("dict[str, str]", store_options(store_url)),  # typed too narrowly there
            in_memory_fallback_enabled=self._is_shared,
        )

    def rate(self, name: str, rate: str) -> Rate:
        """The rate `rate` of what `name` says; two of one name count together."""

        def counted(request: Request) -> None:
            """slowapi limits functions that take a request: this one does nothing else."""

        counted.__name__ = name  # by which slowapi tells functions apart
        limited = self._limiter.shared_limit(rate, scope=name)(counted)

        def count(key: str) -> Standing:
            request = Request({"type": "http", "path": f"/{name}", "headers": [], "state": {"key": key}})
            try:
                limited(request=request)
            except RateLimitExceeded:
                return self._standing(request, exceeded=True)
            return self._standing(request, exceeded=False)

        return Rate(count, self._is_shared)

    def _standing(self, request: Request, *, exceeded: bool) -> Standing:
        rate, arguments = request.state.view_rate_limit
        try:
            reset_at, remaining = self._limiter.limiter.get_window_stats(rate, *arguments)
        except StorageError:  # gone since it counted
            reset_at, remaining = time.time() + rate.get_expiry(), 0
        return Standing(rate.amount, remaining, max(1, math.ceil(reset_at - time.time())), exceeded)


def rate_limited(seconds: int) -> Problem:
    """The refusal of who must wait so long."""
    return Problem(RATE_LIMITED, headers={"Retry-After": str(seconds)}, seconds=seconds)


def _key(request: Request) -> str:
    return cast("str", request.state.key)


def client_address(request: Request) -> str:
    """The address the connection came from; through a trusted proxy, the one it says."""
    return request.client.host if request.client else "unknown"
