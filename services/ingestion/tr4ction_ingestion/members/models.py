"""Tables of the copy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tr4ction_common.cycles import MAX_CYCLE
from tr4ction_common.tables import Identity, UtcDateTime
from tr4ction_ingestion.tables import Base


class Member(Base):
    """A person as the gateway knew them at `revision`. Ids are the gateway's; `organization_id` is None for staff."""

    __tablename__ = "members"

    user_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(Identity)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200), index=True)
    role: Mapped[str] = mapped_column(String(16), index=True)
    is_active: Mapped[bool]
    organization_id: Mapped[int | None] = mapped_column(Identity, index=True)
    organization_name: Mapped[str | None] = mapped_column(String(200))
    search_text: Mapped[str] = mapped_column(Text, index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MemberCycle(Base):
    """A cycle that a person takes part in, through their organization."""

    __tablename__ = "member_cycles"

    user_id: Mapped[int] = mapped_column(
        Identity, ForeignKey("members.user_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    cycle: Mapped[str] = mapped_column(String(MAX_CYCLE), primary_key=True, index=True)
