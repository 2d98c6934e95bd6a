"""What a version takes over, without database or workbook."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tr4ction_ingestion.lifecycle.service import renamed_between
from tr4ction_ingestion.review.models import ADD, CHANGE, LEAVE_OUT, Correction
from tr4ction_ingestion.templates.models import FillableField, TemplateDefinition
from tr4ction_ingestion.trails.models import Step
from tr4ction_ingestion.trails.publishing import sheets_renamed
from tr4ction_ingestion.versions.inheritance import inherit
from tr4ction_ingestion.versions.model import Before, Found, Inheritance

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LABELS = ("Nome", "Cidade", "Produto", "Cliente")


def field(number: int, label: str, sheet: str = "Persona", **values: Any) -> dict[str, Any]:
    return {
        "field_id": f"{sheet.lower()}.{label.lower()}",
        "sheet_name": sheet,
        "cell_range": f"C{number + 2}",
        "label": label,
        "inferred_type": "text_short",
        "options": (),
        "required": True,
        "example_value": None,
        "phase": None,
        "group": None,
        "help": None,
        "order_index": number,
        "confidence": 0.9,
        "reasons": (),
        **values,
    }


def sheet_of(*labels: str, sheet: str = "Persona") -> list[dict[str, Any]]:
    return [field(number, label, sheet) for number, label in enumerate(labels)]


def said(number: int, kind: str, field_id: str | None = None, sheet: str | None = None, **values: Any) -> Correction:
    return Correction(
        id=number, kind=kind, field_id=field_id, sheet_name=sheet, values=values, made_by="9", made_at=NOW
    )


def after(new: list[dict[str, Any]], *corrections: Correction, same: bool = False, taken: Any = ()) -> Inheritance:
    old = [FillableField(**{**item, "options": [], "reasons": []}) for item in sheet_of(*LABELS)]
    sheets = [{"name": name, "state": "visible"} for name in sorted({item["sheet_name"] for item in new})]
    before = Before(TemplateDefinition(id=1, version=1), old, corrections, taken)
    return inherit(before, Found(new, sheets, same))


def left(found: Inheritance) -> list[str]:
    assert found.carried is not None
    return [item["reason"] for item in found.carried["corrections"]["left"]]


ADDED = {"sheet_name": "Persona", "cell_range": "C6", "label": "Preço médio", "inferred_type": "number"}


def test_a_field_that_people_added_and_that_is_detected_now_keeps_its_id() -> None:
    new = sheet_of(*LABELS, "Preço")
    found = after(
        new, said(1, ADD, "persona.added_1", **ADDED), said(2, CHANGE, "persona.added_1", help="x"), same=True
    )
    assert found.fields[4]["field_id"] == "persona.added_1"
    assert found.fields[4]["detected_id"] == "persona.preço"
    assert [(row["kind"], row["field_id"], row["values"]) for row in found.corrections] == [
        ("change", "persona.added_1", {"label": "Preço médio", "inferred_type": "number"}),
        ("change", "persona.added_1", {"help": "x"}),
    ]
    assert found.carried is not None
    assert (found.carried["added"], found.carried["kept"]) == ([], 5)


def test_a_range_that_another_field_has_by_now_is_not_carried() -> None:
    new = [*sheet_of(*LABELS), field(4, "Preço", cell_range="C6:D9")]
    found = after(new, said(1, ADD, "persona.added_1", **ADDED), same=True)
    assert (left(found), found.corrections) == (["place_taken"], [])


def test_a_sheet_that_was_left_out_stays_so_under_another_name() -> None:
    found = after(sheet_of(*LABELS, sheet="Perfil"), said(1, LEAVE_OUT, sheet="Persona"))
    assert [row["sheet_name"] for row in found.corrections] == ["Perfil"]
    gone = after(sheet_of("a", "b", sheet="Outra"), said(1, LEAVE_OUT, sheet="Persona"))
    assert left(gone) == ["sheet_gone"]


def test_doubtful_fields_take_nobodys_answers() -> None:
    old = [
        FillableField(**{**field(n, "Meta"), "field_id": f"persona.meta~{n}", "options": [], "reasons": []})
        for n in (1, 2)
    ]
    new = [{**field(n, "Meta"), "field_id": f"persona.meta~{n}"} for n in (1, 2, 3)]
    before = Before(
        TemplateDefinition(id=1, version=1),
        old,
        [said(1, CHANGE, "persona.meta~1", required=False)],
        {"persona.meta~3"},
    )
    found = inherit(before, Found(new, [{"name": "Persona", "state": "visible"}], False))
    assert found.carried is not None
    ids = {item["field_id"] for item in found.fields}
    assert found.carried["doubtful"]
    assert not ids & {"persona.meta~1", "persona.meta~2", "persona.meta~3"}
    assert left(found) == ["field_doubtful"]


def test_a_value_that_the_workbook_says_by_now_needs_no_correction() -> None:
    new = sheet_of(*LABELS)
    new[0]["help"] = "Como no contrato"
    found = after(new, said(1, CHANGE, "persona.nome", help="Como no contrato"))
    assert (found.corrections, left(found)) == ([], [])


def test_names_of_sheets_are_followed_over_versions() -> None:
    carried = {
        2: {"from_template_id": 1, "sheets": {"A": "B", "X": "Y"}},
        3: {"from_template_id": 2, "sheets": {"B": "C"}},
    }
    assert renamed_between(1, 3, carried) == {"A": "C"}
    assert renamed_between(7, 3, carried) == {}
    steps = [Step(1, name.lower(), name, name, 0, 1, 0) for name in ("A", "B", "D")]
    assert sheets_renamed(steps, {"A": "B"}) == {"B": "a", "D": "d"}
