"""Verifying the audit trail."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from tr4ction_common.database import Database
from tr4ction_gateway.audit import repository
from tr4ction_gateway.audit.models import AuditEvent
from tr4ction_gateway.audit.sealing import Sealer

BATCH = 1000
MAX_FAULTS = 20


@dataclass(slots=True)
class Verdict:
    """How many rows there are, the id of the last, and what is wrong with them (twenty faults at most)."""

    rows: int = 0
    last_id: int = 0
    faults: list[str] = field(default_factory=list)


async def verify(database: Database, sealer: Sealer) -> Verdict:
    """Looks at every row, in one reading of the database as it is now."""
    check = _Check(sealer)
    async with database.session(writes=False) as session:
        await repository.read_one_state(session)
        head = await repository.head(session)
        while rows := await repository.following(session, check.verdict.last_id, BATCH):
            for row in rows:
                check.look_at(row)
            session.expunge_all()
        if head is None:
            check.fault("the head is missing")
        else:
            check.compare_end(head.last_id, head.last_seal)
            if head.last_id and not hmac.compare_digest(head.seal, sealer.of_head(head)):
                check.fault("the head was changed")
    return check.verdict


class _Check:
    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._last_seal = ""
        self.verdict = Verdict()

    def look_at(self, row: AuditEvent) -> None:
        missing = range(self.verdict.last_id + 1, row.id)
        if missing:
            self.fault(_missing(missing))
        elif not hmac.compare_digest(row.seal, self._sealer.of_event(row, self._last_seal)):
            self.fault(f"row {row.id} was changed, or sealed with another AUDIT_KEY")
        # What follows is compared with the seal that stands here: each fault is told once, where it is.
        self._last_seal = row.seal
        self.verdict.last_id = row.id
        self.verdict.rows += 1

    def compare_end(self, last_id: int, last_seal: str) -> None:
        if self.verdict.last_id < last_id:
            self.fault(_missing(range(self.verdict.last_id + 1, last_id + 1)) + ", at the end")
        elif (self.verdict.last_id, self._last_seal) != (last_id, last_seal):
            self.fault(f"the rows after {last_id} were added by somebody else, or the last row was changed")

    def fault(self, text: str) -> None:
        if len(self.verdict.faults) < MAX_FAULTS:
            self.verdict.faults.append(text)


def _missing(ids: range) -> str:
    return f"row {ids[0]} is missing" if len(ids) == 1 else f"rows {ids[0]} to {ids[-1]} are missing"
