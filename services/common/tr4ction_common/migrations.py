"""Alembic for a service that keeps its revisions in `<package>/migrations`."""

from __future__ import annotations

import time
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, text
from sqlalchemy.exc import OperationalError

from tr4ction_common.database import BUSY_TIMEOUT_SECONDS, Database, normalize_url

_ADVISORY_LOCK = 0x7452_3443  # any number; the same for all who migrate


def configuration(migrations: Path, url: str) -> Config:
    """An Alembic configuration without a file."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(migrations: Path, url: str, revision: str = "head") -> None:
    command.upgrade(configuration(migrations, url), revision)


def downgrade(migrations: Path, url: str, revision: str) -> None:
    command.downgrade(configuration(migrations, url), revision)


async def is_current(migrations: Path, database: Database) -> bool:
    """Whether the database stands at the newest revision this code knows."""
    heads = set(ScriptDirectory.from_config(configuration(migrations, "")).get_heads())
    async with database.engine.connect() as connection:
        current = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_heads())
    return set(current) == heads


def run_environment(metadata: MetaData) -> None:
    """The body of a service's `env.py`: one transaction, and only one migrator at a time."""
    url = normalize_url(context.config.attributes["url"])
    if url.get_backend_name() == "sqlite":
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            url.set(drivername="sqlite"), connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "isolation_level": None}
        )
        lock = "BEGIN EXCLUSIVE"
    else:
        engine = create_engine(url)
        lock = f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"
    with engine.connect() as connection:
        _migrate(connection, metadata, lock)
        if engine.dialect.name == "sqlite":
            _use_write_ahead_log(connection)
    engine.dispose()


def _migrate(connection: Connection, metadata: MetaData, lock: str) -> None:
    with connection.begin():
        connection.execute(text(lock))
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


def _use_write_ahead_log(connection: Connection) -> None:
    """The file remembers it. Services open a database with several connections at once, and of two that change its
    journal one fails at once, however long it would wait for a lock."""
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        except OperationalError:  # another migrator is at it
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
