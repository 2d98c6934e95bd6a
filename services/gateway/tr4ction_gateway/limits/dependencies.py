"""Limits as routes depend on them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, Request

from tr4ction_common.problems import Problem, ProblemType
from tr4ction_gateway.limits.backoff import Attempt
from tr4ction_gateway.limits.limits import Limits
from tr4ction_gateway.limits.rates import client_address


def _limits(request: Request) -> Limits:
    limits: Limits = request.app.state.limits
    return limits


async def _count_password(request: Request) -> None:
    await _limits(request).passwords.count(request, client_address(request))


async def _count_session(request: Request) -> None:
    await _limits(request).sessions.count(request, client_address(request))


# For `dependencies=` of routes at which passwords or links could be guessed, and of those that renew or end sessions.
PasswordRate = Depends(_count_password)
SessionRate = Depends(_count_session)


@asynccontextmanager
async def guarded_attempt(request: Request, account: str, refusal: ProblemType) -> AsyncIterator[None]:
    """Around the check of a password of `account`. `refusal` from inside counts as a failure; who failed too often must
    wait first."""
    backoff = _limits(request).backoff
    attempt = Attempt(account, client_address(request))
    await backoff.check(attempt)
    try:
        yield
    except Problem as problem:
        if problem.type.code == refusal.code:
            await backoff.failed(attempt)
        raise
    await backoff.succeeded(attempt)
