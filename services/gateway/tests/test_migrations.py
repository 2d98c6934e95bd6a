"""The tables, on SQLite and on PostgreSQL."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from tr4ction_common import migrations
from tr4ction_common.database import normalize_url
from tr4ction_gateway import all_tables  # noqa: F401  registers them
from tr4ction_gateway.migrations import MIGRATIONS
from tr4ction_gateway.tables import Base

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
