"""What people decide about fields that nothing was found for, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from support.desk import ANA, BIA, KEY, Desk, opened
from support.ingestion import make_settings
from support.workbooks import simple_workbook
from tr4ction_common.internal_tokens import Caller

FIRST = ("Nome da empresa", "Cidade da sede", "Receita 2024", "Cliente ideal")
NEXT = ("Nome da empresa", "Cidade da sede", "Receita 2025", "Cliente ideal")


@pytest.fixture
async def desk(url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(make_settings(tmp_path, database_url=url)) as desk:
        yield desk


class Doubt:
    """The trail's first version is published and answered, and its second asks `Receita 2025` for `Receita 2024`."""

    def __init__(self, desk: Desk, first: int, second: int, old: str, new: str) -> None:
        self.desk = desk
        self.first = first
        self.second = second
        self.old = old
        self.new = new

    @classmethod
    async def of(cls, desk: Desk) -> Doubt:
        first = await desk.version(*FIRST)
        old = (await desk.fields(first))["Receita 2024"]["field_id"]
        path = f"/admin/templates/{first}/fields/{old}"
        await desk.told("PATCH", path, {"help": "Em reais", "label": "Receita do ano"})
        await desk.publish(first)
        await desk.save({old: "120000"})
        second = await desk.version(*NEXT)
        return cls(desk, first, second, old, (await desk.fields(second))["Receita 2025"]["field_id"])

    @property
    def path(self) -> str:
        return f"/admin/templates/{self.second}/matches/{self.new}"

    async def decide(self, old_field_id: str | None) -> Any:
        return await self.desk.told("PUT", self.path, {"old_field_id": old_field_id})

    async def undo(self) -> Any:
        return await self.desk.told("DELETE", self.path)

    async def moved(self) -> Any:
        """What the founder has after publishing and moving."""
        await self.desk.publish(self.second)
        await self.desk.told("POST", f"/admin/trails/{KEY}/move")
        return (await self.desk.told("GET", f"{await self.desk.step()}/progress", caller=ANA))["formData"]


async def test_nothing_is_guessed(desk: Desk) -> None:
    doubt = await Doubt.of(desk)
    carried = await desk.carried(doubt.second)
    assert [
        [item["field_id"] for item in side] for side in (carried["doubtful"][0]["old"], carried["doubtful"][0]["new"])
    ] == [
        [doubt.old],
        [doubt.new],
    ]
    assert (carried["kept"], carried["decisions"]) == (3, [])
    assert await doubt.moved() == {}
    assert (await desk.told("GET", f"/admin/trails/{KEY}/left-behind"))["total"] == 1


async def test_what_is_said_to_be_the_same_takes_answers_and_corrections(desk: Desk) -> None:
    doubt = await Doubt.of(desk)
    carried = await doubt.decide(doubt.old)
    assert (carried["kept"], carried["doubtful"], carried["removed"], carried["added"]) == (4, [], [], [])
    [decision] = carried["decisions"]
    assert (decision["new"]["field_id"], decision["old"]["field_id"]) == (doubt.new, doubt.old)
    assert decision["decided_by"] == "admin-1"
    # The label was corrected, and its author has changed the very words; the help still holds.
    assert carried["corrections"]["carried"] == 1
    assert [(item["reason"], item["attributes"]) for item in carried["corrections"]["left"]] == [
        ("workbook_changed", ["label"])
    ]
    field = (await desk.fields(doubt.second))["Receita 2025"]
    assert (field["field_id"], field["help"]) == (doubt.old, "Em reais")
    assert await desk.carried(doubt.second) == carried
    assert await doubt.decide(doubt.old) == carried
    assert await doubt.moved() == {doubt.old: "120000"}


async def test_what_is_said_to_be_new_stays_apart(desk: Desk) -> None:
    doubt = await Doubt.of(desk)
    carried = await doubt.decide(None)
    assert (carried["kept"], carried["doubtful"]) == (3, [])
    assert [item["field_id"] for item in carried["added"]] == [doubt.new]
    assert [item["field_id"] for item in carried["removed"]] == [doubt.old]
    assert await doubt.moved() == {}


async def test_a_decision_is_undone_and_made_otherwise(desk: Desk) -> None:
    doubt = await Doubt.of(desk)
    before = (await desk.carried(doubt.second), await desk.fields(doubt.second))
    await doubt.decide(doubt.old)
    own = f"/admin/templates/{doubt.second}/fields/{doubt.old}"
    await desk.told("PATCH", own, {"required": False})
    assert await doubt.undo() == before[0]
    fields = await desk.fields(doubt.second)
    assert fields["Receita 2025"] == {
        **before[1]["Receita 2025"],
        "required": False,
        "corrected": ["required"],
    }  # what was said about this version's field stays
    assert await desk.refused("not_decided", "DELETE", doubt.path) == 404
    assert (await doubt.decide(None))["kept"] == 3
    assert (await doubt.decide(doubt.old))["kept"] == 4
    fields = await desk.fields(doubt.second)
    assert (fields["Receita 2025"]["help"], fields["Receita 2025"]["required"]) == ("Em reais", False)
    assert await doubt.moved() == {doubt.old: "120000"}


async def test_what_was_said_of_the_new_version_holds(desk: Desk) -> None:
    doubt = await Doubt.of(desk)
    await desk.told("PATCH", f"/admin/templates/{doubt.second}/fields/{doubt.new}", {"help": "Em milhares"})
    await doubt.decide(doubt.old)
    assert (await desk.fields(doubt.second))["Receita 2025"]["help"] == "Em milhares"


async def test_what_is_decided_is_taken_over_by_the_version_after(desk: Desk) -> None:
    doubt = await Doubt.of(desk)
    await doubt.decide(doubt.old)
    third = await desk.version(*NEXT, "Concorrentes")
    assert (await desk.fields(third))["Receita 2025"]["field_id"] == doubt.old
    again = await desk.told("POST", f"/admin/templates/{doubt.second}/redetect")
    assert (await desk.fields(again["template_id"]))["Receita 2025"]["field_id"] == doubt.old


async def test_an_id_that_undoing_gives_back_is_nobody_elses(desk: Desk) -> None:
    doubt = await Doubt.of(desk)
    await doubt.decide(doubt.old)
    labels = [label for label in NEXT if label != "Receita 2025"]
    third = await desk.version(*labels)
    assert "Receita 2025" not in await desk.fields(third)
    fourth = await desk.version(*labels, "Receita 2025")
    assert (await desk.fields(fourth))["Receita 2025"]["field_id"] not in (doubt.new, doubt.old)


async def test_what_is_removed_may_be_said_to_have_become_what_is_added(desk: Desk) -> None:
    first = await desk.version(*FIRST)
    ids = {label: item["field_id"] for label, item in (await desk.fields(first)).items()}
    second = await desk.version("Nome da empresa", "Cidade da sede", "Cliente ideal", "Faturamento bruto no exercício")
    carried = await desk.carried(second)
    [new] = [item["field_id"] for item in carried["added"]]
    assert [item["field_id"] for item in carried["removed"]] == [ids["Receita 2024"]]
    path = f"/admin/templates/{second}/matches/{new}"
    after = await desk.told("PUT", path, {"old_field_id": ids["Receita 2024"]})
    assert (after["added"], after["removed"]) == ([], [])


async def test_refusals(desk: Desk) -> None:
    alone = (await desk.service.uploaded(simple_workbook("Só"), "Q1", "Outro.xlsx"))["template_id"]
    path = f"/admin/templates/{alone}/matches/x"
    assert await desk.refused("nothing_to_decide", "PUT", path, {"old_field_id": None}) == 404
    doubt = await Doubt.of(desk)
    kept = (await desk.fields(doubt.second))["Cliente ideal"]["field_id"]
    matches = f"/admin/templates/{doubt.second}/matches"
    same = {"old_field_id": doubt.old}
    assert await desk.refused("nothing_to_decide", "PUT", f"{matches}/{kept}", same) == 404
    assert await desk.refused("no_such_old_field", "PUT", doubt.path, {"old_field_id": kept}) == 422
    for wrong in ({}, {"old_field_id": 1}, {"old_field_id": None, "x": 1}):
        assert await desk.refused("validation_failed", "PUT", doubt.path, wrong) == 422
    await desk.publish(doubt.second)
    assert await desk.refused("template_not_draft", "PUT", doubt.path, same) == 409
    assert await desk.refused("template_not_draft", "DELETE", doubt.path) == 409


async def test_one_field_of_before_is_one_field_now(desk: Desk) -> None:
    first = await desk.version("Nome da empresa", "Receita 2024", "Cliente ideal")
    old = (await desk.fields(first))["Receita 2024"]["field_id"]
    second = await desk.version("Nome da empresa", "Receita 2025", "Receita 2026", "Cliente ideal")
    ids = {label: item["field_id"] for label, item in (await desk.fields(second)).items()}
    matches = f"/admin/templates/{second}/matches"
    await desk.told("PUT", f"{matches}/{ids['Receita 2025']}", {"old_field_id": old})
    assert (
        await desk.refused("old_field_taken", "PUT", f"{matches}/{ids['Receita 2026']}", {"old_field_id": old}) == 409
    )
    await desk.told("DELETE", f"{matches}/{ids['Receita 2025']}")
    await desk.told("PUT", f"{matches}/{ids['Receita 2026']}", {"old_field_id": old})
    assert (await desk.fields(second))["Receita 2026"]["field_id"] == old


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_decisions_are_the_admins(desk: Desk, method: str) -> None:
    body = {"old_field_id": None} if method == "PUT" else None
    path = "/admin/templates/1/matches/x"
    for caller in (ANA, BIA, Caller("5", "mentor"), Caller("6", "service")):
        assert await desk.refused("forbidden", method, path, body, caller) == 403
    assert await desk.refused("template_not_found", method, path, body) == 404
