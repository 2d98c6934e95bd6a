"""Every query about answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.answers.models import Answer, AnswerVersion, Form, FormStep, KeptStep
from tr4ction_ingestion.trails.models import TrailField


class StepAnswer(NamedTuple):
    """An answer with whether its question must be answered."""

    field_id: str
    value: Any
    required: bool


class AnswerRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def form(self, trail_id: int, organization_id: int) -> Form | None:
        statement = select(Form).where(Form.trail_id == trail_id, Form.organization_id == organization_id)
        return await self._session.scalar(statement)

    async def forms(self, trail_ids: Iterable[int], organization_id: int) -> Sequence[Form]:
        statement = select(Form).where(Form.trail_id.in_(list(trail_ids)), Form.organization_id == organization_id)
        return (await self._session.scalars(statement)).all()

    async def form_for_saving(self, values: Mapping[str, Any]) -> Form:
        """The form of a trail and an organization, made of `values` if it is not there, and locked until the end."""
        statement = (
            select(Form)
            .where(Form.trail_id == values["trail_id"], Form.organization_id == values["organization_id"])
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found = await self._session.scalar(statement)
        if found is not None:
            return found
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        # Two founders may begin a form at once: the second finds the first's.
        await self._session.execute(
            dialect.insert(Form).values(**values).on_conflict_do_nothing(index_elements=["trail_id", "organization_id"])
        )
        return (await self._session.scalars(statement)).one()

    async def lock_forms(self, trail_id: int) -> Sequence[Form]:
        """All forms of a trail as they are now, nobody else's to change until the end."""
        statement = (
            select(Form)
            .where(Form.trail_id == trail_id)
            .order_by(Form.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return (await self._session.scalars(statement)).all()

    async def form_steps(self, form_ids: Iterable[int]) -> list[KeptStep]:
        statement = select(*(getattr(FormStep, name) for name in KeptStep._fields)).where(
            FormStep.form_id.in_(list(form_ids))
        )
        return [KeptStep._make(row) for row in await self._session.execute(statement)]

    async def newest_revisions(self, form_id: int, field_ids: Sequence[str]) -> dict[str, int]:
        """When fields that have no answer now were last changed, by field id; without those that never had one."""
        if not field_ids:
            return {}
        statement = (
            select(AnswerVersion.field_id, func.max(AnswerVersion.revision))
            .where(AnswerVersion.form_id == form_id, AnswerVersion.field_id.in_(field_ids))
            .group_by(AnswerVersion.field_id)
        )
        return dict((await self._session.execute(statement)).all())

    async def step_answers(self, form_id: int, template_id: int, step_id: str) -> list[StepAnswer]:
        """What is answered of a step, in reading order."""
        statement = (
            select(Answer.field_id, Answer.value, TrailField.required)
            .join(TrailField, TrailField.field_id == Answer.field_id)
            .where(Answer.form_id == form_id, TrailField.template_id == template_id, TrailField.step_id == step_id)
            .order_by(TrailField.position)
        )
        return [StepAnswer._make(row) for row in await self._session.execute(statement)]

    async def answers(self, form_id: int, field_ids: Iterable[str]) -> dict[str, Answer]:
        statement = select(Answer).where(Answer.form_id == form_id, Answer.field_id.in_(list(field_ids)))
        return {answer.field_id: answer for answer in await self._session.scalars(statement)}

    async def all_answers(self, form_id: int) -> Sequence[Answer]:
        """Also those whose field the form's version does not have."""
        statement = select(Answer).where(Answer.form_id == form_id).order_by(Answer.field_id)
        return (await self._session.scalars(statement)).all()

    async def save(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Makes `rows` (mappings of the columns) the answers of their fields."""
        if not rows:
            return
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        statement = dialect.insert(Answer)
        changed = {name: statement.excluded[name] for name in ("value", "revision", "saved_by", "saved_at")}
        await self._session.execute(
            statement.on_conflict_do_update(index_elements=["form_id", "field_id"], set_=changed), list(rows)
        )

    async def remove(self, form_id: int, field_ids: Sequence[str]) -> None:
        if field_ids:
            await self._session.execute(
                delete(Answer).where(Answer.form_id == form_id, Answer.field_id.in_(list(field_ids)))
            )

    async def record(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Adds to the history."""
        if rows:
            await self._session.execute(insert(AnswerVersion), list(rows))

    async def history(
        self, form_id: int, field_id: str, limit: int, offset: int
    ) -> tuple[Sequence[AnswerVersion], int]:
        """Newest first, and how many there are in all."""
        where = (AnswerVersion.form_id == form_id, AnswerVersion.field_id == field_id)
        total = await self._session.scalar(select(func.count()).select_from(AnswerVersion).where(*where))
        rows = await self._session.scalars(
            select(AnswerVersion).where(*where).order_by(AnswerVersion.id.desc()).limit(limit).offset(offset)
        )
        return rows.all(), total or 0

    async def version(self, form_id: int, field_id: str, version_id: int) -> AnswerVersion | None:
        statement = select(AnswerVersion).where(
            AnswerVersion.id == version_id, AnswerVersion.form_id == form_id, AnswerVersion.field_id == field_id
        )
        return await self._session.scalar(statement)

    async def store(self) -> None:
        """Has the database know what was changed about forms, for queries that come after."""
        await self._session.flush()

    async def count_forms(
        self, form_ids: Sequence[int], template_id: int, only_required: Mapping[str, bool]
    ) -> dict[int, dict[str, int]]:
        """How many of the fields that progress is measured by are answered, by form and step; none where there is none.

        `only_required`: for each step to count, whether only its required fields are looked at.
        """
        statement = (
            select(Answer.form_id, TrailField.step_id, TrailField.required, func.count())
            .join(TrailField, TrailField.field_id == Answer.field_id)
            .where(
                TrailField.template_id == template_id,
                TrailField.step_id.in_(list(only_required)),
                Answer.form_id.in_(form_ids),
            )
            .group_by(Answer.form_id, TrailField.step_id, TrailField.required)
        )
        counts: dict[int, dict[str, int]] = {}
        for form_id, step_id, required, count in await self._session.execute(statement):
            if required or not only_required[step_id]:
                of_form = counts.setdefault(form_id, {})
                of_form[step_id] = of_form.get(step_id, 0) + count
        return counts

    async def save_steps(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Stores how far steps are; whether an admin unlocked them stays as it is."""
        if not rows:
            return
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        statement = dialect.insert(FormStep)
        changed = {name: statement.excluded[name] for name in ("answered", "wanted")}
        await self._session.execute(
            statement.on_conflict_do_update(index_elements=["form_id", "step_id"], set_=changed), list(rows)
        )

    async def fields_of_template(self, template_id: int, field_ids: Iterable[str]) -> dict[str, TrailField]:
        statement = select(TrailField).where(
            TrailField.template_id == template_id, TrailField.field_id.in_(list(field_ids))
        )
        return {item.field_id: item for item in await self._session.scalars(statement)}
