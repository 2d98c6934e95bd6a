"""Tables of the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tr4ction_common.tables import Identity, UtcDateTime
from tr4ction_gateway.tables import Base

HEAD = 1


class AuditEvent(Base):
    """One thing that somebody did. Ids follow each other without a gap; `seal` binds a row to the one before it.

    `actor` and `subject` are a kind and an id, such as `user:12`; the actor may also be `operator` (who works on the
    machine itself) or `nobody` (who has not said who they are).
    """

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(40), index=True)
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str | None] = mapped_column(String(40), index=True)
    address: Mapped[str | None] = mapped_column(String(64))
    request_id: Mapped[str | None] = mapped_column(String(128))
    details: Mapped[dict[str, Any]]
    seal: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """Where the trail ends, sealed too: rows cut off its end are missed. Whoever adds a row locks this one first."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint(f"id = {HEAD}", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int] = mapped_column(Identity)
    last_seal: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
