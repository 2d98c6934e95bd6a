"""One step of a trail, answered by everybody: questions beside organizations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tr4ction_common.problems import Problem
from tr4ction_ingestion.answers.models import Answer, Form, KeptStep
from tr4ction_ingestion.answers.progress import percent
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.overview.repository import OverviewRepository
from tr4ction_ingestion.trails.errors import STEP_NOT_FOUND
from tr4ction_ingestion.trails.models import Step, Trail, TrailField
from tr4ction_ingestion.trails.publishing import wanted
from tr4ction_ingestion.trails.repository import TrailRepository


@dataclass(frozen=True, slots=True)
class Column:
    """What one organization has answered; `form` is None before the first answer, of any step."""

    organization_id: int
    organization_name: str | None
    form: Form | None
    version: int
    progress: int
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """`questions` are those of the trail's own version, then those that only other versions ask which somebody on the
    page fills in. `total` counts organizations."""

    trail: Trail
    step: Step
    questions: Sequence[TrailField]
    columns: Sequence[Column]
    total: int


class AnswerTable:
    def __init__(self, overview: OverviewRepository, trails: TrailRepository, answers: AnswerRepository) -> None:
        self._overview = overview
        self._trails = trails
        self._answers = answers

    async def of(self, trail: Trail, step_id: str, organization_id: int | None, limit: int, offset: int) -> Table:
        """One page of organizations: those that take part in the trail's cycle, and those that have answered.

        The same few queries, however many. Raises Problem where no version has the step that the trail or anybody on
        the page has.
        """
        names, total = await self._overview.organizations(trail, organization_id, limit, offset)
        forms = {form.organization_id: form for form in await self._overview.forms(trail.id, names)}
        own = trail.template_id or 0
        versions = [own, *sorted({form.template_id for form in forms.values()} - {own}, reverse=True)]
        steps = {step.template_id: step for step in await self._trails.steps(versions) if step.step_id == step_id}
        if not steps:
            raise Problem(STEP_NOT_FOUND)
        questions = _once(await self._overview.step_fields(versions, step_id), versions)
        kept = {
            row.form_id: row
            for row in await self._answers.form_steps([form.id for form in forms.values()])
            if row.step_id == step_id
        }
        answers = await self._overview.answers_to(
            [form.id for form in forms.values()], [question.field_id for question in questions]
        )
        templates = await self._overview.templates(versions)
        columns = []
        for number, name in names.items():
            form = forms.get(number)
            columns.append(
                Column(
                    organization_id=number,
                    organization_name=name,
                    form=form,
                    version=templates[form.template_id if form else own].version,
                    progress=_progress(form, kept, steps),
                    answers=answers.get(form.id, {}) if form else {},
                )
            )
        step = steps.get(own) or steps[max(steps)]
        return Table(trail, step, questions, columns, total)


def _progress(form: Form | None, kept: Mapping[int, KeptStep], steps: Mapping[int, Step]) -> int:
    """Of the step as the form's own version has it."""
    step = steps.get(form.template_id) if form else None
    row = kept.get(form.id) if form else None
    return percent(row.answered, wanted(step)) if row and step else 0


def _once(fields: Iterable[TrailField], versions: Sequence[int]) -> list[TrailField]:
    """Each question as the first of the versions asks it that has it."""
    found: dict[str, TrailField] = {}
    for item in sorted(fields, key=lambda item: (versions.index(item.template_id), item.position)):
        found.setdefault(item.field_id, item)
    return list(found.values())
