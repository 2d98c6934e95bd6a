"""People: cycles, invitations, password resets, audit trail, outbox of members; more about users and sessions."""

from __future__ import annotations

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from tr4ction_common.searching import search_key
from tr4ction_gateway.text import name_key

revision = "002_people"
down_revision = "001_gateway_accounts"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("accepted_at IS NULL AND revoked_at IS NULL")


def _altered(table: str) -> AbstractContextManager[BatchOperations]:
    """SQLite makes a table anew to change it; what Alembic does not read from the old one has to be said."""
    checks = (sa.CheckConstraint("role IN ('admin', 'mentor', 'founder')", name="ck_users_role"),)
    return op.batch_alter_table(
        table,
        table_args=checks if table == "users" and op.get_bind().dialect.name == "sqlite" else (),
        table_kwargs={"sqlite_autoincrement": True},
    )


def upgrade() -> None:
    _make_cycles()
    _extend_organizations()
    _extend_users()
    _extend_sessions()
    _make_invitations()
    _make_password_resets()
    _make_audit()
    _make_member_pushes()


def downgrade() -> None:
    for table in ("member_pushes", "audit_head", "audit_events", "password_resets", "invitations", "participations"):
        op.drop_table(table)
    op.drop_table("cycles")
    with _altered("login_sessions") as sessions:
        for column in ("is_operators", "user_agent", "address", "last_used_at"):
            sessions.drop_column(column)
    op.execute("UPDATE users SET username = 'user-' || id WHERE username IS NULL")
    with _altered("users") as users:
        for column in ("search_text", "revision", "must_change_password"):
            users.drop_column(column)
        users.alter_column("username", existing_type=sa.String(64), nullable=False)
    with _altered("organizations") as organizations:
        organizations.drop_constraint("uq_organizations_name_key", type_="unique")
        organizations.drop_column("search_text")
        organizations.drop_column("name_key")


def _make_cycles() -> None:
    op.create_table(
        "cycles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cycles"),
        sa.UniqueConstraint("name", name="uq_cycles_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "participations",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name="fk_participations_organization_id_organizations",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycles.id"], name="fk_participations_cycle_id_cycles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organization_id", "cycle_id", name="pk_participations"),
    )
    op.create_index("ix_participations_cycle_id", "participations", ["cycle_id"])


def _extend_organizations() -> None:
    with _altered("organizations") as organizations:
        organizations.add_column(sa.Column("name_key", sa.String(600), nullable=True))
        organizations.add_column(sa.Column("search_text", sa.String(), nullable=False, server_default=""))
    _name_organizations_apart()
    with _altered("organizations") as organizations:
        organizations.alter_column("name_key", existing_type=sa.String(600), nullable=False)
        organizations.alter_column("search_text", existing_type=sa.String(), server_default=None)
        organizations.create_unique_constraint("uq_organizations_name_key", ["name_key"])


def _name_organizations_apart() -> None:
    """Of several with one name all but the first get their number added: nobody could tell them apart."""
    table = sa.table("organizations", *(sa.column(name) for name in ("id", "name", "name_key", "search_text")))
    taken: set[str] = set()
    for number, name in op.get_bind().execute(sa.select(table.c.id, table.c.name).order_by(table.c.id)).all():
        unique = name if name_key(name) not in taken else f"{name[:180]} ({number})"
        taken.add(name_key(unique))
        values = {"name": unique, "name_key": name_key(unique), "search_text": search_key(unique)}
        op.execute(table.update().where(table.c.id == number).values(values))


def _extend_users() -> None:
    with _altered("users") as users:
        users.alter_column("username", existing_type=sa.String(64), nullable=True)
        users.add_column(sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
        users.add_column(sa.Column("revision", _BIG, nullable=False, server_default="0"))
        users.add_column(sa.Column("search_text", sa.String(), nullable=False, server_default=""))
    table = sa.table("users", *(sa.column(name) for name in ("id", "name", "username", "email", "search_text")))
    for row in op.get_bind().execute(sa.select(table.c.id, table.c.name, table.c.username, table.c.email)).all():
        text = search_key(row.name, row.username, row.email)
        op.execute(table.update().where(table.c.id == row.id).values(search_text=text))
    with _altered("users") as users:
        users.alter_column("search_text", existing_type=sa.String(), server_default=None)


def _extend_sessions() -> None:
    with _altered("login_sessions") as sessions:
        sessions.add_column(sa.Column("last_used_at", _MOMENT, nullable=True))
        sessions.add_column(sa.Column("address", sa.String(64), nullable=True))
        sessions.add_column(sa.Column("user_agent", sa.String(200), nullable=True))
        sessions.add_column(sa.Column("is_operators", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE login_sessions SET last_used_at = created_at")
    with _altered("login_sessions") as sessions:
        sessions.alter_column("last_used_at", existing_type=_MOMENT, nullable=False)


def _make_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("accepted_at", _MOMENT, nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.CheckConstraint("role IN ('admin', 'mentor', 'founder')", name="ck_invitations_role"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_invitations_organization_id_organizations"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_invitations_created_by_users"),
        sa.ForeignKeyConstraint(["accepted_by"], ["users.id"], name="fk_invitations_accepted_by_users"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invitations_organization_id", "invitations", ["organization_id"])
    op.create_index(
        "ix_invitations_email", "invitations", ["email"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def _make_password_resets() -> None:
    op.create_table(
        "password_resets",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_password_resets_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_password_resets"),
        sa.UniqueConstraint("token_hash", name="uq_password_resets_token_hash"),
    )


def _make_audit() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", _BIG, autoincrement=False, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(40), nullable=True),
        sa.Column("address", sa.String(64), nullable=True),
        sa.Column("request_id", sa.String(128), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_events"),
    )
    for column in ("at", "actor", "action", "subject"):
        op.create_index(f"ix_audit_events_{column}", "audit_events", [column])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", _BIG, nullable=False),
        sa.Column("last_seal", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_audit_head_only_one"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.bulk_insert(head, [{"id": 1, "last_id": 0, "last_seal": "", "seal": ""}])


def _make_member_pushes() -> None:
    op.create_table(
        "member_pushes",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("revision", _BIG, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_member_pushes_user_id_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_member_pushes"),
    )
    op.create_index("ix_member_pushes_due_at", "member_pushes", ["due_at"])
    # Everybody who is there already has yet to be told of.
    op.execute("UPDATE users SET revision = 1")
    op.execute(
        "INSERT INTO member_pushes (user_id, revision, attempts, due_at) SELECT id, 1, 0, CURRENT_TIMESTAMP FROM users"
    )
