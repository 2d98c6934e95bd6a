"""Every query about the life of versions."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.answers.models import Form
from tr4ction_ingestion.trails.models import TrailStep


class LifecycleRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def was_published(self, template_id: int) -> bool:
        statement = select(TrailStep.step_id).where(TrailStep.template_id == template_id).limit(1)
        return await self._session.scalar(statement) is not None

    async def num_forms(self, template_id: int) -> int:
        """How many organizations fill in that version."""
        statement = select(func.count()).select_from(Form).where(Form.template_id == template_id)
        return await self._session.scalar(statement) or 0
