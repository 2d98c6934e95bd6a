"""A copy of what the gateway knows of people.

Revision ID: 002_members
Revises: 001_fcj_templates
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002_members"
down_revision = "001_fcj_templates"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "members",
        sa.Column("user_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("revision", _BIG, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("organization_id", _BIG, nullable=True),
        sa.Column("organization_name", sa.String(200), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_members"),
    )
    for column in ("name", "role", "organization_id"):
        op.create_index(f"ix_members_{column}", "members", [column])
    op.create_table(
        "member_cycles",
        sa.Column("user_id", _BIG, nullable=False),
        sa.Column("cycle", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["members.user_id"], name="fk_member_cycles_user_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "cycle", name="pk_member_cycles"),
    )
    op.create_index("ix_member_cycles_cycle", "member_cycles", ["cycle"])


def downgrade() -> None:
    op.drop_table("member_cycles")
    op.drop_table("members")
