"""Uploaded templates and their fields.

Revision ID: 001_fcj_templates
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "001_fcj_templates"
down_revision = None
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "template_definitions",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("template_key", sa.String(120), nullable=False),
        sa.Column("cycle", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("file_hash_sha256", sa.String(64), nullable=False),
        sa.Column("original_filename", sa.String(200), nullable=False),
        sa.Column("file_extension", sa.String(4), nullable=False),
        sa.Column("file_size", _BIG, nullable=False),
        sa.Column("stats", sa.JSON(), nullable=False),
        sa.Column("validation_report", sa.JSON(), nullable=False),
        sa.Column("assets", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_template_definitions"),
        sa.UniqueConstraint(
            "template_key",
            "cycle",
            "file_hash_sha256",
            name="uq_template_definitions_template_key_cycle_file_hash_sha256",
        ),
        sa.UniqueConstraint(
            "template_key", "cycle", "version", name="uq_template_definitions_template_key_cycle_version"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_template_definitions_cycle", "template_definitions", ["cycle"])
    op.create_index("ix_template_definitions_file_hash_sha256", "template_definitions", ["file_hash_sha256"])
    op.create_table(
        "fillable_fields",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("template_id", _BIG, nullable=False),
        sa.Column("field_id", sa.Text(), nullable=False),
        sa.Column("sheet_name", sa.Text(), nullable=False),
        sa.Column("cell_range", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("inferred_type", sa.String(20), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("example_value", sa.Text(), nullable=True),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("help", sa.Text(), nullable=True),
        sa.Column("order_index", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fillable_fields"),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["template_definitions.id"],
            name="fk_fillable_fields_template_id_template_definitions",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("template_id", "field_id", name="uq_fillable_fields_template_id_field_id"),
        sa.UniqueConstraint("template_id", "order_index", name="uq_fillable_fields_template_id_order_index"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("fillable_fields")
    op.drop_index("ix_template_definitions_file_hash_sha256", table_name="template_definitions")
    op.drop_index("ix_template_definitions_cycle", table_name="template_definitions")
    op.drop_table("template_definitions")
