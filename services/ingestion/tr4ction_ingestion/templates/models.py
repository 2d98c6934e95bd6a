"""The tables of the registry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tr4ction_common.tables import Identity, UtcDateTime
from tr4ction_ingestion.tables import Base

DRAFT, PUBLISHED, ARCHIVED = "draft", "published", "archived"


class TemplateDefinition(Base):
    """One uploaded workbook. Never changed after upload but for its status.

    `stats` counts as the upload response does; `assets` lists the stored pictures: `{"name", "content_type", "size"}`;
    `sheets` those of the workbook in order: `{"name", "state"}`. `detection_revision` counts how often fields were
    looked for in the same bytes. `carried` says what came of the version before, as `versions.model.Carried` has it;
    None where there was none.
    """

    __tablename__ = "template_definitions"
    __table_args__ = (
        UniqueConstraint(
            "template_key", "cycle", "file_hash_sha256", "detection_revision", name="uq_template_definitions_detection"
        ),
        UniqueConstraint("template_key", "cycle", "version"),
        Index(None, "cycle"),
        Index(None, "file_hash_sha256"),
        {"sqlite_autoincrement": True},  # a number that was given once is never given again
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    template_key: Mapped[str] = mapped_column(String(120))
    cycle: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    file_hash_sha256: Mapped[str] = mapped_column(String(64))
    detection_revision: Mapped[int]
    original_filename: Mapped[str] = mapped_column(String(200))
    file_extension: Mapped[str] = mapped_column(String(4))
    file_size: Mapped[int] = mapped_column(Identity)
    stats: Mapped[dict[str, Any]]
    validation_report: Mapped[dict[str, Any]]
    assets: Mapped[list[dict[str, Any]]]
    sheets: Mapped[list[dict[str, Any]]]
    carried: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(64))


class FillableField(Base):
    """A field as detection found it. Columns are those of the engine's `FillableField`.

    `field_id` is the one that answers are stored under: that of the version before where it is surely the same field.
    `detected_id` is what the engine calls it in this version.
    """

    __tablename__ = "fillable_fields"
    __table_args__ = (
        UniqueConstraint("template_id", "field_id"),
        UniqueConstraint("template_id", "order_index"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    template_id: Mapped[int] = mapped_column(Identity, ForeignKey("template_definitions.id", ondelete="CASCADE"))
    field_id: Mapped[str] = mapped_column(Text)
    detected_id: Mapped[str] = mapped_column(Text)
    sheet_name: Mapped[str] = mapped_column(Text)
    cell_range: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    inferred_type: Mapped[str] = mapped_column(String(20))
    options: Mapped[list[str]]
    required: Mapped[bool]
    example_value: Mapped[str | None] = mapped_column(Text)
    phase: Mapped[str | None] = mapped_column(Text)
    group: Mapped[str | None] = mapped_column(Text)
    help: Mapped[str | None] = mapped_column(Text)
    order_index: Mapped[int]
    confidence: Mapped[float] = mapped_column(Double)
    reasons: Mapped[list[str]]
