"""The table of corrections."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tr4ction_common.tables import Identity, UtcDateTime
from tr4ction_ingestion.tables import Base

CHANGE, ADD, REMOVE, LEAVE_OUT = "change", "add", "remove", "leave_out"


class Correction(Base):
    """One thing an admin said about a template. `kind` tells what, and of which field or sheet:

    `change`: `values` of the field's attributes; `add`: a field with these `values`; `remove`: it is no field;
    `leave_out`: the sheet is no part of the trail. Rows are never changed but for being undone. `carried_from` is the
    correction of the version before that this one repeats.
    """

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "template_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    template_id: Mapped[int] = mapped_column(Identity, ForeignKey("template_definitions.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    field_id: Mapped[str | None] = mapped_column(Text)
    sheet_name: Mapped[str | None] = mapped_column(Text)
    values: Mapped[dict[str, Any]]
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(64))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    carried_from: Mapped[int | None] = mapped_column(Identity, ForeignKey("corrections.id", ondelete="SET NULL"))
