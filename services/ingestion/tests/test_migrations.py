"""Forward and back, on both databases; and the tables are what the models say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from support.ingestion import Service, make_settings, serving
from support.workbooks import simple_workbook, workbook_with_picture
from tr4ction_common.database import normalize_url
from tr4ction_common.migrations import downgrade, upgrade
from tr4ction_ingestion import manage, migrations
from tr4ction_ingestion.tables import Base

NOW = "2026-01-02 03:04:05+00:00"
TABLES = {
    *("template_definitions", "fillable_fields", "members", "member_cycles"),
    *("corrections", "trails", "trail_steps", "trail_fields", "forms", "form_steps", "answers", "answer_history"),
    *("bulk_jobs", "bulk_files"),
}


def engine_of(url: str) -> Engine:
    target = normalize_url(url)
    return create_engine(target.set(drivername="sqlite") if target.get_backend_name() == "sqlite" else target)


def tables(url: str) -> set[str]:
    engine = engine_of(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_forward_and_back(url: str) -> None:
    upgrade(migrations.FOLDER, url)
    upgrade(migrations.FOLDER, url)
    assert tables(url) >= TABLES
    downgrade(migrations.FOLDER, url, "base")
    assert not tables(url) & TABLES
    upgrade(migrations.FOLDER, url, "001_fcj_templates")
    assert tables(url) & TABLES == {"template_definitions", "fillable_fields"}
    upgrade(migrations.FOLDER, url)
    assert tables(url) >= TABLES


def test_tables_are_what_the_models_say(url: str) -> None:
    upgrade(migrations.FOLDER, url)
    engine = engine_of(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_what_was_there_before_versions_is_kept_forth_and_back(url: str) -> None:
    upgrade(migrations.FOLDER, url, "002_members")
    engine = engine_of(url)
    with engine.begin() as connection:
        add_template(connection, 1)
        add_field(connection, 1)
        person = {"revision": 1, "email": "ana@s.example", "role": "founder", "is_active": True}
        add(connection, "members", user_id=1, name="Évora", organization_name="Padaria", received_at=NOW, **person)
    upgrade(migrations.FOLDER, url)
    with engine.begin() as connection:
        assert rows(connection, "SELECT detection_revision, carried FROM template_definitions") == [(1, None)]
        assert rows(connection, "SELECT field_id, detected_id FROM fillable_fields") == [("a.b", "a.b")]
        assert rows(connection, "SELECT search_text FROM members") == [("evora ana@s.example padaria",)]
        add_template(connection, 2, detection_revision=2, sheets="[]")
        add_field(connection, 2, detected_id="a.b")
        add(
            connection,
            "trails",
            template_key="k",
            cycle="Q1",
            name="",
            description="",
            unlock_rule="open",
            template_id=2,
            created_at=NOW,
        )
        connection.execute(text("DELETE FROM fillable_fields WHERE template_id = 2"))
        add_field(connection, 2, detected_id="a.b")
        numbers = rows(connection, "SELECT max(id) FROM fillable_fields")
    assert numbers == [(3,)]  # a number that was given once is never given again
    downgrade(migrations.FOLDER, url, "002_members")
    with engine.begin() as connection:
        assert rows(connection, "SELECT version FROM template_definitions") == [(1,)]
        assert rows(connection, "SELECT template_id, field_id FROM fillable_fields") == [(1, "a.b")]
        assert rows(connection, "SELECT name FROM members") == [("Évora",)]
    with pytest.raises(IntegrityError), engine.begin() as connection:
        add_template(connection, 3)
    upgrade(migrations.FOLDER, url)
    engine.dispose()


def add_template(connection: Connection, version: int, **more: object) -> None:
    empty = {"stats": "{}", "validation_report": "{}", "assets": "[]", "file_size": 1, "created_by": "9"}
    named = {"template_key": "k", "cycle": "Q1", "original_filename": "k.xlsx", "file_extension": "xlsx"}
    values = {"version": version, "status": "draft", "file_hash_sha256": "0" * 64, "created_at": NOW}
    add(connection, "template_definitions", **empty, **named, **values, **more)


def add_field(connection: Connection, template_id: int, **more: object) -> None:
    asked = {"field_id": "a.b", "sheet_name": "A", "cell_range": "B4", "label": "b", "inferred_type": "date"}
    values = {"options": "[]", "required": False, "order_index": 0, "confidence": 0.5, "reasons": "[]"}
    add(connection, "fillable_fields", template_id=template_id, **asked, **values, **more)


def add(connection: Connection, table: str, **values: object) -> None:
    names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


def rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    manage.main(["migrate"])
    assert tables(f"sqlite:///{tmp_path}/data/tr4ction.db") >= TABLES
    manage.main(["downgrade", "base"])
    assert not tables(f"sqlite:///{tmp_path}/data/tr4ction.db") & TABLES


@pytest.fixture
async def service(url: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with serving(make_settings(tmp_path, database_url=url)) as running:
        yield running


async def test_the_life_of_a_template(service: Service) -> None:
    """The same on SQLite and PostgreSQL, at once and twice."""
    import asyncio

    data = workbook_with_picture()
    bodies = await asyncio.gather(*(service.uploaded(data, "Q1", "Plano.xlsx") for _ in range(3)))
    assert len({body["template_id"] for body in bodies}) == 1
    others = await asyncio.gather(
        *(service.uploaded(simple_workbook(f"L{n}"), "Q1", "Plano.xlsx") for n in range(3)),
        service.uploaded(data, "Q2", "Plano.xlsx"),
    )
    assert sorted(body["version"] for body in others[:3]) == [2, 3, 4]
    page = (await service.client.get("/admin/templates?cycle=Q1")).json()
    assert page["total"] == 4
    detail = (await service.client.get(f"/admin/templates/{bodies[0]['template_id']}")).json()
    assert detail["template"]["created_at"].endswith("Z")
    assert len(detail["fields"]) == bodies[0]["fields_count"]
    for path in ("9223372036854775807", "9223372036854775808"):
        assert (await service.client.get(f"/admin/templates/{path}")).status_code == 404
    odd = await service.uploaded(simple_workbook("Nome_x0000_ completo"), "ODD")
    assert (await service.client.get(f"/admin/templates/{odd['template_id']}/context")).status_code == 200
    assert (await service.client.get("/health/ready")).status_code == 200
