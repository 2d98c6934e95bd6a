"""Stored files are verified as they are read, and a check tells what does not fit together. On both databases."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import delete, update

from support.ingestion import Service, authorization, keys, make_settings, put_member, serving, token
from support.workbooks import workbook_with_picture
from tr4ction_common.internal_tokens import Caller
from tr4ction_ingestion.answers.models import Answer, AnswerVersion, Form, FormStep
from tr4ction_ingestion.consistency.service import ConsistencyCheck
from tr4ction_ingestion.manage import main
from tr4ction_ingestion.templates import integrity
from tr4ction_ingestion.templates.integrity import SUMS
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.trails.models import Trail, TrailStep

ANA = Caller("1", "founder", "10")


class Desk:
    """A service with a published template that has a picture, and one answer to it."""

    def __init__(self, service: Service, template_id: int) -> None:
        self.service = service
        self.template_id = template_id
        settings = service.settings
        [self.folder] = settings.template_storage_path.glob("[!.]*/*/*")
        [self.pictures] = settings.templates_images_dir.glob("[!.]*")

    async def status(self, part: str) -> tuple[int, str | None]:
        answer = await self.service.client.get(f"/admin/templates/{self.template_id}/{part}")
        return answer.status_code, None if answer.is_success else answer.json()["code"]

    async def check(self, *, repair: bool = False) -> list[tuple[str, bool]]:
        """Codes of what was found, with whether it was repaired."""
        means = self.service.app.state.upload_means
        found = await ConsistencyCheck(means.database, means.storage, repair=repair).run()
        return [(finding.code, finding.repaired) for finding in found]

    async def run(self, *statements: object) -> None:
        async with self.service.app.state.database.session(writes=True) as session, session.begin():
            for statement in statements:
                await session.execute(statement)


@pytest.fixture
async def desk(url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with serving(make_settings(tmp_path, database_url=url)) as service:
        template = await service.uploaded(workbook_with_picture(), "Q1", "Plano.xlsx")
        path = f"/admin/templates/{template['template_id']}"
        [field] = (await service.client.get(path)).json()["fields"]
        [step] = (await service.client.post(f"{path}/publish")).json()["steps"]
        await put_member(service.client, ANA, "Padaria Boa")
        answer = await service.client.post(
            f"/founder/trails/q1_plano/steps/{step['id']}/progress",
            json={"formData": {field["field_id"]: "Recife"}},
            headers=authorization(token(ANA)),
        )
        assert answer.status_code == 200, answer.text
        yield Desk(service, template["template_id"])


def damage(path: Path) -> None:
    """One bit is another one, as on an old disk; the time tells."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("original", "original.xlsx"),
        ("snapshot", "snapshot.json.gz"),
        ("context", "guidance.json"),
        ("assets/image1.png", "image1.png"),
    ],
)
async def test_a_damaged_file_is_not_given_out(desk: Desk, part: str, name: str) -> None:
    assert await desk.status(part) == (200, None)
    damage((desk.pictures if name.endswith("png") else desk.folder) / name)
    assert await desk.status(part) == (500, "stored_file_damaged")
    assert ("file_damaged", False) in await desk.check(repair=True)


async def test_nobody_exports_into_a_damaged_workbook(desk: Desk) -> None:
    headers = authorization(token(ANA))
    path = "/founder/trails/q1_plano/export/xlsx"
    assert (await desk.service.client.get(path, headers=headers)).status_code == 200
    damage(desk.folder / "original.xlsx")
    answer = await desk.service.client.get(path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "stored_file_damaged")


async def test_a_file_is_hashed_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[BinaryIO] = []
    digest_of = integrity._digest_of

    def note(stream: BinaryIO) -> str:
        hashed.append(stream)
        return digest_of(stream)

    monkeypatch.setattr(integrity, "_digest_of", note)
    for _ in range(3):
        assert await desk.status("original") == (200, None)
    assert len(hashed) == 1


async def test_all_is_well(desk: Desk) -> None:
    assert await desk.check() == []


@pytest.mark.parametrize("name", ["original.xlsx", "snapshot.json.gz", "guidance.json"])
async def test_missing_files(desk: Desk, name: str) -> None:
    (desk.folder / name).unlink()
    assert await desk.check(repair=True) == [("file_missing", False)]


async def test_hashes_are_noted_for_what_was_stored_before(desk: Desk) -> None:
    for folder in (desk.folder, desk.pictures):
        (folder / SUMS).unlink()
    assert await desk.status("snapshot") == (200, None)
    assert await desk.check() == [("sums_missing", False)] * 2
    assert await desk.check(repair=True) == [("sums_missing", True)] * 2
    assert await desk.check() == []
    (desk.folder / SUMS).unlink()
    damage(desk.folder / "snapshot.json.gz")
    assert await desk.check(repair=True) == [("file_damaged", False), ("sums_missing", False)]


async def test_files_without_a_template_are_taken_aside(desk: Desk) -> None:
    settings = desk.service.settings
    orphan = settings.template_storage_path / "other" / "Q1" / ("0" * 64)
    detection = desk.folder / "detection-7"
    pictures = settings.templates_images_dir / ("0" * 64)
    for folder in (orphan, detection, pictures):
        folder.mkdir(parents=True)
        (folder / "kept").touch()
    assert await desk.check() == [("file_orphaned", False)] * 3
    assert await desk.check(repair=True) == [("file_orphaned", True)] * 3
    assert await desk.check() == []
    for root in (settings.template_storage_path, settings.templates_images_dir):
        assert list((root / ".orphans").rglob("kept"))
    assert not (settings.template_storage_path / "other").exists()


async def test_with_an_empty_database_nothing_is_touched(desk: Desk) -> None:
    await desk.run(*(delete(table) for table in (Form, Trail, TemplateDefinition)))
    assert await desk.check(repair=True) == [("file_orphaned", False)] * 2
    assert desk.folder.is_dir()


async def test_counters_are_counted_anew(desk: Desk) -> None:
    await desk.run(update(FormStep).values(answered=0), update(Form).values(answered=7))
    assert await desk.check() == [("counter_wrong", False)]
    assert await desk.check(repair=True) == [("counter_wrong", True)]
    assert await desk.check() == []


async def test_histories_that_tell_otherwise(desk: Desk) -> None:
    await desk.run(update(AnswerVersion).values(revision=5))
    assert await desk.check() == [("answer_unlike_history", False), ("revision_behind", False)]
    await desk.run(delete(Answer))
    codes = {code for code, _ in await desk.check()}
    assert codes == {"answer_missing", "revision_behind", "counter_wrong"}


async def test_references_that_lead_nowhere(desk: Desk) -> None:
    await desk.run(update(Trail).values(template_key="another"), delete(TrailStep))
    await desk.run(update(TemplateDefinition).values(carried={"from_template_id": 99, "sheets": {}}))
    found = [code for code, _ in await desk.check() if code != "counter_wrong"]
    assert found == ["template_without_steps", "trail_of_another", "form_of_another", "origin_missing"]


async def test_what_an_unfinished_upload_left(desk: Desk) -> None:
    staged = desk.service.stored()
    upload = desk.service.app.state.upload_means.storage.stage()
    upload.original.write_bytes(b"half")
    assert await desk.check() == []  # its process lives
    upload.abandon()
    assert await desk.check() == [("write_unfinished", False)] * 2
    assert await desk.check(repair=True) == [("write_unfinished", True)] * 2
    assert desk.service.stored().files == staged.files


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as end:
        main(["check", *arguments])
    return end.value.code, capsys.readouterr().out.splitlines()[-1]


def test_the_command(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = make_settings(tmp_path, database_url=url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("INTERNAL_TOKEN_PUBLIC_KEY", keys()[1])
    monkeypatch.setenv("TEMPLATES_IMAGES_DIR", str(settings.templates_images_dir))
    monkeypatch.setenv("TEMPLATE_STORAGE_PATH", str(settings.template_storage_path))
    assert command(capsys) == (0, "0 findings, 0 left")
    (settings.templates_images_dir / ("0" * 64)).mkdir()
    assert command(capsys) == (2, "1 findings, 1 left")
    assert command(capsys, "--repair") == (2, "1 findings, 1 left")  # no template at all: nothing is touched


def test_the_command_wants_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("INTERNAL_TOKEN_PUBLIC_KEY", keys()[1])
    with pytest.raises(SystemExit) as end:
        main(["check"])
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("error: database_not_ready: ")
