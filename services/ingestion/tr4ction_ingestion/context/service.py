"""The context of one founder's question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tr4ction_common.problems import Problem
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.answers.service import FounderService, OpenTrail
from tr4ction_ingestion.review.corrected import left_out
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.templates.service import TemplateService
from tr4ction_ingestion.trails.errors import STEP_NOT_FOUND
from tr4ction_ingestion.trails.models import Step, TrailField
from tr4ction_ingestion.trails.repository import TrailRepository


@dataclass(frozen=True, slots=True)
class Context:
    """`fields`, `guidance` and `answers` (by field id) are of the whole trail, or of one step of it."""

    opened: OpenTrail
    template: TemplateDefinition
    fields: Sequence[TrailField]
    guidance: Sequence[Mapping[str, Any]]
    answers: Mapping[str, Any]


class ContextService:
    """For one founder: the trails that they see, and their own organization's answers. There is no other way in."""

    def __init__(
        self,
        founder: FounderService,
        trails: TrailRepository,
        answers: AnswerRepository,
        review: ReviewRepository,
        templates: TemplateService,
    ) -> None:
        self._founder = founder
        self._trails = trails
        self._answers = answers
        self._review = review
        self._templates = templates

    async def context(self, trail_id: str, step_id: str | None) -> Context:
        """Raises Problem where the founder has no such trail, or the trail no such step."""
        opened = await self._founder.enter(trail_id)
        steps = [state.step for state in opened.steps if step_id in (None, state.step.step_id)]
        if not steps:
            raise Problem(STEP_NOT_FOUND)
        template = await self._templates.template(str(opened.template_id))
        fields = await self._trails.fields(opened.template_id, step_id)
        hidden = await self._not_told(template, opened, step_id)
        guidance = [item for item in await self._templates.guidance(template) if item["sheet_name"] not in hidden]
        return Context(opened, template, fields, guidance, await self._answers_to(opened, fields))

    async def _not_told(self, template: TemplateDefinition, opened: OpenTrail, step_id: str | None) -> set[str]:
        """Sheets whose guidance is of another step, or no part of the trail."""
        steps: list[Step] = [state.step for state in opened.steps]
        if step_id is not None:
            names = {sheet["name"] for sheet in template.sheets}
            return names - {step.sheet_name for step in steps if step.step_id == step_id}
        not_asked = left_out(await self._review.corrections(template.id))
        return not_asked - {step.sheet_name for step in steps}

    async def _answers_to(self, opened: OpenTrail, fields: Sequence[TrailField]) -> dict[str, Any]:
        if opened.form is None:
            return {}
        known = await self._answers.answers(opened.form.id, [field.field_id for field in fields])
        return {field.field_id: known[field.field_id].value for field in fields if field.field_id in known}
