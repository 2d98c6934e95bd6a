"""Database sessions: one a request, committed once.

SQLite and PostgreSQL run the same code. SQLite is opened with a write-ahead log and a busy time-out, and a session
that will write takes the one write lock when it begins, not in the middle, where waiting could only fail. The writers
of a process share one connection: they wait for it in the order in which they came, at no cost, where waiting for
SQLite's lock is asking for it again and again, with luck deciding who has it next. Other processes wait that way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import AfterValidator
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import ArgumentError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from tr4ction_common.errors import VALIDATION_FAILED
from tr4ction_common.languages import Text
from tr4ction_common.problems import FieldError, Problem
from tr4ction_common.sqlite_driver import DRIVER

BUSY_TIMEOUT_SECONDS = 10
WRITER_TIMEOUT_SECONDS = 30  # of those of one process for each other
_WRITES = "tr4ction_writes"
_UNDO = "tr4ction_undo"
_UNSTORABLE = Text("O caractere U+0000 não pode ser guardado.", "The character U+0000 cannot be stored.")


def normalize_url(url: str) -> URL:
    """`url` with the drivers we use. Raises ValueError for a database that is neither SQLite nor PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("not a database URL: use sqlite:///… or postgresql://…") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername=DRIVER)
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(f"{backend} is not supported: use sqlite or postgresql")


def _check_url(url: str) -> str:
    normalize_url(url)
    return url


DatabaseUrl = Annotated[str, AfterValidator(_check_url)]
"""The type of a setting that names a database."""


def sqlite_url(folder: Path, name: str) -> str:
    return URL.create("sqlite", database=str(folder.resolve() / name)).render_as_string()


def configure_sqlite(engine: Engine) -> None:
    """Our transaction rules on the (sync) engine of a SQLite database."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver starts no transaction by itself; `on_begin` does
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=FULL",  # an acknowledged upload survives a power cut
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def refuse_unstorable_text(engine: Engine) -> None:
    """Has a text with a zero in it refused (Problem): PostgreSQL stores none, and both databases shall answer alike."""

    @event.listens_for(engine, "before_cursor_execute")
    def on_execute(*arguments: Any) -> None:
        if any("\0" in text for text in _texts(arguments[3])):
            raise Problem(VALIDATION_FAILED, errors=[FieldError(_UNSTORABLE)])


def _texts(parameters: object) -> Iterator[str]:
    """Those of a row, of many rows, or of many rows laid end to end, as SQLAlchemy inserts them."""
    if isinstance(parameters, str):
        yield parameters
    elif isinstance(parameters, Mapping):
        for value in parameters.values():
            yield from _texts(value)
    elif isinstance(parameters, (list, tuple)):
        for value in parameters:
            yield from _texts(value)


def _sqlite_engine(target: URL, **options: Any) -> AsyncEngine:
    engine = create_async_engine(target, hide_parameters=True, **options)
    configure_sqlite(engine.sync_engine)
    refuse_unstorable_text(engine.sync_engine)
    return engine


class Database:
    """An engine and its sessions. `url` as in DATABASE_URL. Values never show in its errors: they may be secrets."""

    def __init__(self, url: str) -> None:
        target = normalize_url(url)
        if target.get_backend_name() == "sqlite":
            if target.database:
                Path(target.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine = _sqlite_engine(target)
            self._writing_engine = _sqlite_engine(
                target,
                pool_size=1,
                max_overflow=0,
                pool_timeout=WRITER_TIMEOUT_SECONDS,
                execution_options={_WRITES: True},
            )
        else:
            self.engine = create_async_engine(target, pool_pre_ping=True, hide_parameters=True)
            refuse_unstorable_text(self.engine.sync_engine)
            self._writing_engine = self.engine

    def session(self, *, writes: bool) -> AsyncSession:
        bind = self._writing_engine if writes else self.engine
        return AsyncSession(bind, expire_on_commit=False, autoflush=False)

    @asynccontextmanager
    async def transaction(self, *, writes: bool) -> AsyncIterator[AsyncSession]:
        """A session that is committed at the end; where that fails, or something before it, what was done is undone."""
        async with self.session(writes=writes) as session:
            try:
                yield session
                await session.commit()
            except BaseException:
                await session.rollback()
                for undo in reversed(session.info.get(_UNDO, [])):
                    await undo()
                raise

    async def ping(self) -> None:
        """Raises where the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()
        await self._writing_engine.dispose()


def on_rollback(session: AsyncSession, undo: Callable[[], Awaitable[None]]) -> None:
    """Has `undo` run if the session's transaction does not commit: for what was stored outside the database."""
    session.info.setdefault(_UNDO, []).append(undo)


def violated(error: IntegrityError) -> str:
    """What names the rule that was broken: the constraint on PostgreSQL, on SQLite the columns (`table.column`).

    Nothing of the values is in it.
    """
    diagnostics = getattr(error.orig, "diag", None)
    return str(error.orig if diagnostics is None else diagnostics.constraint_name)


async def _read_session(request: Request) -> AsyncIterator[AsyncSession]:
    database: Database = request.app.state.database
    async with database.transaction(writes=False) as session:
        yield session


async def _write_session(request: Request) -> AsyncIterator[AsyncSession]:
    database: Database = request.app.state.database
    async with database.transaction(writes=True) as session:
        yield session


# scope="function": the commit comes before the response, so that an answer of 200 means it is stored.
ReadSession = Annotated[AsyncSession, Depends(_read_session, scope="function")]
WriteSession = Annotated[AsyncSession, Depends(_write_session, scope="function")]
