"""What admins say about a template, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.ingestion import authorization, make_settings, token
from tr4ction_common.internal_tokens import Caller
from tr4ction_ingestion.main import create_app
from tr4ction_ingestion.review.corrected import corrected
from tr4ction_ingestion.review.models import ADD, CHANGE, LEAVE_OUT, REMOVE, Correction
from tr4ction_ingestion.templates.models import DRAFT, FillableField, TemplateDefinition
from tr4ction_ingestion.templates.schemas import TemplateStats

ADMIN = Caller("9", "admin")
SHEETS = ["Capa", "SWOT", "Canvas"]
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def detected(field_id: str, sheet: str, order_index: int, **values: Any) -> FillableField:
    given_values = {
        "cell_range": f"B{order_index + 2}",
        "label": field_id,
        "inferred_type": "text_short",
        "options": [],
        "required": False,
        "example_value": None,
        "phase": None,
        "group": None,
        "help": None,
        "confidence": 0.8,
        "reasons": ["a box"],
        **values,
    }
    return FillableField(
        field_id=field_id, detected_id=field_id, sheet_name=sheet, order_index=order_index, **given_values
    )


def three() -> list[FillableField]:
    return [detected("swot.a", "SWOT", 0), detected("swot.b", "SWOT", 1), detected("canvas.c", "Canvas", 2)]


def said(
    kind: str, field_id: str | None = None, *, undone: bool = False, sheet: str | None = None, **values: Any
) -> Correction:
    return Correction(
        kind=kind, field_id=field_id, sheet_name=sheet, values=values, made_at=NOW, undone_at=NOW if undone else None
    )


def ids(*corrections: Correction) -> list[str]:
    found = corrected(three(), corrections, SHEETS)
    assert [item.order_index for item in found] == list(range(len(found)))
    return [item.field_id for item in found]


def test_without_corrections_all_is_as_detected() -> None:
    assert ids() == ["swot.a", "swot.b", "canvas.c"]


def test_later_corrections_go_on_from_earlier_ones() -> None:
    first, *_ = corrected(
        three(), [said(CHANGE, "swot.a", label="Forças"), said(CHANGE, "swot.a", required=True)], SHEETS
    )
    assert (first.label, first.required, first.corrected) == ("Forças", True, ("label", "required"))
    assert first.reasons == ["a box"]


def test_removed_moved_and_left_out() -> None:
    assert ids(said(REMOVE, "swot.a")) == ["swot.b", "canvas.c"]
    assert ids(said(CHANGE, "swot.b", order_index=0)) == ["swot.b", "swot.a", "canvas.c"]
    assert ids(said(CHANGE, "swot.a", order_index=99)) == ["swot.b", "swot.a", "canvas.c"]
    assert ids(said(LEAVE_OUT, sheet="SWOT")) == ["canvas.c"]


def test_what_is_added_stands_in_its_sheet() -> None:
    values: dict[str, Any] = {"cell_range": "B9", "label": "Nome", "inferred_type": "text_short"}
    assert ids(said(ADD, "capa.x", sheet_name="Capa", **values)) == ["capa.x", "swot.a", "swot.b", "canvas.c"]
    assert ids(said(ADD, "swot.x", sheet_name="SWOT", **values)) == ["swot.a", "swot.b", "swot.x", "canvas.c"]


kinds = st.one_of(
    st.builds(
        said,
        st.just(CHANGE),
        st.sampled_from(["swot.a", "canvas.c", "none"]),
        undone=st.booleans(),
        order_index=st.integers(0, 4),
    ),
    st.builds(said, st.just(REMOVE), st.sampled_from(["swot.a", "swot.b", "none"]), undone=st.booleans()),
    st.builds(said, st.just(LEAVE_OUT), undone=st.booleans(), sheet=st.sampled_from(SHEETS)),
)


@given(st.lists(kinds, max_size=6))
def test_undone_corrections_are_as_if_they_never_were(corrections: list[Correction]) -> None:
    kept = [item for item in corrections if item.undone_at is None]
    assert corrected(three(), corrections, SHEETS) == corrected(three(), kept, SHEETS)


class Desk:
    """The service without its workers, with one template in it."""

    def __init__(self, client: httpx.AsyncClient, template_id: int) -> None:
        self.client = client
        self.path = f"/admin/templates/{template_id}"

    async def ask(self, method: str, path: str, body: object = None, caller: Caller = ADMIN) -> httpx.Response:
        headers = authorization(token(caller))
        return await self.client.request(method, f"{self.path}{path}", json=body, headers=headers)

    async def fields(self) -> dict[str, dict[str, Any]]:
        return {item["field_id"]: item for item in (await self.ask("GET", "")).json()["fields"]}


@pytest.fixture
async def desk(url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    app = create_app(make_settings(tmp_path, database_url=url))
    template = TemplateDefinition(
        template_key="q1",
        cycle="Q1",
        version=1,
        status=DRAFT,
        file_hash_sha256="0" * 64,
        detection_revision=1,
        file_extension="xlsx",
        original_filename="Q1.xlsx",
        file_size=1,
        stats=dict.fromkeys(TemplateStats.model_fields, 0),
        validation_report={"valid": True, "errors": [], "warnings": []},
        assets=[],
        sheets=[{"name": name, "state": "visible"} for name in SHEETS],
        created_at=NOW,
        created_by="9",
    )
    async with app.state.database.session(writes=True) as session, session.begin():
        session.add(template)
        await session.flush()
        for item in three():
            item.template_id = template.id
            session.add(item)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://ingestion") as client:
        yield Desk(client, template.id)
    await app.state.database.close()


async def test_a_correction_and_its_end(desk: Desk) -> None:
    change = {"label": " Forças ", "inferred_type": "choice", "options": ["a", "b"], "help": "Diga tudo"}
    changed = await desk.ask("PATCH", "/fields/swot.a", change)
    assert changed.status_code == 200
    assert changed.json()["label"] == "Forças"
    assert changed.json()["corrected"] == ["help", "inferred_type", "label", "options"]
    assert (await desk.fields())["swot.a"] == changed.json()
    [correction] = (await desk.ask("GET", "/corrections")).json()["corrections"]
    assert (correction["made_by"], correction["kind"], correction["field_id"]) == ("9", "change", "swot.a")
    undone = await desk.ask("POST", f"/corrections/{correction['id']}/undo")
    assert undone.json()["undone_by"] == "9"
    assert (await desk.fields())["swot.a"]["label"] == "swot.a"
    again = await desk.ask("POST", f"/corrections/{correction['id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "correction_undone")


async def test_saying_what_is_so_already_is_no_correction(desk: Desk) -> None:
    await desk.ask("PATCH", "/fields/swot.a", {"label": "swot.a", "required": False})
    assert (await desk.ask("GET", "/corrections")).json() == {"corrections": []}


async def test_a_field_of_ones_own(desk: Desk) -> None:
    body = {"sheet_name": "capa", "cell_range": "B4:D6", "label": "Nome da startup", "required": True}
    added = await desk.ask("POST", "/fields", body)
    assert added.status_code == 201
    field = added.json()
    assert field["field_id"].startswith("capa.nome_da_startup.added_")
    assert (field["sheet_name"], field["order_index"], field["added"]) == ("Capa", 0, True)
    twice = await desk.ask("POST", "/fields", {**body, "cell_range": "D6"})
    assert (twice.status_code, twice.json()["code"]) == (409, "range_taken")
    assert (await desk.ask("DELETE", f"/fields/{field['field_id']}")).status_code == 204
    assert field["field_id"] not in await desk.fields()
    assert (await desk.ask("POST", "/fields", body)).status_code == 201


async def test_a_sheet_that_is_no_part_of_the_trail(desk: Desk) -> None:
    first = await desk.ask("POST", "/left-out-sheets", {"sheet_name": "SWOT"})
    second = await desk.ask("POST", "/left-out-sheets", {"sheet_name": "swot"})
    assert first.json() == second.json()
    assert set(await desk.fields()) == {"canvas.c"}
    await desk.ask("POST", f"/corrections/{first.json()['id']}/undo")
    assert len(await desk.fields()) == 3


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("PATCH", "/fields/none", {"label": "x"}, 404, "field_not_found"),
        ("DELETE", "/fields/none", None, 404, "field_not_found"),
        ("PATCH", "/fields/swot.a", {"label": ""}, 422, "validation_failed"),
        ("PATCH", "/fields/swot.a", {"cell_range": "B4"}, 422, "validation_failed"),
        ("POST", "/fields", {"sheet_name": "X", "cell_range": "B4", "label": "x"}, 404, "sheet_not_found"),
        ("POST", "/fields", {"sheet_name": "Capa", "cell_range": "B0", "label": "x"}, 422, "range_invalid"),
        ("POST", "/fields", {"sheet_name": "Capa", "cell_range": "D4:B2", "label": "x"}, 422, "range_invalid"),
        ("POST", "/fields", {"sheet_name": "Capa", "cell_range": "XFE1", "label": "x"}, 422, "range_invalid"),
        ("POST", "/corrections/77/undo", None, 404, "correction_not_found"),
        ("POST", "/corrections/x/undo", None, 404, "correction_not_found"),
        ("POST", "/left-out-sheets", {"sheet_name": "X"}, 404, "sheet_not_found"),
    ],
)
async def test_refusals(desk: Desk, method: str, path: str, body: object, status: int, code: str) -> None:
    answer = await desk.ask(method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await desk.ask("GET", "/corrections")).json() == {"corrections": []}


@pytest.mark.parametrize("role", ["founder", "mentor"])
async def test_only_admins(desk: Desk, role: str) -> None:
    answer = await desk.ask("PATCH", "/fields/swot.a", {"label": "x"}, Caller("1", role, "1"))
    assert answer.status_code == 403
