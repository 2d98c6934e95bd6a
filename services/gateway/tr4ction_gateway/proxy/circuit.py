"""Whether a service is worth asking: after failures in a row it is not, until it is seen to be healthy again.

What a client asks is never the trial. A probe asks for the service's health all the time: a process that hangs is found
out although requests to it are still waiting, and one that is back is let in again within a probe's interval.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

import httpx
from circuitbreaker import STATE_CLOSED, CircuitBreaker

FAILURES_ALLOWED = 3
PROBE_SECONDS = 2.0
PROBE_SECONDS_AFTER_FAILURE = 0.5
_NEVER_BY_ITSELF = 365 * 24 * 3600

_log = logging.getLogger(__name__)


class Circuit:
    """Open, nothing is asked of the service `name`; `probe` raises httpx.HTTPError unless it is healthy."""

    def __init__(self, name: str, probe: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._probe = probe
        self._breaker = CircuitBreaker(FAILURES_ALLOWED, _NEVER_BY_ITSELF, httpx.HTTPError, name)

    @property
    def is_open(self) -> bool:
        return bool(self._breaker.state != STATE_CLOSED)

    def answered(self) -> None:
        """The service answered something."""
        if self.is_open:
            _log.warning("%s answers again", self._name)
        self._breaker.reset()

    def failed(self, error: httpx.HTTPError) -> None:
        """The service did not answer. A full pool of connections is our doing, not the service's."""
        if isinstance(error, httpx.PoolTimeout):
            return
        was_open = self.is_open
        with contextlib.suppress(httpx.HTTPError), self._breaker:
            raise error
        if self.is_open and not was_open:
            _log.error("%s does not answer: it is not asked until it is healthy again", self._name)

    async def probe(self) -> None:
        """Asks for the service's health, and opens or closes by what it says. Raises httpx.HTTPError."""
        try:
            await self._probe()
        except httpx.HTTPError as error:
            self.failed(error)
            raise
        self.answered()

    async def watch(self) -> None:
        """Probes until cancelled."""
        while True:
            try:
                await self.probe()
            except httpx.HTTPError:
                await asyncio.sleep(PROBE_SECONDS_AFTER_FAILURE)
            else:
                await asyncio.sleep(PROBE_SECONDS)
