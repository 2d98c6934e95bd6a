"""The tables of answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tr4ction_common.tables import Identity, UtcDateTime
from tr4ction_ingestion.tables import Base
from tr4ction_ingestion.trails.models import MAX_STEP_ID


class Form(Base):
    """What one organization has of one trail. `template_id` is the version they fill in.

    `revision` grows by one with every save that changes something. Counts are of the fields that progress is measured
    by, so that lists of founders page and sort in the database.
    """

    __tablename__ = "forms"
    __table_args__ = (UniqueConstraint("trail_id", "organization_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    trail_id: Mapped[int] = mapped_column(Identity, ForeignKey("trails.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(Identity, index=True)
    template_id: Mapped[int] = mapped_column(Identity, ForeignKey("template_definitions.id"), index=True)
    revision: Mapped[int] = mapped_column(Identity)
    answered: Mapped[int]
    wanted: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FormStep(Base):
    """How far one step of a form is, and whether an admin has unlocked it."""

    __tablename__ = "form_steps"

    form_id: Mapped[int] = mapped_column(Identity, ForeignKey("forms.id", ondelete="CASCADE"), primary_key=True)
    step_id: Mapped[str] = mapped_column(String(MAX_STEP_ID), primary_key=True)
    answered: Mapped[int]
    wanted: Mapped[int]
    unlocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unlocked_by: Mapped[str | None] = mapped_column(String(64))


class KeptStep(NamedTuple):
    """A row of `form_steps` as it is read."""

    form_id: int
    step_id: str
    answered: int
    wanted: int
    unlocked_at: datetime | None


class Answer(Base):
    """The answer to one field as it is now. `revision` is the form's when it was saved.

    There is no row for what is not answered. An answer whose field the form's version does not have is kept: another
    version may have it again.
    """

    __tablename__ = "answers"

    form_id: Mapped[int] = mapped_column(Identity, ForeignKey("forms.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(Identity)
    saved_by: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerVersion(Base):
    """Every value that a field ever had, with who gave it and when; null where it was emptied."""

    __tablename__ = "answer_history"
    __table_args__ = (Index(None, "form_id", "field_id", "revision"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    form_id: Mapped[int] = mapped_column(Identity, ForeignKey("forms.id", ondelete="CASCADE"))
    field_id: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    revision: Mapped[int] = mapped_column(Identity)
    saved_by: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
