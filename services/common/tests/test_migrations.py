"""Alembic without a file."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tr4ction_common import migrations
from tr4ction_common.database import Database

ENVIRONMENT = """
from sqlalchemy import MetaData
from tr4ction_common.migrations import run_environment
run_environment(MetaData())
"""
REVISION = """
import sqlalchemy as sa
from alembic import op
revision = "{revision}"
down_revision = {before!r}
def upgrade():
    op.create_table("{table}", sa.Column("id", sa.Integer, primary_key=True))
    {then}
def downgrade():
    op.drop_table("{table}")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two revisions, in a folder with a sign that a configuration file would take for its own."""
    made = tmp_path / "100% ours" / "migrations"
    (made / "versions").mkdir(parents=True)
    (made / "env.py").write_text(ENVIRONMENT)
    add(made, "001", None, "first")
    add(made, "002", "001", "second")
    return made


def add(folder: Path, revision: str, before: str | None, table: str, then: str = "pass") -> None:
    text = REVISION.format(revision=revision, before=before, table=table, then=then)
    (folder / "versions" / f"{revision}.py").write_text(text)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "not" / "yet" / "there.db"


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return found - {"alembic_version"}


def test_forward_and_back(folder: Path, path: Path) -> None:
    url = f"sqlite:///{path}"
    migrations.upgrade(folder, url)
    assert tables(path) == {"first", "second"}
    migrations.downgrade(folder, url, "001")
    assert tables(path) == {"first"}
    migrations.downgrade(folder, url, "base")
    assert tables(path) == set()
    migrations.upgrade(folder, url, "001")
    assert tables(path) == {"first"}


def test_sqlite_has_its_write_ahead_log_before_anybody_works_with_it(folder: Path, path: Path) -> None:
    migrations.upgrade(folder, f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


async def test_whether_it_is_current(folder: Path, path: Path) -> None:
    url = f"sqlite:///{path}"
    database = Database(url)
    assert not await migrations.is_current(folder, database)
    migrations.upgrade(folder, url, "001")
    assert not await migrations.is_current(folder, database)
    migrations.upgrade(folder, url)
    assert await migrations.is_current(folder, database)
    await database.close()


def test_a_revision_that_fails_leaves_nothing(folder: Path, path: Path) -> None:
    add(folder, "003", "002", "third", then="raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        migrations.upgrade(folder, f"sqlite:///{path}")
    assert tables(path) == set()


@pytest.mark.heavy
def test_of_several_at_once_each_waits(folder: Path, path: Path) -> None:
    code = "import sys; from pathlib import Path; from tr4ction_common.migrations import upgrade; "
    code += "upgrade(Path(sys.argv[1]), sys.argv[2])"
    command = [sys.executable, "-c", code, str(folder), f"sqlite:///{path}"]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(30) for process in processes] == [0, 0, 0]
    assert tables(path) == {"first", "second"}
