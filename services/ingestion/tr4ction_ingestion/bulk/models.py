"""The tables of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tr4ction_common.tables import Identity, UtcDateTime
from tr4ction_ingestion.tables import Base

JobState = Literal["queued", "running", "done", "failed", "cancelled"]
FileState = Literal["waiting", "stored", "unchanged", "refused", "skipped", "cancelled"]

ACTIVE: tuple[JobState, ...] = ("queued", "running")


class BulkJob(Base):
    """One archive of workbooks. What is true of a job stands here; the queue only carries its number.

    Whoever runs it has the lease: `lease_owner`, until `lease_until`. Nobody may take an active job before that moment,
    anybody may after it. `attempt` counts how often it was taken. `has_archive` is whether the archive, called
    `archive_id` in storage, is still there. `code` and `params` say why a job failed, as in the catalogue of problems.
    """

    __tablename__ = "bulk_jobs"
    __table_args__ = (
        UniqueConstraint("created_by", "idempotency_key"),
        Index(None, "state", "lease_until"),
        Index(None, "cycle", "archive_sha256"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cycle: Mapped[str] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(200))
    archive_id: Mapped[str] = mapped_column(String(32))
    archive_sha256: Mapped[str] = mapped_column(String(64))
    archive_size: Mapped[int] = mapped_column(Identity)
    has_archive: Mapped[bool]
    state: Mapped[JobState] = mapped_column(String(20))
    attempt: Mapped[int]
    lease_owner: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime] = mapped_column(UtcDateTime)
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    code: Mapped[str | None] = mapped_column(String(64))
    params: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BulkFile(Base):
    """A file of a job's archive: `position` in its directory, `name` with its folders, `size` unpacked, in bytes.

    `attempt` counts how often it was begun without an end. `code` and `params` say why it is no template.
    """

    __tablename__ = "bulk_files"
    __table_args__ = (
        UniqueConstraint("job_id", "position"),
        Index(None, "template_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    job_id: Mapped[int] = mapped_column(Identity, ForeignKey("bulk_jobs.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Identity)
    state: Mapped[FileState] = mapped_column(String(20))
    attempt: Mapped[int]
    template_id: Mapped[int | None] = mapped_column(
        Identity, ForeignKey("template_definitions.id", ondelete="SET NULL")
    )
    code: Mapped[str | None] = mapped_column(String(64))
    params: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
