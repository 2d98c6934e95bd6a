"""The tables of trails: a published template, step by step.

Steps and fields are written once, when a template is published: detection and corrections as they were that day. What
founders read is here; nothing is worked out while they wait.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tr4ction_common.cycles import MAX_CYCLE
from tr4ction_common.tables import Identity, UtcDateTime
from tr4ction_ingestion.tables import Base
from tr4ction_ingestion.templates.template_key import MAX_LENGTH as MAX_KEY

MAX_STEP_ID = 80

OPEN, IN_ORDER, BY_ADMIN = "open", "in_order", "by_admin"
UNLOCK_RULES = (OPEN, IN_ORDER, BY_ADMIN)


class Trail(Base):
    """A template that founders of a cycle fill in. `unlock_rule` says when a step may be answered: all from the start,
    each when those before it are complete, or each when an admin says so."""

    __tablename__ = "trails"
    __table_args__ = (UniqueConstraint("template_key", "cycle"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    template_key: Mapped[str] = mapped_column(String(MAX_KEY))
    cycle: Mapped[str] = mapped_column(String(MAX_CYCLE), index=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    unlock_rule: Mapped[str] = mapped_column(String(20))
    template_id: Mapped[int | None] = mapped_column(Identity, ForeignKey("template_definitions.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TrailStep(Base):
    """One sheet of a published template. `step_id` is made from the sheet's name and is the same in every version."""

    __tablename__ = "trail_steps"
    __table_args__ = (UniqueConstraint("template_id", "position"),)

    template_id: Mapped[int] = mapped_column(
        Identity, ForeignKey("template_definitions.id", ondelete="CASCADE"), primary_key=True
    )
    step_id: Mapped[str] = mapped_column(String(MAX_STEP_ID), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    sheet_name: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    num_fields: Mapped[int]
    num_required: Mapped[int]


class Step(NamedTuple):
    """A row of `trail_steps` as it is read. Lists have thousands: an entity of each would take most of their time."""

    template_id: int
    step_id: str
    name: str
    sheet_name: str
    position: int
    num_fields: int
    num_required: int


class TrailField(Base):
    """One question of a step. `position` counts within the template, in reading order."""

    __tablename__ = "trail_fields"
    __table_args__ = (Index(None, "template_id", "step_id", "position"),)

    template_id: Mapped[int] = mapped_column(
        Identity, ForeignKey("template_definitions.id", ondelete="CASCADE"), primary_key=True
    )
    field_id: Mapped[str] = mapped_column(Text, primary_key=True)
    step_id: Mapped[str] = mapped_column(String(MAX_STEP_ID))
    position: Mapped[int]
    sheet_name: Mapped[str] = mapped_column(Text)
    cell_range: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(20))
    options: Mapped[list[str]]
    required: Mapped[bool]
    placeholder: Mapped[str | None] = mapped_column(Text)
    group: Mapped[str | None] = mapped_column(Text)
    phase: Mapped[str | None] = mapped_column(Text)
    help: Mapped[str | None] = mapped_column(Text)
