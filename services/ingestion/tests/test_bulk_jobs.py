"""Jobs that are interrupted, run twice, cancelled or fail, on both databases."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from support.bulk import BULK, Bulk, states
from support.ingestion import INCOMING, make_settings, serving
from support.workbooks import simple_workbook
from tr4ction_common.job_queue import JobQueue
from tr4ction_ingestion.bulk.models import BulkFile
from tr4ction_ingestion.bulk.storage import ArchiveStorage
from tr4ction_ingestion.parsing.pool import ParserPool
from tr4ction_ingestion.templates.storage import TemplateStorage

PLANS = {f"{n}.xlsx": simple_workbook(f"Nome {n}") for n in range(3)}
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.usefixtures("held")
async def test_run_twice_it_is_done_once(bulk: Bulk) -> None:
    body = await bulk.posted(PLANS)
    await asyncio.gather(*(bulk.run(body) for _ in range(3)))
    done = await bulk.job(body)
    assert (done["state"], done["attempt"]) == ("done", 1)
    before = bulk.service.stored()
    await bulk.run(body)
    await bulk.run({"id": 999_999})
    assert bulk.service.stored() == before
    assert await bulk.job(body) == done
    assert len(await bulk.templates()) == 3


@pytest.mark.usefixtures("held")
async def test_who_has_lost_the_lease_commits_nothing(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runners believe that the job is theirs: one was away for longer than its lease."""
    body = await bulk.posted(PLANS)
    parse, waiting, go_on = ParserPool.parse, asyncio.Event(), asyncio.Event()

    async def slow(pool: ParserPool, task: Any) -> Any:
        if not waiting.is_set():
            waiting.set()
            await go_on.wait()
        return await parse(pool, task)

    monkeypatch.setattr(ParserPool, "parse", slow)
    first = asyncio.ensure_future(bulk.run(body))
    await waiting.wait()
    await bulk.expire_lease(body)
    await bulk.run(body)
    done = await bulk.job(body)
    assert (done["state"], done["counts"]["stored"], done["attempt"]) == ("done", 3, 2)
    go_on.set()
    await first
    assert not any(INCOMING in name for name in bulk.service.stored().files)
    assert await bulk.job(body) == done
    assert len(await bulk.templates()) == 3


@pytest.mark.usefixtures("held")
async def test_a_stop_gives_the_job_back_and_it_goes_on_where_it_was(
    bulk: Bulk, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = await bulk.posted(PLANS)
    parse, seen = ParserPool.parse, []
    second = asyncio.Event()

    async def counted(pool: ParserPool, task: Any) -> Any:
        seen.append(task)
        if len(seen) == 2:
            second.set()
            await asyncio.sleep(60)
        return await parse(pool, task)

    monkeypatch.setattr(ParserPool, "parse", counted)
    running = asyncio.ensure_future(bulk.run(body))
    await second.wait()
    running.cancel()
    await asyncio.wait([running])
    stopped = await bulk.job(body)
    assert (stopped["state"], stopped["counts"]["stored"], stopped["progress"]) == ("queued", 1, 33)
    async with bulk.service.app.state.database.session(writes=False) as session:
        begun = select(BulkFile.attempt).where(BulkFile.job_id == body["id"]).order_by(BulkFile.position)
        assert (await session.scalars(begun)).all() == [1, 0, 0]
    await bulk.run(body)
    assert (await bulk.job(body))["counts"]["stored"] == 3
    assert len(seen) == 4


@pytest.mark.usefixtures("held")
async def test_a_cancelled_job_leaves_what_it_has_not_begun(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    body = await bulk.posted(PLANS)
    path = f"{BULK}/{body['id']}"
    parse, seen, second = ParserPool.parse, [], asyncio.Event()

    async def counted(pool: ParserPool, task: Any) -> Any:
        seen.append(task)
        if len(seen) == 2:
            second.set()
            await asyncio.sleep(60)  # ended by who renews the lease and finds it gone
        return await parse(pool, task)

    monkeypatch.setattr(ParserPool, "parse", counted)
    running = asyncio.ensure_future(bulk.run(body))
    await second.wait()
    for _ in range(2):
        answer = await bulk.service.client.delete(path)
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    await asyncio.wait_for(running, 10)
    done = await bulk.get(path)
    assert [file["state"] for file in done["files"]] == ["stored", "cancelled", "cancelled"]
    assert (done["state"], done["progress"]) == ("cancelled", 100)
    assert len(await bulk.templates()) == 1
    again = await bulk.posted(PLANS)
    assert again["id"] != body["id"]


async def test_a_job_that_has_ended_is_not_cancelled(bulk: Bulk) -> None:
    body = await bulk.ended(await bulk.posted({"a.xlsx": simple_workbook("Nome")}))
    answer = await bulk.service.client.delete(f"{BULK}/{body['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "bulk_job_ended")


@pytest.mark.usefixtures("held")
async def test_a_file_at_which_the_service_keeps_dying_is_given_up(bulk: Bulk) -> None:
    body = await bulk.posted({"a.xlsx": simple_workbook("A"), "b.xlsx": simple_workbook("B")})
    async with bulk.service.app.state.database.transaction(writes=True) as session:
        await session.execute(
            update(BulkFile).where(BulkFile.job_id == body["id"], BulkFile.position == 0).values(attempt=3)
        )
    await bulk.run(body)
    done = await bulk.job(body)
    assert states(done) == {"a.xlsx": ("refused", "file_given_up"), "b.xlsx": ("stored", None)}
    assert "3" in done["files"][0]["detail"]


@pytest.mark.usefixtures("held")
async def test_a_fault_of_ours_is_tried_again_later(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    body = await bulk.posted({"a.xlsx": simple_workbook("A")})

    def fail(*_: object) -> None:
        raise RuntimeError("made to fail")

    with monkeypatch.context() as patch:
        patch.setattr(TemplateStorage, "publish", fail)
        await bulk.run(body)
    await bulk.run(body)
    assert (await bulk.job(body))["state"] == "queued"
    await bulk.expire_lease(body)
    await bulk.run(body)
    assert (await bulk.job(body))["counts"]["stored"] == 1


@pytest.mark.usefixtures("held")
async def test_an_archive_that_is_gone_fails_the_job(bulk: Bulk) -> None:
    before = bulk.archives()
    body = await bulk.posted({"a.xlsx": simple_workbook("A")})
    (name,) = bulk.archives() - before
    ArchiveStorage(bulk.service.settings.bulk_storage_path).remove(name)
    await bulk.run(body)
    done = await bulk.job(body)
    assert (done["state"], done["code"], done["counts"]["cancelled"]) == ("failed", "archive_lost", 1)
    assert done["detail"].startswith("O ZIP guardado não foi encontrado")


@pytest.mark.heavy
@pytest.mark.usefixtures("held")
async def test_a_job_waits_where_uploads_fill_the_queue_of_the_parser(tmp_path: Path) -> None:
    async with serving(make_settings(tmp_path, parse_queue_limit=0)) as service:
        bulk = Bulk(service, "Q1")
        body = await bulk.posted({"a.xlsx": simple_workbook("A")})
        upload = asyncio.ensure_future(service.app.state.upload_means.parser.run(time.sleep, 0.5))
        await asyncio.sleep(0)
        assert (await service.upload(simple_workbook("B"))).json()["code"] == "ingestion_busy"
        await bulk.run(body)
        await upload
        assert states(await bulk.job(body)) == {"a.xlsx": ("stored", None)}


async def test_what_the_queue_has_lost_is_sent_again(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first time nobody takes the number; the watch finds the job."""

    async def lost(*_: object) -> None:
        raise ConnectionError("made to fail")

    with monkeypatch.context() as patch:
        patch.setattr(JobQueue, "send", lost)
        body = await bulk.posted({"a.xlsx": simple_workbook("A")})
    done = await bulk.ended(body)
    assert (done["state"], done["attempt"]) == ("done", 1)


@pytest.mark.heavy
async def test_an_archive_that_was_being_received_when_a_process_died_is_removed(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    storage = ArchiveStorage(settings.bulk_storage_path)
    storage.prepare()
    for keep in (False, True):
        staged = storage.stage()
        staged.path.write_bytes(b"x")
        if keep:
            storage.publish(staged)  # and then the transaction did not commit
        staged.folder.abandon()
    async with serving(settings) as service:
        assert Bulk(service, "Q1").archives() == set()
        assert list((settings.bulk_storage_path / ".incoming").iterdir()) == []
