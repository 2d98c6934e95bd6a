"""Every query of the checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from tr4ction_ingestion.answers.models import Answer, AnswerVersion, Form, FormStep
from tr4ction_ingestion.templates.models import PUBLISHED, TemplateDefinition
from tr4ction_ingestion.trails.models import Trail, TrailStep


class ConsistencyRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def templates(self) -> Sequence[TemplateDefinition]:
        return (await self._session.scalars(select(TemplateDefinition).order_by(TemplateDefinition.id))).all()

    async def published_without_steps(self) -> Sequence[int]:
        """Ids of templates."""
        steps = exists().where(TrailStep.template_id == TemplateDefinition.id)
        statement = select(TemplateDefinition.id).where(TemplateDefinition.status == PUBLISHED, ~steps)
        return (await self._session.scalars(statement.order_by(TemplateDefinition.id))).all()

    async def forms_of_other_trails(self) -> Sequence[int]:
        """Ids of forms that are filled in with a version that is none of their trail's, or was never published."""
        steps = exists().where(TrailStep.template_id == TemplateDefinition.id)
        statement = (
            select(Form.id)
            .join(Trail, Trail.id == Form.trail_id)
            .join(TemplateDefinition, TemplateDefinition.id == Form.template_id)
            .where(or_(_is_other(), ~steps))
        )
        return (await self._session.scalars(statement.order_by(Form.id))).all()

    async def trails_of_others(self) -> Sequence[int]:
        """Ids of trails whose version has another key or cycle."""
        statement = (
            select(Trail.id).join(TemplateDefinition, TemplateDefinition.id == Trail.template_id).where(_is_other())
        )
        return (await self._session.scalars(statement.order_by(Trail.id))).all()

    async def answers_unlike_their_history(self) -> Sequence[tuple[int, str]]:
        """Form and field of answers that the newest line of their history does not tell of."""
        told = exists().where(
            AnswerVersion.form_id == Answer.form_id,
            AnswerVersion.field_id == Answer.field_id,
            AnswerVersion.revision == Answer.revision,
            AnswerVersion.value.is_not(None),
        )
        later = exists().where(
            AnswerVersion.form_id == Answer.form_id,
            AnswerVersion.field_id == Answer.field_id,
            AnswerVersion.revision > Answer.revision,
        )
        return await self._pairs(select(Answer.form_id, Answer.field_id).where(or_(~told, later)))

    async def histories_without_answer(self) -> Sequence[tuple[int, str]]:
        """Form and field of histories that end with a value, where there is no answer."""
        later = aliased(AnswerVersion)
        newest = ~exists().where(
            later.form_id == AnswerVersion.form_id,
            later.field_id == AnswerVersion.field_id,
            later.revision > AnswerVersion.revision,
        )
        kept = exists().where(Answer.form_id == AnswerVersion.form_id, Answer.field_id == AnswerVersion.field_id)
        statement = select(AnswerVersion.form_id, AnswerVersion.field_id)
        return await self._pairs(statement.where(AnswerVersion.value.is_not(None), newest, ~kept))

    async def revisions_behind(self) -> Sequence[int]:
        """Ids of forms whose history knows a later revision than they."""
        later = exists().where(AnswerVersion.form_id == Form.id, AnswerVersion.revision > Form.revision)
        return (await self._session.scalars(select(Form.id).where(later).order_by(Form.id))).all()

    async def versions_filled_in(self) -> Sequence[tuple[int, int]]:
        """Trail and template of all forms, each pair once."""
        statement = select(Form.trail_id, Form.template_id).distinct().order_by(Form.trail_id, Form.template_id)
        return [(row[0], row[1]) for row in await self._session.execute(statement)]

    async def forms(self, trail_id: int, template_id: int) -> Sequence[Form]:
        statement = select(Form).where(Form.trail_id == trail_id, Form.template_id == template_id).order_by(Form.id)
        return (await self._session.scalars(statement)).all()

    async def step_counts(self, trail_id: int, template_id: int) -> dict[int, dict[str, tuple[int, int]]]:
        """What is kept of how far forms are: answered and wanted, by form and step; of steps the version has."""
        statement = (
            select(FormStep.form_id, FormStep.step_id, FormStep.answered, FormStep.wanted)
            .join(Form, Form.id == FormStep.form_id)
            .join(TrailStep, and_(TrailStep.template_id == Form.template_id, TrailStep.step_id == FormStep.step_id))
            .where(Form.trail_id == trail_id, Form.template_id == template_id)
        )
        found: dict[int, dict[str, tuple[int, int]]] = {}
        for form_id, step_id, answered, wanted in await self._session.execute(statement):
            found.setdefault(form_id, {})[step_id] = (answered, wanted)
        return found

    async def _pairs(self, statement: Any) -> Sequence[tuple[int, str]]:
        return [
            (row[0], row[1]) for row in await self._session.execute(statement.order_by(*statement.selected_columns))
        ]


def _is_other() -> ColumnElement[bool]:
    return or_(TemplateDefinition.template_key != Trail.template_key, TemplateDefinition.cycle != Trail.cycle)
