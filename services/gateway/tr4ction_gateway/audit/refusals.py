"""Refused log-ins in the audit trail: all are counted, few are written, or an attacker would fill the disk."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from tr4ction_common.database import Database
from tr4ction_gateway.audit.trail import NOBODY, AuditTrail, Source
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.one_time_tokens import fingerprint

WINDOW_SECONDS = 60.0

_log = logging.getLogger(__name__)


class RefusedLogins:
    """Writes the first refusal of an address for a name in a minute, and `per_minute` rows in all.

    A row's `not_written` tells how many refusals since the row before have none of their own. What was typed as a name
    is not written: people type passwords there. Whether there is such an account makes no difference to what is done
    or how long it takes.
    """

    def __init__(
        self,
        database: Database,
        trail: AuditTrail,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._trail = trail
        self._per_minute = per_minute
        self._clock = clock
        self._written: OrderedDict[tuple[str | None, str], float] = OrderedDict()
        self._not_written = 0

    async def note(self, source: Source, typed_name: str, user_id: int | None, reason: str) -> None:
        """Notes a refusal in a transaction of its own."""
        if not self._may_write((source.address, fingerprint(typed_name))):
            self._not_written += 1
            return
        details: dict[str, object] = {"reason": reason}
        if self._not_written:
            details["not_written"] = self._not_written
            self._not_written = 0
        subject = None if user_id is None else user_ref(user_id)
        try:
            async with self._database.session(writes=True) as session, session.begin():
                await self._trail.add(
                    session, source, actor=NOBODY, action="login_refused", subject=subject, details=details
                )
        except SQLAlchemyError as error:
            # A refusal stays a refusal where the database is too busy to note it.
            _log.warning("a refused log-in was not noted: %s", type(error).__name__)
            self._not_written += 1

    def _may_write(self, key: tuple[str | None, str]) -> bool:
        now = self._clock()
        while self._written and next(iter(self._written.values())) <= now - WINDOW_SECONDS:
            self._written.popitem(last=False)
        if key in self._written or len(self._written) >= self._per_minute:
            return False
        self._written[key] = now
        return True
