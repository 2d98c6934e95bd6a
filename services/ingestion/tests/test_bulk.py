"""Many workbooks at once, on both databases: what is taken in, what is refused, and that nothing happens twice."""

from __future__ import annotations

import asyncio
import csv
import io
import struct

import pytest
from sqlalchemy import event

from support.archives import archived
from support.bulk import BULK, Bulk, states
from support.ingestion import authorization, token
from support.workbooks import encrypted_workbook, package, simple_workbook, workbook_with_picture
from tr4ction_common.internal_tokens import Caller

MB = 1024 * 1024
pytestmark = pytest.mark.asyncio(loop_scope="module")

ARCHIVE = {
    "Trilhas/Plano.xlsx": workbook_with_picture(),
    "Trilhas/Diagnóstico.xlsx": simple_workbook("Nome", "Cidade"),
    "Trilhas/com senha.xlsx": encrypted_workbook(),
    "Trilhas/leia-me.txt": b"oi",
    "Trilhas/~$Plano.xlsx": b"x",
    "__MACOSX/Trilhas/._Plano.xlsx": b"x",
    "../fora.xlsx": simple_workbook("Fora"),
}


async def test_every_workbook_of_an_archive_becomes_a_template(bulk: Bulk) -> None:
    body = await bulk.posted(ARCHIVE)
    assert body["state"] in ("queued", "running")
    assert (body["filename"], body["cycle"], body["created_by"]) == ("Trilhas.zip", bulk.cycle, "admin-1")
    done = await bulk.ended(body)
    assert (done["state"], done["progress"], done["attempt"]) == ("done", 100, 1)
    assert done["counts"] == {
        "waiting": 0, "stored": 2, "unchanged": 0, "refused": 2, "skipped": 1, "cancelled": 0,
    }  # fmt: skip
    assert states(done) == {
        "Trilhas/Plano.xlsx": ("stored", None),
        "Trilhas/Diagnóstico.xlsx": ("stored", None),
        "Trilhas/com senha.xlsx": ("refused", "workbook_encrypted"),
        "Trilhas/leia-me.txt": ("skipped", "file_no_workbook"),
        "../fora.xlsx": ("refused", "file_name_unsafe"),
    }
    made = {item["id"]: item for item in await bulk.templates()}
    for file in done["files"][:2]:
        assert made[file["template_id"]]["original_filename"] == file["name"].rpartition("/")[2]
    assert {item["created_by"] for item in made.values()} == {"admin-1"}
    assert sorted(item["template_key"] for item in made.values()) == [
        f"{bulk.cycle.lower()}_diagnostico",
        f"{bulk.cycle.lower()}_plano",
    ]
    await bulk.service.app.state.background_jobs.look()
    assert bulk.archives() == set()
    # As if uploaded one by one: the same bytes again give the same template.
    assert (await bulk.service.uploaded(ARCHIVE["Trilhas/Plano.xlsx"], bulk.cycle, "Plano.xlsx"))["template_id"] in made
    again = await bulk.ended(await bulk.posted(ARCHIVE))
    assert again["id"] != body["id"]
    assert again["counts"]["unchanged"] == 2
    assert len(await bulk.templates()) == 2


async def test_a_report_in_both_languages_and_as_a_table(bulk: Bulk) -> None:
    body = await bulk.ended(await bulk.posted(ARCHIVE | {"=cmd.xlsx": b"no workbook"}))
    path = f"{BULK}/{body['id']}"
    portuguese = {file["name"]: file["detail"] for file in body["files"]}
    english = (await bulk.service.client.get(path, headers={"Accept-Language": "en"})).json()
    details = {file["name"]: file["detail"] for file in english["files"]}
    assert portuguese["Trilhas/com senha.xlsx"].startswith("A planilha pede senha")
    assert details["Trilhas/com senha.xlsx"].startswith("The workbook asks for a password")
    assert details["Trilhas/Plano.xlsx"] is None
    answer = await bulk.service.client.get(f"{path}/report", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="{bulk.cycle} {body["id"]}.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["state"] for row in rows] == [file["state"] for file in body["files"]]
    assert rows[2]["detail"] == details["Trilhas/com senha.xlsx"]
    assert rows[-1]["name"] == "'=cmd.xlsx"
    page = await bulk.get(f"{BULK}?cycle={bulk.cycle}&limit=1")
    assert (page["total"], page["jobs"][0]["id"], page["jobs"][0]["counts"]) == (1, body["id"], body["counts"])
    assert (await bulk.get(f"{BULK}?cycle=NONE"))["jobs"] == []


@pytest.mark.usefixtures("held")
async def test_the_same_archive_is_the_same_job_while_there_is_one(bulk: Bulk) -> None:
    data, before = archived(ARCHIVE), bulk.archives()
    bodies = await asyncio.gather(*(bulk.posted(data) for _ in range(3)))
    assert len({body["id"] for body in bodies}) == 1
    assert len(bulk.archives() - before) == 1
    other = await bulk.posted(data, cycle=f"{bulk.cycle}-OTHER")
    assert other["id"] != bodies[0]["id"]
    assert (await bulk.get(f"{BULK}?cycle={bulk.cycle}"))["total"] == 1
    for body in (bodies[0], other):
        await bulk.service.client.delete(f"{BULK}/{body['id']}")


@pytest.mark.usefixtures("held")
async def test_the_same_key_is_the_same_job_for_ever(bulk: Bulk) -> None:
    key = {"Idempotency-Key": f"envio-{bulk.cycle}"}
    data = archived({"a.xlsx": simple_workbook("Nome")})
    first = await bulk.posted(data, **key)
    await bulk.run(first)
    assert (await bulk.posted(data, **key))["id"] == first["id"]
    for other in (bulk.post(data, "OTHER", **key), bulk.post({"b.xlsx": simple_workbook("Outro")}, **key)):
        answer = await other
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    somebody = authorization(token(Caller("admin-2", "admin")))
    assert (await bulk.posted(data, **key, **somebody))["id"] != first["id"]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "file_empty"),
        (b"%PDF-1.7", 415, "unsupported_archive_type"),
        (archived({}), 422, "archive_without_workbooks"),
        (archived({"leia-me.txt": b"oi", "~$a.xlsx": b"x"}), 422, "archive_without_workbooks"),
        (simple_workbook("Nome"), 422, "archive_without_workbooks"),
        (archived({f"{n}.xlsx": b"x" for n in range(21)}), 422, "archive_too_large"),
        (archived({f"{n}.xlsx": bytes(MB - n) for n in range(4)}), 422, "archive_too_large"),
    ],
    ids=["empty", "pdf", "no_files", "no_workbooks", "a_workbook", "many", "much"],
)
async def test_what_is_no_archive_of_workbooks(bulk: Bulk, data: bytes, status: int, code: str) -> None:
    before = bulk.archives()
    answer = await bulk.post(data)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert bulk.archives() <= before
    assert (await bulk.get(f"{BULK}?cycle={bulk.cycle}"))["total"] == 0


async def test_a_request_that_is_wrong(bulk: Bulk) -> None:
    client = bulk.service.client
    answers = {
        "cycle_missing": await client.post(BULK, files={"file": ("a.zip", b"x")}),
        "cycle_malformed": await bulk.post(b"x", "../Q1"),
        "file_missing": await client.post(f"{BULK}?cycle=Q1", data={"a": "b"}),
        "file_too_large": await bulk.post(bytes(2 * MB)),
        "validation_failed": await bulk.post(b"x", **{"Idempotency-Key": "a b"}),
        "bulk_job_not_found": await client.get(f"{BULK}/999999"),
        "forbidden": await client.get(BULK, headers=authorization(token(Caller("1", "founder", "2")))),
    }
    assert {code: answer.json()["code"] for code, answer in answers.items()} == {code: code for code in answers}
    for method, path in (("GET", "/x"), ("GET", "/9223372036854775808/report"), ("DELETE", "/999999")):
        answer = await client.request(method, f"{BULK}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "bulk_job_not_found")


async def test_a_bomb_and_a_liar_among_workbooks_hurt_nobody(bulk: Bulk) -> None:
    contents = {"bomba.xlsx": bytes(3 * MB), "mente.xlsx": bytes(MB - 7), "boa.xlsx": simple_workbook("Nome")}
    data = archived(contents).replace(struct.pack("<L", MB - 7), struct.pack("<L", 10))
    done = await bulk.ended(await bulk.posted(data))
    assert states(done) == {
        "bomba.xlsx": ("refused", "file_expands_too_much"),
        "mente.xlsx": ("refused", "file_unreadable"),
        "boa.xlsx": ("stored", None),
    }


async def test_a_list_asks_the_database_as_often_for_many_jobs_as_for_one(bulk: Bulk) -> None:
    statements: list[str] = []
    engine = bulk.service.app.state.database.engine.sync_engine

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "bulk_" in statement and statement.startswith("SELECT"):
            statements.append(statement)

    counts = []
    for number in range(2):
        await bulk.ended(await bulk.posted({f"{number}.xlsx": package()}))
        await bulk.service.app.state.background_jobs.look()
        event.listen(engine, "before_cursor_execute", count)
        await bulk.get(f"{BULK}?cycle={bulk.cycle}")
        event.remove(engine, "before_cursor_execute", count)
        counts.append(len(statements))
        statements.clear()
    assert counts[0] == counts[1] <= 4
