"""Every query about the audit trail. There is none that changes or deletes a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_gateway.audit.models import HEAD, AuditEvent, AuditHead


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: all that are None do not matter. `until` is exclusive; `before` is the id that the page ends at."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


async def lock_head(session: AsyncSession) -> AuditHead:
    """The end of the trail, until the transaction is over nobody else's."""
    head = await session.scalar(select(AuditHead).where(AuditHead.id == HEAD).with_for_update())
    assert head is not None  # the migration made it
    return head


async def head(session: AsyncSession) -> AuditHead | None:
    return await session.scalar(select(AuditHead).where(AuditHead.id == HEAD))


async def add(session: AsyncSession, event: AuditEvent) -> None:
    session.add(event)
    await session.flush()


async def page(session: AsyncSession, wanted: Wanted, limit: int) -> Sequence[AuditEvent]:
    """The newest rows that are wanted, newest first."""
    conditions = [
        column == value
        for column, value in (
            (AuditEvent.actor, wanted.actor),
            (AuditEvent.action, wanted.action),
            (AuditEvent.subject, wanted.subject),
        )
        if value is not None
    ]
    if wanted.since is not None:
        conditions.append(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEvent.at < wanted.until)
    if wanted.before is not None:
        conditions.append(AuditEvent.id < wanted.before)
    rows = await session.scalars(select(AuditEvent).where(*conditions).order_by(AuditEvent.id.desc()).limit(limit))
    return rows.all()


async def following(session: AsyncSession, after: int, limit: int) -> Sequence[AuditEvent]:
    """The rows after the one with the id `after`, oldest first."""
    rows = await session.scalars(select(AuditEvent).where(AuditEvent.id > after).order_by(AuditEvent.id).limit(limit))
    return rows.all()


async def read_one_state(session: AsyncSession) -> None:
    """Has all that the session reads from now on be of one moment, as it is on SQLite anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
