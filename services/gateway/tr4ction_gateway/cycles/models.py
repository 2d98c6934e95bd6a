"""The table of cycles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tr4ction_common.cycles import MAX_CYCLE
from tr4ction_common.tables import UtcDateTime
from tr4ction_gateway.tables import IDS_ARE_NEVER_USED_AGAIN, Base


class Cycle(Base):
    """A quarter of the programme, by the name that templates are uploaded under."""

    __tablename__ = "cycles"
    __table_args__ = IDS_ARE_NEVER_USED_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_CYCLE), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
