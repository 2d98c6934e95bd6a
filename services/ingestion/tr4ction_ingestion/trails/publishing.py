"""From a template's fields to the steps and questions of its trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from tr4ction_ingestion.review.corrected import CorrectedField
from tr4ction_ingestion.slugs import slug
from tr4ction_ingestion.templates.models import FillableField
from tr4ction_ingestion.trails.models import MAX_STEP_ID, Step, TrailField, TrailStep

Question = CorrectedField | FillableField
"""A field as corrections leave it, or as detection found it."""


@dataclass(slots=True)
class Published:
    """The rows of a trail's version. Steps stand in the order of their sheets, fields in reading order."""

    steps: list[TrailStep] = field(default_factory=list)
    fields: list[TrailField] = field(default_factory=list)


def steps_of(template_id: int, questions: Iterable[Question], step_ids: Mapping[str, str]) -> Published:
    """`questions` in the order of the workbook. `step_ids`: those that sheets have had in earlier versions, by name."""
    published = Published()
    by_sheet: dict[str, TrailStep] = {}
    taken = set(step_ids.values())
    for position, question in enumerate(questions):
        step = by_sheet.get(question.sheet_name)
        if step is None:
            step_id = step_ids.get(question.sheet_name) or _new_step_id(question.sheet_name, taken)
            step = TrailStep(
                template_id=template_id,
                step_id=step_id,
                name=question.sheet_name.strip(),
                sheet_name=question.sheet_name,
                position=len(published.steps),
                num_fields=0,
                num_required=0,
            )
            by_sheet[question.sheet_name] = step
            published.steps.append(step)
        step.num_fields += 1
        step.num_required += question.required
        published.fields.append(_field(template_id, step.step_id, position, question))
    return published


def _field(template_id: int, step_id: str, position: int, question: Question) -> TrailField:
    return TrailField(
        template_id=template_id,
        field_id=question.field_id,
        step_id=step_id,
        position=position,
        sheet_name=question.sheet_name,
        cell_range=question.cell_range,
        label=question.label,
        type=question.inferred_type,
        options=question.options,
        required=question.required,
        placeholder=question.example_value,
        group=question.group,
        phase=question.phase,
        help=question.help,
    )


def _new_step_id(sheet_name: str, taken: set[str]) -> str:
    """`3.1 Análise SWOT` → `3-1-analise-swot`; a number is added where another sheet has that already."""
    base = slug(sheet_name, MAX_STEP_ID - 8) or "step"
    step_id, copy = base, 1
    while step_id in taken:
        copy += 1
        step_id = f"{base}-{copy}"
    taken.add(step_id)
    return step_id


def trail_name(filename: str, template_key: str) -> str:
    """What founders see: the name of the file without its ending."""
    return PurePath(filename).stem.strip() or template_key


def wanted(step: Step) -> int:
    """How many answers make a step complete: those of its required fields, or of all where none is required."""
    return step.num_required or step.num_fields


def sheets_renamed(old: Sequence[Step], renamed: Mapping[str, str]) -> dict[str, str]:
    """Step ids by the names that their sheets have in the next version. `renamed`: new names of sheets by their old.

    A name that went to another sheet does not take the step with it.
    """
    followed = {renamed[step.sheet_name]: step.step_id for step in old if step.sheet_name in renamed}
    return {step.sheet_name: step.step_id for step in old if step.sheet_name not in renamed} | followed
