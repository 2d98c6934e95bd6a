"""Sessions: one a request, committed once, and what becomes of what was stored elsewhere."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import CursorResult, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tr4ction_common.database import Database, ReadSession, WriteSession, normalize_url, on_rollback
from tr4ction_common.problems import Problem
from tr4ction_common.tables import UtcDateTime


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/made/notes.db")
    async with made.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield made
    await made.close()


@pytest.mark.parametrize("count", [1, 2])  # several are inserted in another way than one
async def test_text_that_postgresql_cannot_store_is_refused(database: Database, count: int) -> None:
    async with database.session(writes=True) as session, session.begin():
        session.add_all(Note(content=f"good {number}") for number in range(count))
    with pytest.raises(Problem) as caught:
        async with database.session(writes=True) as session, session.begin():
            session.add_all(Note(content=f"b\0d {number}") for number in range(count))
    assert caught.value.type.code == "validation_failed"
    async with database.session(writes=False) as session:
        assert await session.scalar(select(func.count()).select_from(Note)) == count


@pytest.fixture
def undone() -> list[str]:
    return []


@pytest.fixture
def client(
    make_app: Callable[[], FastAPI],
    ask: Callable[[FastAPI], httpx.AsyncClient],
    database: Database,
    undone: list[str],
) -> httpx.AsyncClient:
    app = make_app()
    app.state.database = database

    @app.post("/notes/{content}")
    async def write(content: str, session: WriteSession, fail: bool = False) -> int:
        for name in ("first", "second"):
            on_rollback(session, undo(name))
        note = Note(content=content)
        session.add(note)
        await session.flush()
        if fail:
            raise RuntimeError("after the flush")
        return note.id

    @app.get("/notes")
    async def read(session: ReadSession) -> int:
        return await session.scalar(select(func.count()).select_from(Note)) or 0

    def undo(name: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            undone.append(name)

        return run

    return ask(app)


async def test_an_answer_of_200_means_it_is_stored(client: httpx.AsyncClient, tmp_path: Path) -> None:
    assert (await client.post("/notes/a")).json() == 1
    with sqlite3.connect(tmp_path / "made" / "notes.db") as other:
        assert other.execute("SELECT content FROM notes").fetchall() == [("a",)]
    other.close()


async def test_after_a_fault_nothing_is_stored_and_the_rest_is_undone_backwards(
    client: httpx.AsyncClient, undone: list[str]
) -> None:
    assert (await client.post("/notes/a?fail=true")).status_code == 500
    assert (await client.get("/notes")).json() == 0
    assert undone == ["second", "first"]


async def test_what_was_stored_is_not_undone(client: httpx.AsyncClient, undone: list[str]) -> None:
    await client.post("/notes/a")
    assert undone == []
    assert (await client.post("/notes/a")).status_code == 500
    assert undone == ["second", "first"]


async def test_a_writer_takes_the_lock_when_it_begins_and_readers_go_on(database: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "made" / "notes.db", timeout=0, isolation_level=None)
    async with database.session(writes=True) as writer, database.session(writes=False) as reader:
        await writer.execute(text("SELECT 1"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        assert await reader.scalar(select(func.count()).select_from(Note)) == 0
    other.execute("BEGIN IMMEDIATE")
    other.close()


async def test_a_reader_takes_no_lock(database: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "made" / "notes.db", timeout=0, isolation_level=None)
    async with database.session(writes=False) as reader:
        await reader.execute(select(Note))
        other.execute("BEGIN IMMEDIATE")
    other.close()


async def test_many_writers_at_once_wait_for_each_other(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(client.post(f"/notes/{n}") for n in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert (await client.get("/notes")).json() == 20


async def test_writers_of_a_process_have_their_turn_in_the_order_in_which_they_came(database: Database) -> None:
    order: list[int] = []

    async def write(number: int) -> None:
        async with database.session(writes=True) as session, session.begin():
            await session.execute(text("SELECT 1"))
            order.append(number)
            await asyncio.sleep(0.001)

    await asyncio.gather(*(write(number) for number in range(20)))
    assert order == list(range(20))


async def test_what_a_statement_comes_to_is_told(database: Database) -> None:
    """The driver is ours: rows, counts, ids and errors are as they are with any other."""
    async with database.session(writes=True) as session, session.begin():
        session.add_all(Note(content=content) for content in "abc")
        await session.flush()
        assert [note.id for note in await session.scalars(select(Note).order_by(Note.content))] == [1, 2, 3]
        changed = await session.execute(text("UPDATE notes SET at = NULL WHERE content < 'c'"))
        assert cast("CursorResult[Any]", changed).rowcount == 2
        rows = await session.execute(text("SELECT id, content FROM notes WHERE id > :id"), {"id": 1})
        assert (list(rows.keys()), rows.fetchone(), rows.fetchmany(5)) == (["id", "content"], (2, "b"), [(3, "c")])
        await session.execute(text("DELETE FROM notes WHERE id = :id"), [{"id": 1}, {"id": 2}])
    async with database.session(writes=True) as session:
        with pytest.raises(OperationalError, match="no such table"):
            await session.execute(text("SELECT * FROM nowhere"))
        await session.rollback()
        assert (await session.scalars(select(Note.content))).all() == ["c"]


async def test_values_do_not_show_in_errors(database: Database) -> None:
    async with database.session(writes=True) as session:
        session.add_all([Note(content="private"), Note(content="private")])
        with pytest.raises(IntegrityError) as error:
            await session.flush()
    assert "private" not in str(error.value)


async def test_a_database_that_is_not_there_does_not_answer() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OperationalError):
        await database.ping()
    await database.close()


async def test_moments_come_back_in_utc(database: Database) -> None:
    brasilia = timezone(timedelta(hours=-3))
    async with database.session(writes=True) as session, session.begin():
        session.add(Note(content="a", at=datetime(2026, 1, 31, 22, 0, tzinfo=brasilia)))
    async with database.session(writes=False) as session:
        assert await session.scalar(select(Note.at)) == datetime(2026, 2, 1, 1, 0, tzinfo=UTC)
        later = datetime(2026, 2, 1, 0, 30, tzinfo=UTC)
        assert await session.scalar(select(Note.id).where(Note.at > later)) == 1


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    async with database.session(writes=True) as session:
        session.add(Note(content="a", at=datetime(2026, 1, 1)))  # noqa: DTZ001  the point of it
        with pytest.raises(StatementError, match="time zone"):
            await session.flush()


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///a.db", "sqlite+one_visit"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgresql+asyncpg://u@h/d", "postgresql+psycopg"),
    ],
)
def test_urls_get_our_drivers(url: str, driver: str) -> None:
    assert normalize_url(url).drivername == driver


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="mysql is not supported"):
        normalize_url("mysql://u@h/d")
