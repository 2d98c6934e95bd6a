"""SQLite for SQLAlchemy's event loop: aiosqlite, with one visit to its thread for each statement.

A connection of aiosqlite lives in a thread of its own. SQLAlchemy makes a cursor there, executes, fetches and closes:
four times it hands over and waits to be woken, which costs more than most of our statements do, and most where the
machine is busy. Here the thread is visited once and brings all of it back.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)

DRIVER = "sqlite+one_visit"


@dataclass(slots=True)
class _Done:
    """What is left of a cursor when its statement is over (PEP 249)."""

    description: Any = None
    rowcount: int = -1
    lastrowid: Any = None
    arraysize: int = 1

    def close(self) -> None:
        """There is nothing open."""


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ()
    _awaitable_cursor_close = False

    def _make_new_cursor(self, _connection: Any) -> Any:
        return _Done()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._visit(lambda cursor: cursor.execute(operation, () if parameters is None else parameters))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._visit(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _visit(self, run: Callable[[sqlite3.Cursor], object]) -> None:
        connection: Any = self._connection

        def statement() -> tuple[_Done, list[Any]]:
            cursor = connection._conn.cursor()
            try:
                run(cursor)
                rows = cursor.fetchall() if cursor.description else []
                return _Done(cursor.description, cursor.rowcount, cursor.lastrowid), rows
            finally:
                cursor.close()

        async with self._adapt_connection._execute_mutex:
            done, rows = await connection._execute(statement)
        self._cursor = done
        self._rows = deque(rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = _Cursor

    def rollback(self) -> None:
        """Given back to the pool, a connection is rolled back once more: mostly there is nothing to do."""
        connection = self._connection._connection
        if connection and connection.in_transaction:
            super().rollback()


class _Dbapi(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arguments: Any, **options: Any) -> _Connection:
        return _Connection(self, super().connect(*arguments, **options)._connection)


class Dialect(SQLiteDialect_aiosqlite):
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> _Dbapi:
        return _Dbapi(aiosqlite, sqlite3)


registry.register(DRIVER.replace("+", "."), __name__, Dialect.__name__)
