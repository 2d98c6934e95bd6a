"""Many workbooks at once: jobs, and the files of each.

Revision ID: 004_bulk_jobs
Revises: 003_trails_and_answers
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "004_bulk_jobs"
down_revision = "003_trails_and_answers"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "bulk_jobs",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("cycle", sa.String(40), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("archive_id", sa.String(32), nullable=False),
        sa.Column("archive_sha256", sa.String(64), nullable=False),
        sa.Column("archive_size", _BIG, nullable=False),
        sa.Column("has_archive", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(32), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=False),
        sa.Column("idempotency_key", sa.String(255), nullable=True),
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("params", sa.JSON(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=True),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_jobs"),
        sa.UniqueConstraint("created_by", "idempotency_key", name="uq_bulk_jobs_created_by_idempotency_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bulk_jobs_state_lease_until", "bulk_jobs", ["state", "lease_until"])
    op.create_index("ix_bulk_jobs_cycle_archive_sha256", "bulk_jobs", ["cycle", "archive_sha256"])
    op.create_table(
        "bulk_files",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("job_id", _BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", _BIG, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("template_id", _BIG, nullable=True),
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("params", sa.JSON(), nullable=True),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"], ["bulk_jobs.id"], name="fk_bulk_files_job_id_bulk_jobs", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["template_definitions.id"],
            name="fk_bulk_files_template_id_template_definitions",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_files"),
        sa.UniqueConstraint("job_id", "position", name="uq_bulk_files_job_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bulk_files_template_id", "bulk_files", ["template_id"])


def downgrade() -> None:
    op.drop_table("bulk_files")
    op.drop_table("bulk_jobs")
