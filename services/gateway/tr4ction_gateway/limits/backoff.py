"""Waiting times that grow with every wrong password.

Three things are watched. One client at one account: whoever mistypes. One account: whoever guesses its password from
many addresses. One address: whoever tries many accounts. Each may fail some times; then it must wait, twice as long
after every further failure. Who has logged in to an account from an address before is not kept out of it there by what
strangers do elsewhere: nobody can lock somebody else out.
"""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass

from limits.storage import Storage

from tr4ction_gateway.limits.rates import rate_limited
from tr4ction_gateway.limits.store import Counters

FAILURES_ARE_REMEMBERED_SECONDS = 3600
LOG_INS_ARE_REMEMBERED_SECONDS = 30 * 24 * 3600
_MAX_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Patience:
    """So many failures are free, then waits begin at one second and double up to `longest_wait` seconds."""

    free_failures: int
    longest_wait: int

    def wait_after(self, failures: int) -> int:
        """Seconds to wait after so many failures in a row."""
        beyond = failures - self.free_failures
        return 0 if beyond <= 0 else min(self.longest_wait, 2 ** min(beyond - 1, _MAX_DOUBLINGS))


CLIENT_AT_ACCOUNT = Patience(free_failures=5, longest_wait=900)
ACCOUNT = Patience(free_failures=20, longest_wait=300)
ADDRESS = Patience(free_failures=50, longest_wait=900)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A log-in to `account` (as it was typed, in canonical form) from `address`."""

    account: str
    address: str

    def subjects(self) -> tuple[tuple[str, Patience], ...]:
        """Keys of what is watched. Names are hashed: what people type there may be a password."""
        account, address = _digest(self.account), _digest(self.address)
        return (
            (f"{account}:{address}", CLIENT_AT_ACCOUNT),
            (f"account:{account}", ACCOUNT),
            (f"address:{address}", ADDRESS),
        )

    @property
    def known(self) -> str:
        """Key that says that this account was logged in to from this address."""
        return f"known:{_digest(self.account)}:{_digest(self.address)}"


class LoginBackoff:
    """Keeps who guesses waiting. `check` before a password is looked at, `failed` or `succeeded` after."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters

    async def check(self, attempt: Attempt) -> None:
        """Raises Problem where the client must wait."""
        seconds = await self._counters.run(lambda store: _seconds_left(store, attempt))
        if seconds:
            raise rate_limited(seconds)

    async def failed(self, attempt: Attempt) -> None:
        await self._counters.run(lambda store: _count_failure(store, attempt))

    async def succeeded(self, attempt: Attempt) -> None:
        await self._counters.run(lambda store: _forgive(store, attempt))


def _seconds_left(store: Storage, attempt: Attempt) -> int:
    seconds = 0
    is_known = store.get(attempt.known) > 0
    for subject, patience in attempt.subjects():
        wait = f"wait:{subject}"
        if store.get(wait) and not (patience is ACCOUNT and is_known):
            seconds = max(seconds, math.ceil(store.get_expiry(wait) - time.time()), 1)
    return seconds


def _count_failure(store: Storage, attempt: Attempt) -> None:
    for subject, patience in attempt.subjects():
        failures = store.incr(f"failures:{subject}", FAILURES_ARE_REMEMBERED_SECONDS)
        seconds = patience.wait_after(failures)
        if seconds:
            store.incr(f"wait:{subject}", seconds)


def _forgive(store: Storage, attempt: Attempt) -> None:
    """Only what this client did at this account: who owns one account may still be guessing at others."""
    store.clear(f"failures:{attempt.subjects()[0][0]}")
    store.incr(attempt.known, LOG_INS_ARE_REMEMBERED_SECONDS)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
