"""Noting whom other services must hear of, in the transaction of the change itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.members import repository


class Outbox:
    """`wake` is set whenever there may be something new to push."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()

    async def note(self, session: AsyncSession, users: Iterable[User]) -> None:
        """Has the state of `users`, whose rows this transaction has changed or locked, pushed after it.

        Revisions follow the clock, in milliseconds: they grow even where this database was put back to an older state
        and the others were not.
        """
        for user in users:
            user.revision = max(user.revision + 1, time.time_ns() // 1_000_000)
            await session.flush()
            await repository.put(session, user.id, user.revision, datetime.now(UTC))
        event.listen(session.sync_session, "after_commit", lambda _session: self.wake.set(), once=True)
