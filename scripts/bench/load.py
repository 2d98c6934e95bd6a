"""Requests made as people make them, and how long each took."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

Request = Callable[[], Awaitable[bool]]
"""Makes one request; whether it was answered as it should be."""


@dataclass(slots=True)
class Load:
    """What a load came to. `seconds` of each request, those that failed too."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return percentile(self.seconds, 95)

    @property
    def p50(self) -> float:
        return percentile(self.seconds, 50)


def percentile(seconds: Sequence[float], rank: int) -> float:
    """In milliseconds."""
    return statistics.quantiles(seconds, n=100, method="inclusive")[rank - 1] * 1000


async def every(interval: float, people: Sequence[Request], lasting: float, seed: int = 0) -> Load:
    """Each of the people asks every `interval` seconds from a moment of their own on.

    Time is taken from when a request was due: where an answer is so late that the next request is late, that counts.
    """
    load = Load()
    chance = random.Random(seed)
    started = time.perf_counter()

    async def ask(request: Request, at: float) -> None:
        while at < lasting:
            await asyncio.sleep(max(0.0, started + at - time.perf_counter()))
            await _timed(request, load, started + at)
            at += interval

    await asyncio.gather(*(ask(request, chance.uniform(0, interval)) for request in people))
    return load


async def one_after_another(requests: Sequence[Request]) -> Load:
    load = Load()
    for request in requests:
        await _timed(request, load, time.perf_counter())
    return load


async def _timed(request: Request, load: Load, due: float) -> None:
    succeeded = await request()
    load.seconds.append(time.perf_counter() - due)
    load.failed += not succeeded
