"""Corrections of templates, trails of published ones, and what start-ups answer.

Revision ID: 003_trails_and_answers
Revises: 002_members
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tr4ction_common.searching import search_key

revision = "003_trails_and_answers"
down_revision = "002_members"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_BYTES = ["template_key", "cycle", "file_hash_sha256"]
_ONE_OF_BYTES = "uq_template_definitions_template_key_cycle_file_hash_sha256"
_ONE_OF_DETECTION = "uq_template_definitions_detection"  # PostgreSQL cuts names at 63 characters
_NUMBERED = {"sqlite_autoincrement": True}


def upgrade() -> None:
    _versions()
    _members()
    _corrections()
    _trails()
    _answers()


def _versions() -> None:
    with op.batch_alter_table("template_definitions", table_kwargs=_NUMBERED) as table:
        table.add_column(sa.Column("sheets", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        table.add_column(sa.Column("detection_revision", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("carried", sa.JSON(), nullable=True))
    with op.batch_alter_table("template_definitions", table_kwargs=_NUMBERED) as table:
        table.alter_column("sheets", server_default=None)
        table.alter_column("detection_revision", server_default=None)
        table.drop_constraint(_ONE_OF_BYTES, type_="unique")
        table.create_unique_constraint(_ONE_OF_DETECTION, [*_BYTES, "detection_revision"])
    with op.batch_alter_table("fillable_fields", table_kwargs=_NUMBERED) as table:
        table.add_column(sa.Column("detected_id", sa.Text(), nullable=True))
    op.execute("UPDATE fillable_fields SET detected_id = field_id")
    with op.batch_alter_table("fillable_fields", table_kwargs=_NUMBERED) as table:
        table.alter_column("detected_id", nullable=False)


def _members() -> None:
    with op.batch_alter_table("members") as table:
        table.add_column(sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    for user_id, *texts in connection.execute(
        sa.text("SELECT user_id, name, email, organization_name FROM members")
    ).all():
        connection.execute(
            sa.text("UPDATE members SET search_text = :found WHERE user_id = :user_id"),
            {"found": search_key(*texts), "user_id": user_id},
        )
    with op.batch_alter_table("members") as table:
        table.alter_column("search_text", server_default=None)
        table.create_index("ix_members_search_text", ["search_text"])


def _corrections() -> None:
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
        sa.Column("carried_from", _BIG, nullable=True),
        _of_template("corrections"),
        sa.ForeignKeyConstraint(
            ["carried_from"], ["corrections.id"], name="fk_corrections_carried_from_corrections", ondelete="SET NULL"
        ),
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
    with op.batch_alter_table("members") as table:
        table.drop_index("ix_members_search_text")
        table.drop_column("search_text")
    with op.batch_alter_table("fillable_fields", table_kwargs=_NUMBERED) as table:
        table.drop_column("detected_id")
    # What came before knows one version of the same bytes: the first keeps its place.
    op.execute(
        "DELETE FROM fillable_fields WHERE template_id IN "
        "(SELECT id FROM template_definitions WHERE detection_revision > 1)"
    )
    op.execute("DELETE FROM template_definitions WHERE detection_revision > 1")
    with op.batch_alter_table("template_definitions", table_kwargs=_NUMBERED) as table:
        table.drop_constraint(_ONE_OF_DETECTION, type_="unique")
        table.create_unique_constraint(_ONE_OF_BYTES, _BYTES)
        for column in ("sheets", "detection_revision", "carried"):
            table.drop_column(column)
