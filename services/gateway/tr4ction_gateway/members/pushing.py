"""Emptying the outbox, in the background: no request ever waits for another service to hear of a person."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from tr4ction_common.database import Database
from tr4ction_gateway.accounts import repository as accounts
from tr4ction_gateway.members import repository
from tr4ction_gateway.members.client import MemberRefusedError, MembersClient
from tr4ction_gateway.members.models import MemberPush
from tr4ction_gateway.members.outbox import Outbox

POLL_SECONDS = 5.0  # for what other processes of the gateway have left, and for what is due again
BATCH = 50
CLAIM = timedelta(seconds=60)  # longer than a push may take; a process that died with it is not waited for longer
FIRST_DELAY_SECONDS = 1.0
MAX_DELAY_SECONDS = 300.0

_log = logging.getLogger(__name__)


class Pusher:
    """Pushes whom `outbox` has to `client`. Several processes may: a push that is done twice has no second effect."""

    def __init__(self, database: Database, client: MembersClient, outbox: Outbox) -> None:
        self._database = database
        self._client = client
        self._outbox = outbox

        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Pushes until it is told to stop. Nothing that goes wrong ends it."""
        while not self._stopping.is_set():
            self._outbox.wake.clear()
            try:
                while not self._stopping.is_set() and await self.push_due():
                    pass
            except SQLAlchemyError as error:
                _log.warning("members are not pushed: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0 if self._stopping.is_set() else POLL_SECONDS):
                    await self._outbox.wake.wait()

    def stop(self) -> None:
        """Ends `run` after the push that is under way: whoever is left waits in the database."""
        self._stopping.set()
        self._outbox.wake.set()

    async def push_due(self) -> int:
        """Tries what is due now, at most fifty. Returns how many that were."""
        now = datetime.now(UTC)
        async with self._database.session(writes=False) as session:
            if not await repository.is_any_due(session, now):
                return 0
        async with self._database.session(writes=True) as session, session.begin():
            claimed = await repository.claim(session, now, now + CLAIM, BATCH)
        for push in claimed:
            if self._stopping.is_set():
                return 0
            await self._push(push)
        return len(claimed)

    async def _push(self, push: MemberPush) -> None:
        async with self._database.session(writes=False) as session:
            user = await repository.person(session, push.user_id)
        if user is None:
            return
        try:
            await self._client.put(user)
        except MemberRefusedError as error:
            _log.warning("user %s is not known to others yet: %s", push.user_id, error)
            due_at = datetime.now(UTC) + timedelta(seconds=delay(push.attempts))
            async with self._database.session(writes=True) as session, session.begin():
                await repository.postpone(session, push.user_id, push.revision, due_at)
        else:
            async with self._database.session(writes=True) as session, session.begin():
                await repository.forget(session, push.user_id, user.revision)

    async def resync(self) -> tuple[int, int]:
        """Pushes everybody anew. Returns how many there are, and how many have not arrived: those are tried on."""
        async with self._database.session(writes=False) as session:
            ids = await accounts.all_ids(session)
        for user_id in ids:
            async with self._database.session(writes=True) as session, session.begin():
                user = await accounts.lock(session, user_id)
                if user is not None:
                    await self._outbox.note(session, [user])
        while await self.push_due():
            pass
        async with self._database.session(writes=False) as session:
            return len(ids), await repository.count(session)


def delay(attempts: int) -> float:
    """Seconds until the next try after `attempts` that failed before this one: doubling, spread by a quarter."""
    seconds = min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0 ** min(attempts, 20))
    return seconds * random.uniform(0.75, 1.0)  # noqa: S311  nothing secret
