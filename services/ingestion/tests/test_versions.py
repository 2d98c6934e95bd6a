"""From one version of a workbook to the next, with the real engine, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.ext.asyncio import AsyncSession

from support.desk import ANA, BIA, KEY, Desk, opened
from support.ingestion import make_settings
from support.workbooks import simple_workbook, workbook_with_picture
from tr4ction_common.internal_tokens import Caller
from tr4ction_ingestion.versions.schemas import DiffView

LABELS = ("Nome da empresa", "Cidade da sede", "Produto principal", "Cliente ideal", "Receita anual")


@pytest.fixture
async def desk(url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(make_settings(tmp_path, database_url=url)) as desk:
        yield desk


NEXT = ("Nome da empresa", "Sede: cidade", "Canais de venda", "Produto principal", "Cliente ideal", "Receita anual")


async def test_a_row_inserted_and_a_label_reworded_keep_their_answers(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    await desk.publish(first)
    before = await desk.fields(first)
    ids = {label: item["field_id"] for label, item in before.items()}
    await desk.save({ids["Cidade da sede"]: "Recife", ids["Receita anual"]: "10"})
    second = await desk.version(*NEXT)
    after = await desk.fields(second)
    assert after["Receita anual"]["field_id"] == ids["Receita anual"]
    assert after["Receita anual"]["cell_range"] != before["Receita anual"]["cell_range"]
    assert after["Canais de venda"]["field_id"] not in ids.values()
    carried = await desk.carried(second)
    assert (carried["from_template_id"], carried["from_version"]) == (first, 1)
    assert {item["label"] for item in carried["added"]} <= {"Canais de venda", "Sede: cidade"}
    assert (await desk.step()) == f"/founder/trails/{KEY}/steps/persona"
    trail = await desk.publish(second)
    assert (trail["version"], trail["versions"]) == (
        2,
        [{"template_id": first, "version": 1, "status": "published", "organizations": 1}],
    )
    form = await desk.told("GET", f"{await desk.step()}/schema", caller=ANA)
    assert len(form["fields"]) == 5  # who has begun stays until moved
    assert len((await desk.told("GET", f"{await desk.step(BIA)}/schema", caller=BIA))["fields"]) == 6
    moved = await desk.told("POST", f"/admin/trails/{KEY}/move")
    assert [(item["organization_id"], item["from_version"], item["wanted"]) for item in moved["moved"]] == [
        ("10", 1, 6)
    ]
    assert (await desk.told("POST", f"/admin/trails/{KEY}/move"))["moved"] == []
    progress = await desk.told("GET", f"{await desk.step()}/progress", caller=ANA)
    assert progress["formData"][ids["Receita anual"]] in ("10", 10)
    kept = {**progress["formData"]}
    left = await desk.told("GET", f"/admin/trails/{KEY}/left-behind")
    kept |= {item["field_id"]: item["value"] for item in left["answers"]}
    assert set(kept) == {ids["Cidade da sede"], ids["Receita anual"]}
    assert moved["moved"][0]["left_behind"] == left["total"]
    assert progress["progress"] == 100 * len(progress["formData"]) // 6


async def test_answers_without_a_field_are_kept_and_listed(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    await desk.publish(first)
    ids = {label: item["field_id"] for label, item in (await desk.fields(first)).items()}
    await desk.save({ids["Cliente ideal"]: "Padarias", ids["Produto principal"]: "Pão"})
    second = await desk.version(*(label for label in LABELS if label != "Cliente ideal"))
    assert [item["label"] for item in (await desk.carried(second))["removed"]] == ["Cliente ideal"]
    await desk.publish(second)
    moved = await desk.told("POST", f"/admin/trails/{KEY}/move?cycle=Q1", {"organizations": ["10", "77"]})
    assert [(item["organization_name"], item["left_behind"], item["answered"]) for item in moved["moved"]] == [
        ("Ana Ltda", 1, 1)
    ]
    page = await desk.told("GET", f"/admin/trails/{KEY}/left-behind?organization=10")
    assert page["total"] == 1
    assert [(item["label"], item["value"]) for item in page["answers"]] == [("Cliente ideal", "Padarias")]
    answers = await desk.told("GET", f"/admin/founders/1/trails/{KEY}/answers")
    assert [item["value"] for item in answers["left_behind"]] == ["Padarias"]
    third = await desk.version(*LABELS, "Concorrentes")
    fields = await desk.fields(third)
    assert fields["Cliente ideal"]["field_id"] == f"{ids['Cliente ideal']}~~2"  # a new field finds no old answer


async def test_answers_side_by_side_whichever_version_they_are_to(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    await desk.publish(first)
    ids = {label: item["field_id"] for label, item in (await desk.fields(first)).items()}
    await desk.save({ids["Cliente ideal"]: "Padarias", ids["Nome da empresa"]: "Ana"})
    second = await desk.version(*(label for label in LABELS if label != "Cliente ideal"))
    await desk.publish(second)
    await desk.save({ids["Nome da empresa"]: "Bia"}, BIA)
    table = await desk.told("GET", f"/admin/trails/{KEY}/steps/persona/answers")
    assert [item["label"] for item in table["questions"]] == [
        *(label for label in LABELS if label != "Cliente ideal"),
        "Cliente ideal",  # asked by the old version alone, which somebody fills in
    ]
    ana, bia = table["organizations"]
    assert (ana["version"], len(ana["answers"]), bia["version"], len(bia["answers"])) == (1, 2, 2, 1)


async def test_uploading_an_old_version_again_is_that_version(desk: Desk) -> None:
    first, second = await desk.version(*LABELS), await desk.version(*LABELS[:4])
    assert second != first
    assert await desk.version(*LABELS) == first
    assert (await desk.carried(first)) is None
    other = await desk.service.uploaded(simple_workbook(*LABELS[:3]), "Q1", "Outro nome.xlsx", template_key=KEY)
    assert (other["template_key"], other["version"]) == (KEY, 3)


async def test_corrections_hold_for_what_is_the_same(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    path = f"/admin/templates/{first}/fields"
    fields = await desk.fields(first)
    name, city, client = (fields[label]["field_id"] for label in ("Nome da empresa", "Cidade da sede", "Cliente ideal"))
    await desk.told("PATCH", f"{path}/{name}", {"required": False, "help": "Como no contrato"})
    await desk.told("PATCH", f"{path}/{city}", {"label": "Cidade", "required": False})
    await desk.told("DELETE", f"{path}/{client}")
    added = await desk.told("POST", path, {"sheet_name": "Persona", "cell_range": "E2", "label": "Notas"})
    undone = await desk.told("PATCH", f"{path}/{name}", {"phase": "X"})
    assert undone["phase"] == "X"
    corrections = (await desk.told("GET", f"/admin/templates/{first}/corrections"))["corrections"]
    await desk.told("POST", f"/admin/templates/{first}/corrections/{corrections[-1]['id']}/undo")

    second = await desk.version(*LABELS, "Concorrentes")
    after = await desk.fields(second)
    assert (after["Nome da empresa"]["required"], after["Nome da empresa"]["help"]) == (False, "Como no contrato")
    assert after["Cidade"]["required"] is False
    assert "Cliente ideal" not in after
    assert after["Notas"]["field_id"] == added["field_id"]
    assert (await desk.carried(second))["corrections"] == {"carried": 4, "left": []}
    again = (await desk.told("GET", f"/admin/templates/{second}/corrections"))["corrections"]
    assert [item["carried_from"] for item in again] == [item["id"] for item in corrections[:4]]
    assert {item["made_by"] for item in again} == {"admin-1"}


async def test_what_cannot_be_carried_is_listed_and_stays(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    path = f"/admin/templates/{first}/fields"
    fields = await desk.fields(first)
    await desk.told("PATCH", f"{path}/{fields['Cliente ideal']['field_id']}", {"help": "Quem compra"})
    await desk.told("POST", path, {"sheet_name": "Persona", "cell_range": "C20", "label": "Abaixo de tudo"})
    second = await desk.version(*(label for label in LABELS if label != "Cliente ideal"))
    left = (await desk.carried(second))["corrections"]
    assert left["carried"] == 0
    assert [item["reason"] for item in left["left"]] == ["field_gone", "place_unclear"]
    assert len((await desk.told("GET", f"/admin/templates/{first}/corrections"))["corrections"]) == 2


async def test_a_corrected_label_does_not_hide_a_new_one(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    field_id = (await desk.fields(first))["Produto principal"]["field_id"]
    await desk.told("PATCH", f"/admin/templates/{first}/fields/{field_id}", {"label": "Produto", "required": False})
    labels = [label if label != "Produto principal" else "Produto ou serviço principal" for label in LABELS]
    second = await desk.version(*labels)
    after = {item["field_id"]: item for item in (await desk.fields(second)).values()}
    assert (after[field_id]["label"], after[field_id]["required"]) == ("Produto ou serviço principal", False)
    [left] = (await desk.carried(second))["corrections"]["left"]
    assert (left["reason"], left["attributes"]) == ("workbook_changed", ["label"])


async def test_the_diff(desk: Desk) -> None:
    first, second = await desk.version(*LABELS), await desk.version(*NEXT)
    answer = await desk.ask("GET", f"/admin/templates/{first}/diff/{second}")
    document = DiffView.model_validate_json(answer.content)
    assert (document.old.version, document.new.version, document.is_empty) == (1, 2, False)
    assert document.sheets["matches"] == [{"old": "Persona", "new": "Persona", "changes": []}]
    assert "Canais de venda" in {field.label for field in document.added}
    same = await desk.told("GET", f"/admin/templates/{first}/diff/{first}")
    assert same["is_empty"] is True
    assert await desk.refused("template_not_found", "GET", f"/admin/templates/{first}/diff/999") == 404


async def test_detection_again_is_a_draft_of_the_same_bytes(desk: Desk) -> None:
    data = workbook_with_picture()
    first = await desk.service.uploaded(data, "Q1", "Plano.xlsx")
    path = f"/admin/templates/{first['template_id']}"
    [field] = (await desk.fields(first["template_id"])).values()
    await desk.told("PATCH", f"{path}/fields/{field['field_id']}", {"help": "Tudo"})
    added = {"sheet_name": "Persona", "cell_range": "E9", "label": "Notas"}
    await desk.told("POST", f"{path}/fields", added)
    await desk.publish(first["template_id"])
    second = await desk.told("POST", f"{path}/redetect")
    assert (second["version"], second["file_hash_sha256"]) == (2, first["file_hash_sha256"])
    detail = await desk.told("GET", f"/admin/templates/{second['template_id']}")
    assert (detail["template"]["status"], detail["template"]["detection_revision"]) == ("draft", 2)
    assert [item["field_id"] for item in detail["fields"]] == [
        item["field_id"] for item in (await desk.told("GET", path))["fields"]
    ]
    assert detail["template"]["carried"]["corrections"] == {"carried": 2, "left": []}
    for part in ("context", "snapshot", "original", "assets/image1.png"):
        assert (await desk.ask("GET", f"/admin/templates/{second['template_id']}/{part}")).status_code == 200
    assert (await desk.service.uploaded(data, "Q1", "Plano.xlsx"))["template_id"] == second["template_id"]
    third = await desk.told("POST", f"{path}/redetect")
    assert third["version"] == 3
    folders = list(desk.service.settings.template_storage_path.rglob("detection-*"))
    assert sorted(folder.name for folder in folders) == ["detection-2", "detection-3"]
    assert sorted(file.name for file in folders[0].iterdir()) == [".SHA256SUMS", "guidance.json"]


async def test_a_detection_that_fails_leaves_what_is_shared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook_with_picture()
    first = await desk.service.uploaded(data, "Q1", "Plano.xlsx")
    before = desk.service.stored()

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("made to fail")

    path = f"/admin/templates/{first['template_id']}"
    with monkeypatch.context() as patch:
        patch.setattr(AsyncSession, "commit", fail)
        assert await desk.refused("internal_error", "POST", f"{path}/redetect") == 500
    assert desk.service.stored() == before
    assert (await desk.ask("GET", f"{path}/assets/image1.png")).status_code == 200


@pytest.mark.parametrize("damage", ["changed", "gone"])
async def test_a_stored_file_that_is_not_what_was_sent(desk: Desk, damage: str) -> None:
    first = await desk.version(*LABELS)
    [original] = desk.service.settings.template_storage_path.rglob("original.xlsx")
    if damage == "gone":
        original.unlink()
    else:
        original.write_bytes(original.read_bytes()[:-1] + b"?")
    code = {"gone": "stored_file_missing", "changed": "stored_file_damaged"}[damage]
    assert await desk.refused(code, "POST", f"/admin/templates/{first}/redetect") == 500


async def test_a_published_version_follows_corrections_when_published_again(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    await desk.publish(first)
    fields = await desk.fields(first)
    await desk.save({fields["Nome da empresa"]["field_id"]: "Padaria"})
    for label in LABELS[1:3]:
        await desk.told("DELETE", f"/admin/templates/{first}/fields/{fields[label]['field_id']}")
    for label in LABELS[3:]:
        path = f"/admin/templates/{first}/fields/{fields[label]['field_id']}"
        await desk.told("PATCH", path, {"required": False})
    assert (await desk.told("GET", f"{await desk.step()}/progress", caller=ANA))["progress"] == 20
    await desk.publish(first)
    progress = await desk.told("GET", f"{await desk.step()}/progress", caller=ANA)
    assert (progress["progress"], progress["completed"]) == (100, True)
    assert (await desk.told("GET", "/admin/founders/progress"))[0]["progress"] == 100


async def test_a_renamed_sheet_keeps_its_step_over_versions_nobody_saw(desk: Desk) -> None:
    def rename(title: str) -> Any:
        def change(sheet: Worksheet) -> None:
            sheet.title = title

        return change

    first = await desk.version(*LABELS)
    await desk.publish(first)
    await desk.version(*LABELS, change=rename("Perfil"))
    third = await desk.version(*LABELS, change=rename("Quem somos"))
    trail = await desk.publish(third)
    assert [(step["id"], step["name"]) for step in trail["steps"]] == [("persona", "Quem somos")]


async def test_archived_and_restored(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    path = f"/admin/templates/{first}"
    assert (await desk.told("POST", f"{path}/archive"))["status"] == "archived"
    assert await desk.refused("template_archived", "POST", f"{path}/publish") == 409
    assert (await desk.told("POST", f"{path}/restore"))["status"] == "draft"
    await desk.publish(first)
    field_id = (await desk.fields(first))["Nome da empresa"]["field_id"]
    await desk.save({field_id: "Padaria"})
    step = await desk.step()
    await desk.told("POST", f"{path}/archive")
    await desk.told("POST", f"{path}/archive")
    assert await desk.told("GET", "/founder/trails", caller=ANA) == []
    for method, body in (("GET", None), ("POST", {"formData": {field_id: "x"}})):
        assert await desk.refused("trail_archived", method, f"{step}/progress", body, ANA) == 423
    assert await desk.told("GET", "/admin/founders/progress") == []
    assert await desk.refused("template_archived", "POST", f"/admin/trails/{KEY}/move") == 409
    assert (await desk.told("GET", f"/admin/founders/1/trails/{KEY}/answers"))["revision"] == 1
    assert (await desk.told("GET", "/admin/trails"))["trails"][0]["status"] == "archived"
    assert (await desk.told("GET", "/admin/templates?status=archived"))["total"] == 1
    assert (await desk.told("POST", f"{path}/restore"))["status"] == "published"
    assert (await desk.told("GET", f"{step}/progress", caller=ANA))["formData"] == {field_id: "Padaria"}


async def test_an_old_version_that_is_filled_in_is_not_archived(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    await desk.publish(first)
    await desk.save({(await desk.fields(first))["Nome da empresa"]["field_id"]: "Padaria"})
    await desk.publish(await desk.version(*NEXT))
    assert await desk.refused("version_in_use", "POST", f"/admin/templates/{first}/archive") == 409
    await desk.told("POST", f"/admin/trails/{KEY}/move", {"organizations": None})
    await desk.told("POST", f"/admin/templates/{first}/archive")


async def test_nothing_to_fill_in_is_not_published(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    await desk.told("POST", f"/admin/templates/{first}/left-out-sheets", {"sheet_name": "Persona"})
    assert await desk.refused("template_without_fields", "POST", f"/admin/templates/{first}/publish") == 409


async def test_saving_while_forms_move_loses_no_answer_and_no_count(desk: Desk) -> None:
    first = await desk.version(*LABELS)
    await desk.publish(first)
    ids = [(await desk.fields(first))[label]["field_id"] for label in LABELS]
    path = f"{await desk.step()}/progress"
    await desk.save({ids[0]: "começo"})
    second = await desk.version(*LABELS, "Concorrentes")
    saves = [desk.told("POST", path, {"formData": {field_id: "x"}}, ANA) for field_id in ids]
    await asyncio.gather(
        *saves[:2],
        desk.publish(second),
        *saves[2:4],
        desk.told("POST", f"/admin/trails/{KEY}/move"),
        saves[4],
        desk.publish(first),
    )
    await desk.publish(second)
    await desk.told("POST", f"/admin/trails/{KEY}/move")
    progress = await desk.told("GET", path, caller=ANA)
    assert (progress["formData"], progress["revision"]) == (dict.fromkeys(ids, "x"), 6)
    assert progress["progress"] == 83  # five of six
    assert {row["progress"] for row in await desk.told("GET", "/admin/founders/progress?organization=10")} == {83}


ROUTES = ["GET 1/diff/1", "POST 1/redetect", "POST 1/publish", "POST 1/archive", "POST 1/restore"]


@pytest.mark.parametrize("route", ROUTES)
async def test_versions_are_the_admins(desk: Desk, route: str) -> None:
    method, path = route.split()
    for caller in (ANA, Caller("5", "mentor"), Caller("6", "service")):
        assert await desk.refused("forbidden", method, f"/admin/templates/{path}", caller=caller) == 403
    assert await desk.refused("template_not_found", method, f"/admin/templates/{path}") == 404
