"""Forward and back, on both databases; and the tables are what the models say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from support.ingestion import Service, make_settings, serving
from support.workbooks import simple_workbook, workbook_with_picture
from tr4ction_common.database import normalize_url
from tr4ction_common.migrations import downgrade, upgrade
from tr4ction_ingestion import manage, migrations
from tr4ction_ingestion.tables import Base

TABLES = {
    *("template_definitions", "fillable_fields", "members", "member_cycles"),
    *("corrections", "trails", "trail_steps", "trail_fields", "forms", "form_steps", "answers", "answer_history"),
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
