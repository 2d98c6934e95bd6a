"""Every query about trails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.members.models import Member, MemberCycle
from tr4ction_ingestion.templates.models import ARCHIVED, TemplateDefinition
from tr4ction_ingestion.trails.models import Step, Trail, TrailField, TrailStep
from tr4ction_ingestion.trails.publishing import Published


class TrailRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_founder(self, user_id: int, organization_id: int) -> Sequence[Trail]:
        """The published trails of the cycles in which the founder takes part, by name."""
        statement = (
            self._founders(user_id, organization_id)
            .where(TemplateDefinition.status != ARCHIVED)
            .order_by(Trail.cycle, Trail.name, Trail.id)
        )
        return (await self._session.scalars(statement)).all()

    async def find_for_founder(self, template_key: str, user_id: int, organization_id: int) -> tuple[Trail, str] | None:
        """The trail of that key with the status of its version; where several cycles of the founder have one, the
        newest that is not archived."""
        statement = (
            self._founders(user_id, organization_id)
            .where(Trail.template_key == template_key)
            .order_by(TemplateDefinition.status == ARCHIVED, Trail.id.desc())
            .limit(1)
        )
        found = (await self._session.execute(statement)).first()
        return None if found is None else (found[0], found[1])

    @staticmethod
    def _founders(user_id: int, organization_id: int) -> Select[Trail, str]:
        """Who may see a trail is part of the query: there is no other way to one."""
        return (
            select(Trail, TemplateDefinition.status)
            .join(TemplateDefinition, TemplateDefinition.id == Trail.template_id)
            .join(MemberCycle, MemberCycle.cycle == Trail.cycle)
            .join(Member, Member.user_id == MemberCycle.user_id)
            .where(
                Member.user_id == user_id,
                Member.organization_id == organization_id,
                Member.is_active,
            )
        )

    async def page(self, cycle: str | None, limit: int, offset: int) -> tuple[Sequence[Trail], int]:
        """Trails for admins, newest first, and how many there are in all."""
        where = [] if cycle is None else [Trail.cycle == cycle]
        total = await self._session.scalar(select(func.count()).select_from(Trail).where(*where))
        rows = await self._session.scalars(
            select(Trail).where(*where).order_by(Trail.id.desc()).limit(limit).offset(offset)
        )
        return rows.all(), total or 0

    async def find(self, template_key: str, cycle: str) -> Trail | None:
        statement = select(Trail).where(Trail.template_key == template_key, Trail.cycle == cycle)
        return await self._session.scalar(statement)

    async def add(self, trail: Trail) -> None:
        self._session.add(trail)
        await self._session.flush()

    async def template(self, template_id: int) -> TemplateDefinition | None:
        return await self._session.get(TemplateDefinition, template_id)

    async def replace(self, template_id: int, published: Published) -> None:
        """Makes these the steps and fields of the template."""
        for table in (TrailStep, TrailField):
            await self._session.execute(delete(table).where(table.template_id == template_id))
        self._session.add_all([*published.steps, *published.fields])
        await self._session.flush()

    async def steps(self, template_ids: Iterable[int]) -> Sequence[Step]:
        """The steps of the templates, each template's in order."""
        statement = (
            select(*(getattr(TrailStep, name) for name in Step._fields))
            .where(TrailStep.template_id.in_(list(template_ids)))
            .order_by(TrailStep.template_id, TrailStep.position)
        )
        return [Step._make(row) for row in await self._session.execute(statement)]

    async def fields(
        self, template_id: int, step_id: str | None = None, field_ids: Iterable[str] | None = None
    ) -> Sequence[TrailField]:
        """Of all steps, or of one, all or those of `field_ids`, in reading order."""
        statement = select(TrailField).where(TrailField.template_id == template_id)
        if step_id is not None:
            statement = statement.where(TrailField.step_id == step_id)
        if field_ids is not None:
            statement = statement.where(TrailField.field_id.in_(list(field_ids)))
        return (await self._session.scalars(statement.order_by(TrailField.position))).all()
