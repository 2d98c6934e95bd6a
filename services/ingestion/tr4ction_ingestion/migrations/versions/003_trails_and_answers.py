"""Corrections of templates, trails of published ones, and what start-ups answer.

Revision ID: 003_trails_and_answers
Revises: 002_members
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "003_trails_and_answers"
down_revision = "002_members"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _corrections()
    _trails()
    _answers()


def _corrections() -> None:
    with op.batch_alter_table("template_definitions") as table:
        table.add_column(sa.Column("sheets", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table("template_definitions") as table:
        table.alter_column("sheets", server_default=None)
    op.create_table(
        "corrections",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("template_id", _BIG, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("field_id", sa.Text(), nullable=True),
        sa.Column("sheet_name", sa.Text(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("undone_by", sa.String(64), nullable=True),
        sa.Column("undone_at", _MOMENT, nullable=True),
        _of_template("corrections"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_corrections_template_id_id", "corrections", ["template_id", "id"])


def _trails() -> None:
    op.create_table(
        "trails",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("template_key", sa.String(120), nullable=False),
        sa.Column("cycle", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("unlock_rule", sa.String(20), nullable=False),
        sa.Column("template_id", _BIG, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["template_definitions.id"], name="fk_trails_template_id_template_definitions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_trails"),
        sa.UniqueConstraint("template_key", "cycle", name="uq_trails_template_key_cycle"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trails_cycle", "trails", ["cycle"])
    op.create_index("ix_trails_template_id", "trails", ["template_id"])
    op.create_table(
        "trail_steps",
        sa.Column("template_id", _BIG, nullable=False),
        sa.Column("step_id", sa.String(80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sheet_name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("num_fields", sa.Integer(), nullable=False),
        sa.Column("num_required", sa.Integer(), nullable=False),
        _of_template("trail_steps"),
        sa.PrimaryKeyConstraint("template_id", "step_id", name="pk_trail_steps"),
        sa.UniqueConstraint("template_id", "position", name="uq_trail_steps_template_id_position"),
    )
    op.create_table(
        "trail_fields",
        sa.Column("template_id", _BIG, nullable=False),
        sa.Column("field_id", sa.Text(), nullable=False),
        sa.Column("step_id", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet_name", sa.Text(), nullable=False),
        sa.Column("cell_range", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("type", sa.String(20), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("placeholder", sa.Text(), nullable=True),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("help", sa.Text(), nullable=True),
        _of_template("trail_fields"),
        sa.PrimaryKeyConstraint("template_id", "field_id", name="pk_trail_fields"),
    )
    op.create_index(
        "ix_trail_fields_template_id_step_id_position", "trail_fields", ["template_id", "step_id", "position"]
    )


def _answers() -> None:
    op.create_table(
        "forms",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("trail_id", _BIG, nullable=False),
        sa.Column("organization_id", _BIG, nullable=False),
        sa.Column("template_id", _BIG, nullable=False),
        sa.Column("revision", _BIG, nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_saved_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["trail_id"], ["trails.id"], name="fk_forms_trail_id_trails", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["template_id"], ["template_definitions.id"], name="fk_forms_template_id_template_definitions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_forms"),
        sa.UniqueConstraint("trail_id", "organization_id", name="uq_forms_trail_id_organization_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_forms_organization_id", "forms", ["organization_id"])
    op.create_index("ix_forms_template_id", "forms", ["template_id"])
    op.create_table(
        "form_steps",
        sa.Column("form_id", _BIG, nullable=False),
        sa.Column("step_id", sa.String(80), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("unlocked_at", _MOMENT, nullable=True),
        sa.Column("unlocked_by", sa.String(64), nullable=True),
        _of_form("form_steps"),
        sa.PrimaryKeyConstraint("form_id", "step_id", name="pk_form_steps"),
    )
    op.create_table(
        "answers",
        sa.Column("form_id", _BIG, nullable=False),
        sa.Column("field_id", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("revision", _BIG, nullable=False),
        sa.Column("saved_by", sa.String(64), nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        _of_form("answers"),
        sa.PrimaryKeyConstraint("form_id", "field_id", name="pk_answers"),
    )
    op.create_table(
        "answer_history",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("form_id", _BIG, nullable=False),
        sa.Column("field_id", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("revision", _BIG, nullable=False),
        sa.Column("saved_by", sa.String(64), nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        _of_form("answer_history"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_history"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_answer_history_form_id_field_id_revision", "answer_history", ["form_id", "field_id", "revision"]
    )


def _of_template(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["template_id"],
        ["template_definitions.id"],
        name=f"fk_{table}_template_id_template_definitions",
        ondelete="CASCADE",
    )


def _of_form(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name=f"fk_{table}_form_id_forms", ondelete="CASCADE")


def downgrade() -> None:
    for name in (
        "answer_history",
        "answers",
        "form_steps",
        "forms",
        "trail_fields",
        "trail_steps",
        "trails",
        "corrections",
    ):
        op.drop_table(name)
    with op.batch_alter_table("template_definitions") as table:
        table.drop_column("sheets")
