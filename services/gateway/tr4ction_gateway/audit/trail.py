"""Writing the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_gateway.audit import repository
from tr4ction_gateway.audit.models import AuditEvent
from tr4ction_gateway.audit.sealing import Sealer

OPERATOR = "operator"
NOBODY = "nobody"

Details = dict[str, object]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a request came from: the client's address and program, and the id that the logs know it by."""

    address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None


ON_THE_MACHINE = Source()


def user(user_id: int) -> str:
    """A person, as actor or subject."""
    return f"user:{user_id}"


class AuditTrail:
    """Adds rows. Nothing secret goes in: no password, token or hash, and nothing that a stranger has typed."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    async def add(
        self,
        session: AsyncSession,
        source: Source,
        *,
        actor: str,
        action: str,
        subject: str | None = None,
        details: Details | None = None,
    ) -> None:
        """Adds a row in the transaction of `session`, that of the very change it tells of.

        Others who add one wait until that transaction is over, so this comes last in it: who holds the end of the trail
        must not wait for anything else.
        """
        await session.flush()
        head = await repository.lock_head(session)
        event = AuditEvent(
            id=head.last_id + 1,
            at=datetime.now(UTC),
            actor=actor,
            action=action,
            subject=subject,
            address=source.address,
            request_id=source.request_id,
            details=details or {},
        )
        event.seal = self._sealer.of_event(event, head.last_seal)
        head.last_id, head.last_seal = event.id, event.seal
        head.seal = self._sealer.of_head(head)
        await repository.add(session, event)
