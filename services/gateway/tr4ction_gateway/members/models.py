"""The outbox: whom other services have yet to hear of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tr4ction_common.tables import Identity, UtcDateTime
from tr4ction_gateway.tables import Base


class MemberPush(Base):
    """A person whose state at `revision` is to be pushed from `due_at` on; `attempts` have failed so far.

    It is written with the change itself and goes when it has arrived. There is one row a person, however often they
    change meanwhile: what is pushed is how they are then.
    """

    __tablename__ = "member_pushes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(Identity)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
