"""The tables, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from tr4ction_common import migrations
from tr4ction_common.database import normalize_url
from tr4ction_gateway import all_tables  # noqa: F401  registers them
from tr4ction_gateway.migrations import MIGRATIONS
from tr4ction_gateway.tables import Base

NOW = "2026-01-02 03:04:05+00:00"
TABLES = set(Base.metadata.tables)


def tables(url: str) -> set[str]:
    engine = create_engine(sync_url(url))
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def sync_url(url: str) -> str:
    parsed = normalize_url(url)
    if parsed.get_backend_name() == "sqlite":
        parsed = parsed.set(drivername="sqlite")
    return parsed.render_as_string(hide_password=False)


def test_forward_back_and_forward_again(empty_database_url: str) -> None:
    migrations.upgrade(MIGRATIONS, empty_database_url)
    assert tables(empty_database_url) == TABLES | {"alembic_version"}
    migrations.downgrade(MIGRATIONS, empty_database_url, "base")
    assert tables(empty_database_url) == {"alembic_version"}
    migrations.upgrade(MIGRATIONS, empty_database_url)
    assert tables(empty_database_url) == TABLES | {"alembic_version"}


def test_the_tables_are_those_of_the_models(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_what_was_there_before_people_came_is_kept_forth_and_back(empty_database_url: str) -> None:
    migrations.upgrade(MIGRATIONS, empty_database_url, "001_gateway_accounts")
    engine = create_engine(sync_url(empty_database_url))
    with engine.begin() as connection:
        for name in ("Padaria Boa", "PADARIA BOA", "Oficina"):
            insert(connection, "organizations", name=name, created_at=NOW)
        for number, name in enumerate(("ana", "bia"), 1):
            person = {"username": name, "email": f"{name}@s.example", "name": f"João {name}", "role": "founder"}
            insert(connection, "users", **person, password_hash="x", organization_id=number, created_at=NOW)
        insert(connection, "login_sessions", user_id=1, created_at=NOW, expires_at=NOW)
        session = connection.scalar(text("SELECT max(id) FROM login_sessions"))
        insert(connection, "refresh_tokens", session_id=session, token_hash="h", created_at=NOW, expires_at=NOW)
    migrations.upgrade(MIGRATIONS, empty_database_url)
    with engine.begin() as connection:
        assert rows(connection, "SELECT name, name_key FROM organizations ORDER BY id") == [
            ("Padaria Boa", "padaria boa"),
            ("PADARIA BOA (2)", "padaria boa (2)"),
            ("Oficina", "oficina"),
        ]
        assert rows(connection, "SELECT search_text, revision FROM users ORDER BY id") == [
            ("joao ana ana ana@s.example", 1),
            ("joao bia bia bia@s.example", 1),
        ]
        assert rows(connection, "SELECT user_id, revision FROM member_pushes ORDER BY user_id") == [(1, 1), (2, 1)]
        assert rows(connection, "SELECT created_at = last_used_at, is_operators FROM login_sessions") == [(True, False)]
        assert rows(connection, "SELECT count(*) FROM refresh_tokens") == [(1,)]
        assert rows(connection, "SELECT last_id FROM audit_head") == [(0,)]
        connection.execute(text("UPDATE users SET username = NULL WHERE id = 2"))
    for column, value in (("role", "root"), ("email", "ana@s.example")):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(f"UPDATE users SET {column} = '{value}' WHERE id = 2"))
    migrations.downgrade(MIGRATIONS, empty_database_url, "001_gateway_accounts")
    with engine.begin() as connection:
        assert rows(connection, "SELECT username FROM users ORDER BY id") == [("ana",), ("user-2",)]
        assert rows(connection, "SELECT count(*) FROM refresh_tokens") == [(1,)]
    engine.dispose()


def test_a_number_is_never_given_again(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    with engine.begin() as connection:
        for name in ("a", "b"):
            values = {"name": name, "name_key": name, "search_text": name}
            insert(connection, "organizations", **values, created_at=NOW)
            connection.execute(text("DELETE FROM organizations"))
            person = {"email": f"{name}@s.example", "name": name, "role": "mentor", "search_text": name}
            insert(connection, "users", **person, password_hash="x", created_at=NOW)
            insert(connection, "login_sessions", user_id=person_id(connection), **session_values())
            connection.execute(text("DELETE FROM login_sessions"))
            connection.execute(text("DELETE FROM users"))
        insert(connection, "organizations", name="c", name_key="c", search_text="c", created_at=NOW)
        assert rows(connection, "SELECT id FROM organizations") == [(3,)]
        person = {"email": "c@s.example", "name": "c", "role": "mentor", "search_text": "c"}
        insert(connection, "users", **person, password_hash="x", created_at=NOW)
        insert(connection, "login_sessions", user_id=person_id(connection), **session_values())
        assert (person_id(connection), rows(connection, "SELECT id FROM login_sessions")) == (3, [(3,)])
    engine.dispose()


def session_values() -> dict[str, object]:
    return {"created_at": NOW, "last_used_at": NOW, "expires_at": NOW}


def person_id(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT id FROM users")) or 0)


def insert(connection: Connection, table: str, **values: object) -> None:
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]
