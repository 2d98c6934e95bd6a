"""A draft that nobody needs goes, with its files; everything else stays. On both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from support.ingestion import Service, authorization, make_settings, serving, token
from support.workbooks import simple_workbook, workbook_with_picture
from tr4ction_common.internal_tokens import Caller
from tr4ction_ingestion.templates import removal
from tr4ction_ingestion.templates.reading import WorkbookReader


@pytest.fixture
async def desk(url: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with serving(make_settings(tmp_path, database_url=url)) as service:
        yield service


async def deleted(desk: Service, template_id: int) -> tuple[int, str | None]:
    """Status and code of the answer."""
    answer = await desk.client.delete(f"/admin/templates/{template_id}")
    return answer.status_code, answer.json()["code"] if answer.content else None


async def post(desk: Service, path: str) -> Any:
    answer = await desk.client.post(path)
    assert answer.is_success, answer.text
    return answer.json()


async def test_a_draft_goes_with_all_that_was_stored(desk: Service) -> None:
    template = (await desk.uploaded(workbook_with_picture()))["template_id"]
    corrections = await desk.client.post(f"/admin/templates/{template}/left-out-sheets", json={"sheet_name": "Persona"})
    assert corrections.status_code == 201
    assert await deleted(desk, template) == (204, None)
    assert not desk.stored().files
    assert (await desk.client.get("/admin/templates")).json()["total"] == 0
    assert await deleted(desk, template) == (404, "template_not_found")
    again = await desk.uploaded(workbook_with_picture())
    assert again["template_id"] > template
    assert (await desk.client.get(f"/admin/templates/{again['template_id']}/assets/image1.png")).status_code == 200


async def test_files_stay_while_anybody_refers_to_them(desk: Service) -> None:
    first = (await desk.uploaded(workbook_with_picture(), "Q1"))["template_id"]
    other = (await desk.uploaded(workbook_with_picture(), "Q2"))["template_id"]
    again = (await post(desk, f"/admin/templates/{first}/redetect"))["template_id"]
    assert await deleted(desk, first) == (409, "template_has_successor")
    assert await deleted(desk, again) == (204, None)
    for template, parts in ((first, ("context", "original", "assets/image1.png")), (other, ("assets/image1.png",))):
        for part in parts:
            assert (await desk.client.get(f"/admin/templates/{template}/{part}")).status_code == 200
    assert not list(desk.settings.template_storage_path.rglob("detection-*"))
    assert await deleted(desk, first) == (204, None)
    assert (await desk.client.get(f"/admin/templates/{other}/assets/image1.png")).status_code == 200
    assert await deleted(desk, other) == (204, None)
    assert not desk.stored().files


async def test_what_was_published_stays(desk: Service) -> None:
    template = (await desk.uploaded(simple_workbook("Nome")))["template_id"]
    await post(desk, f"/admin/templates/{template}/publish")
    assert await deleted(desk, template) == (409, "template_was_published")
    await post(desk, f"/admin/templates/{template}/archive")
    assert await deleted(desk, template) == (409, "template_was_published")
    later = (await desk.uploaded(simple_workbook("Nome", "Cidade")))["template_id"]
    await post(desk, f"/admin/templates/{later}/archive")
    assert await deleted(desk, later) == (204, None)


async def test_only_admins_delete(desk: Service) -> None:
    template = (await desk.uploaded(simple_workbook("Nome")))["template_id"]
    for caller in (Caller("1", "founder", "10"), Caller("2", "mentor")):
        headers = authorization(token(caller))
        assert (await desk.client.delete(f"/admin/templates/{template}", headers=headers)).status_code == 403


async def test_a_deletion_that_fails_takes_nothing(desk: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    template = (await desk.uploaded(workbook_with_picture()))["template_id"]
    before = desk.stored()

    async def fail(*_: Any) -> None:
        raise RuntimeError("made to fail")

    with monkeypatch.context() as patch:
        patch.setattr(AsyncSession, "commit", fail)
        assert await deleted(desk, template) == (500, "internal_error")
    assert desk.stored() == before
    assert (await desk.client.get(f"/admin/templates/{template}/original")).status_code == 200


async def test_files_that_could_not_go_are_taken_at_the_next_start(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(tmp_path, database_url=url)

    async def fail(*_: Any) -> None:
        raise OSError("made to fail")

    async with serving(settings) as desk:
        template = (await desk.uploaded(workbook_with_picture()))["template_id"]
        with monkeypatch.context() as patch:
            patch.setattr(removal, "remove_unless_registered", fail)
            assert await deleted(desk, template) == (204, None)
        assert desk.stored().files
    async with serving(settings) as desk:
        assert not desk.stored().files


async def test_what_is_deleted_while_it_is_detected_again_is_not_there(
    desk: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = (await desk.uploaded(simple_workbook("Nome")))["template_id"]
    waiting, go_on = asyncio.Event(), asyncio.Event()
    read = WorkbookReader.read

    async def slow(reader: WorkbookReader, staged: Any) -> Any:
        waiting.set()
        await go_on.wait()
        return await read(reader, staged)

    monkeypatch.setattr(WorkbookReader, "read", slow)
    again = asyncio.ensure_future(desk.client.post(f"/admin/templates/{template}/redetect"))
    await waiting.wait()
    assert await deleted(desk, template) == (204, None)
    go_on.set()
    answer = await again
    assert (answer.status_code, answer.json()["code"]) == (404, "template_not_found")
    assert not desk.stored().files
