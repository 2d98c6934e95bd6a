"""Fills ingestion's database as some years of a large programme would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, create_engine, insert, text

from tr4ction_ingestion.templates.models import PUBLISHED, FillableField, TemplateDefinition
from tr4ction_ingestion.trails.models import OPEN, Trail, TrailField, TrailStep

STEPS = 25
_OPTIONS = ["B2B", "B2C", "B2B2C"]
_TYPES = ("text_long", "text_short", "number", "choice", "date")

# Every organization has a form of every trail, and has answered every so-manieth question.
_FORMS = """
INSERT INTO forms (trail_id, organization_id, template_id, revision, answered, wanted, created_at, last_saved_at)
SELECT trails.id, people.organization_id, trails.template_id, 1, 0, :fields, trails.created_at, trails.created_at
FROM trails CROSS JOIN (SELECT DISTINCT organization_id FROM members WHERE organization_id IS NOT NULL) AS people
WHERE trails.template_key LIKE 'population%'
"""
_ANSWERED = """
FROM forms JOIN trail_fields ON trail_fields.template_id = forms.template_id
WHERE forms.template_id IN (SELECT template_id FROM trails WHERE template_key LIKE 'population%')
  AND trail_fields.position % :each = 0
"""
_ANSWERS = (
    "INSERT INTO answers (form_id, field_id, value, revision, saved_by, saved_at) "
    "SELECT forms.id, trail_fields.field_id, :value, 1, '1', forms.created_at " + _ANSWERED
)
_HISTORY = _ANSWERS.replace("INTO answers", "INTO answer_history")
_FORM_STEPS = """
INSERT INTO form_steps (form_id, step_id, answered, wanted)
SELECT forms.id, trail_steps.step_id, trail_steps.num_fields / :each, trail_steps.num_fields
FROM forms JOIN trail_steps ON trail_steps.template_id = forms.template_id
WHERE forms.template_id IN (SELECT template_id FROM trails WHERE template_key LIKE 'population%')
"""


@dataclass(frozen=True, slots=True)
class Population:
    """How much there is, in rows."""

    trails: int
    forms: int
    answers: int


def populate(url: str, cycle: str, templates: int, fields: int, each: int) -> Population:
    """Adds published templates of so many fields each to `cycle`, and a form of each for everybody who is known.

    Of a form's questions every `each`-th is answered: 1 answers all.
    """
    answered = {"each": each, "value": '"Uma resposta de tamanho comum, de uma linha."'}
    engine = create_engine(url)
    with engine.begin() as connection:
        for number in range(templates):
            _add_trail(connection, number, cycle, fields)
        forms = connection.execute(text(_FORMS), {"fields": fields}).rowcount
        answers = connection.execute(text(_ANSWERS), answered).rowcount
        connection.execute(text(_HISTORY), answered)
        connection.execute(text(_FORM_STEPS), {"each": each})
    engine.dispose()
    return Population(templates, forms, answers)


def _add_trail(connection: Connection, number: int, cycle: str, fields: int) -> None:
    key = f"population_{number:03}"
    now = datetime.now(UTC)
    template = {
        "template_key": key,
        "cycle": cycle,
        "version": 1,
        "status": PUBLISHED,
        "file_hash_sha256": f"{number:064x}",
        "detection_revision": 1,
        "original_filename": f"{key}.xlsx",
        "file_extension": "xlsx",
        "file_size": 1,
        "stats": {},
        "validation_report": {},
        "assets": [],
        "sheets": [],
        "created_at": now,
        "created_by": "1",
    }
    statement = insert(TemplateDefinition).values(template).returning(TemplateDefinition.id)
    template_id = connection.execute(statement).scalar_one()
    rows = [_field(template_id, position) for position in range(fields)]
    connection.execute(insert(FillableField), [_detected(row) for row in rows])
    connection.execute(insert(TrailField), rows)
    connection.execute(insert(TrailStep), _steps(template_id, rows))
    trail = {"template_key": key, "cycle": cycle, "name": key, "description": "", "unlock_rule": OPEN}
    connection.execute(insert(Trail), {**trail, "template_id": template_id, "created_at": now})


def _field(template_id: int, position: int) -> dict[str, Any]:
    step = position % STEPS
    kind = _TYPES[position % len(_TYPES)]
    return {
        "template_id": template_id,
        "field_id": f"{step}_analise_estrategica.perguntas_sobre_o_mercado.item_{position}",
        "step_id": f"step-{step}",
        "position": position,
        "sheet_name": f"Step {step}",
        "cell_range": f"C{position + 2}",
        "label": f"Pergunta {position}: como a sua startup responde a isto?",
        "type": kind,
        "options": _OPTIONS if kind == "choice" else [],
        "required": position % 3 == 0,
        "placeholder": "Um exemplo de outra empresa, em poucas palavras",
        "group": "Análise estratégica",
        "phase": "swot",
        "help": "Pense em quem compra, em quem usa e em quem decide; escreva uma frase sobre cada um.",
    }


def _detected(row: dict[str, Any]) -> dict[str, Any]:
    same = (
        "template_id",
        "field_id",
        "sheet_name",
        "cell_range",
        "label",
        "options",
        "required",
        "phase",
        "group",
        "help",
    )
    return {
        **{name: row[name] for name in same},
        "detected_id": row["field_id"],
        "inferred_type": row["type"],
        "example_value": row["placeholder"],
        "order_index": row["position"],
        "confidence": 0.9,
        "reasons": [],
    }


def _steps(template_id: int, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    steps: dict[str, dict[str, Any]] = {}
    for row in rows:
        step = steps.setdefault(
            row["step_id"],
            {
                "template_id": template_id,
                "step_id": row["step_id"],
                "name": row["sheet_name"],
                "sheet_name": row["sheet_name"],
                "position": len(steps),
                "num_fields": 0,
                "num_required": 0,
            },
        )
        step["num_fields"] += 1
        step["num_required"] += row["required"]
    return list(steps.values())
