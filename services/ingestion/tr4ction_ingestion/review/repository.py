"""Every query about corrections."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.review.models import Correction
from tr4ction_ingestion.templates.models import FillableField, TemplateDefinition


class ReviewRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def template(self, template_id: int, *, lock: bool = False) -> TemplateDefinition | None:
        """With `lock` nobody else changes it until the end of the transaction."""
        statement = select(TemplateDefinition).where(TemplateDefinition.id == template_id)
        return await self._session.scalar(statement.with_for_update() if lock else statement)

    async def detected(self, template_id: int) -> Sequence[FillableField]:
        statement = (
            select(FillableField).where(FillableField.template_id == template_id).order_by(FillableField.order_index)
        )
        return (await self._session.scalars(statement)).all()

    async def corrections(self, template_id: int) -> Sequence[Correction]:
        """Oldest first, undone ones too."""
        statement = select(Correction).where(Correction.template_id == template_id).order_by(Correction.id)
        return (await self._session.scalars(statement)).all()

    async def correction(self, template_id: int, correction_id: int) -> Correction | None:
        statement = select(Correction).where(Correction.template_id == template_id, Correction.id == correction_id)
        return await self._session.scalar(statement)

    async def add(self, correction: Correction) -> None:
        self._session.add(correction)
        await self._session.flush()
