"""Everything or nothing, whatever fails at whichever moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncSession

from support.ingestion import Service, Stored, make_settings, serving
from support.workbooks import large_workbook, simple_workbook, workbook_with_picture
from tr4ction_ingestion.parsing.pool import ParserPool
from tr4ction_ingestion.templates import recovery
from tr4ction_ingestion.templates.reading import WorkbookReader
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.storage import TemplateStorage
from tr4ction_ingestion.versions import registration

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def fresh(service: Service) -> AsyncIterator[tuple[Service, Stored]]:
    """The service and what it had; at the end nothing may have been added or lost."""
    before = service.stored()
    yield service, before
    assert service.stored() == before


def fail(*_: Any, **__: Any) -> None:
    raise RuntimeError("made to fail")


async def assert_fails(service: Service, data: bytes) -> None:
    response = await service.upload(data, "FAIL")
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "made to fail" not in response.text


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (TemplateStorage, "stage"),
        (WorkbookReader, "read"),
        (TemplateRepository, "newest"),
        (TemplateRepository, "add"),
        (TemplateStorage, "publish"),
        (AsyncSession, "commit"),
    ],
)
async def test_a_failure_at_any_step_leaves_nothing(
    fresh: tuple[Service, Stored], monkeypatch: pytest.MonkeyPatch, place: type, name: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(place, name, fail)
        await assert_fails(fresh[0], workbook_with_picture())


async def test_a_failure_between_the_two_publications_leaves_nothing(
    fresh: tuple[Service, Stored], monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, seen = Path.rename, []

    def second_fails(path: Path, target: Path) -> Path:
        if path.name == "content":
            seen.append(path)
            if len(seen) == 2:
                raise RuntimeError("made to fail")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", second_fails)
        await assert_fails(fresh[0], workbook_with_picture())
    assert len(seen) == 2


async def test_a_failed_upload_takes_no_pictures_of_another(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook_with_picture()
    kept = await service.uploaded(data, "KEPT")
    before = service.stored()
    with monkeypatch.context() as patch:
        patch.setattr(AsyncSession, "commit", fail)
        await assert_fails(service, data)
    assert service.stored() == before
    assert (await service.client.get(f"/admin/templates/{kept['template_id']}/assets/image1.png")).status_code == 200


async def test_where_the_undoing_fails_the_next_start_does_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = make_settings(tmp_path)
    async with serving(settings) as service:
        with monkeypatch.context() as patch:
            patch.setattr(AsyncSession, "commit", fail)
            patch.setattr(registration, "remove_unless_registered", fail)
            await assert_fails(service, workbook_with_picture())
        assert service.stored().files
    async with serving(settings) as service:
        assert service.stored().is_empty


async def test_a_start_keeps_what_is_registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The crash came after the commit and before the staging was cleared."""
    settings = make_settings(tmp_path)
    data = workbook_with_picture()
    async with serving(settings) as service:
        with monkeypatch.context() as patch:
            patch.setattr("tr4ction_common.blobs.StagedFolder.discard", lambda staged: staged.abandon())
            body = await service.uploaded(data, "KEPT")
        assert any("destination.json" in name for name in service.stored().files)
    async with serving(settings) as service:
        assert not any("destination.json" in name for name in service.stored().files)
        for path in ("original", "snapshot", "assets/image1.png"):
            response = await service.client.get(f"/admin/templates/{body['template_id']}/{path}")
            assert response.status_code == 200
        assert await service.uploaded(data, "KEPT") == body


async def test_a_start_touches_nothing_it_was_not_told_of(tmp_path: Path) -> None:
    """A service that is pointed at an empty database must not clear the store."""
    settings = make_settings(tmp_path)
    async with serving(settings) as service:
        await service.uploaded(workbook_with_picture())
        files = service.stored().files
    other = make_settings(tmp_path, database_url=f"sqlite:///{tmp_path}/other.db")
    async with serving(other) as service:
        assert service.stored().files == files
        body = await service.uploaded(workbook_with_picture())
        assert service.stored().files == files
        assert (await service.client.get(f"/admin/templates/{body['template_id']}/original")).status_code == 200


async def test_a_second_process_starting_leaves_uploads_under_way_alone(service: Service) -> None:
    means = service.app.state.upload_means
    staged = means.storage.stage()
    staged.original.write_bytes(b"x")
    other = TemplateStorage(service.settings.template_storage_path, service.settings.templates_images_dir)
    await recovery.recover(means.database, other)
    assert staged.original.exists()
    staged.discard()


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.1, 0.3])
async def test_a_client_that_goes_away_leaves_nothing(fresh: tuple[Service, Stored], delay: float) -> None:
    service, _ = fresh
    request = asyncio.ensure_future(service.upload(large_workbook(100_000), "GONE"))
    await asyncio.sleep(delay)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request


async def test_a_client_that_goes_away_stops_the_parsing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    started, stopped = asyncio.Event(), asyncio.Event()

    async def parse(*_: object) -> None:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    with monkeypatch.context() as patch:
        patch.setattr(ParserPool, "parse", parse)
        request = asyncio.ensure_future(service.upload(simple_workbook("Nome"), "GONE"))
        await started.wait()
        request.cancel()
        await asyncio.wait([request])
    assert stopped.is_set()


async def test_no_transaction_is_open_while_a_workbook_is_read(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another upload, and a start of another process, go on meanwhile."""
    waiting, go_on = asyncio.Event(), asyncio.Event()
    parse = ParserPool.parse

    async def slow(pool: ParserPool, task: Any) -> Any:
        if b"devagar" in task.original.read_bytes():
            waiting.set()
            await go_on.wait()
        return await parse(pool, task)

    monkeypatch.setattr(ParserPool, "parse", slow)
    data = simple_workbook("Nome") + b"devagar"  # what follows the archive is nobody's
    first = asyncio.ensure_future(service.upload(data, "SLOW"))
    await waiting.wait()
    await asyncio.wait_for(service.uploaded(simple_workbook("Outro"), "QUICK"), 5)
    go_on.set()
    assert (await first).status_code in (200, 422)


async def test_readiness_tells_what_is_wrong(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    async with serving(settings) as service:
        ready = await service.client.get("/health/ready")
        assert ready.status_code == 200
        assert ready.json()["checks"] == dict.fromkeys(("database", "migrations", "storage", "workers"), "ok")
        (settings.template_storage_path / ".incoming").rmdir()
        response = await service.client.get("/health/ready")
        assert response.status_code == 503
        assert response.json()["checks"]["storage"].startswith("failed")
        assert (await service.client.get("/health")).json() == {"status": "ok", "version": "2.0.0"}


async def test_a_database_that_was_not_migrated_is_not_ready(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    (tmp_path / "tr4ction.db").unlink()
    async with serving(settings) as service:
        response = await service.client.get("/health/ready")
        assert response.status_code == 503
        assert response.json()["checks"]["migrations"].startswith("failed")
