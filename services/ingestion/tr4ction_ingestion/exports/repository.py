"""Every query about what is exported."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.answers.models import Form
from tr4ction_ingestion.members.models import Member
from tr4ction_ingestion.trails.models import Trail


class ExportRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def organization_name(self, organization_id: int) -> str:
        found = await self._session.scalar(
            select(Member.organization_name)
            .where(Member.organization_id == organization_id, Member.organization_name.is_not(None))
            .order_by(Member.user_id)
            .limit(1)
        )
        return found or str(organization_id)

    async def forms(self, trail: Trail) -> Sequence[Form]:
        """Of all organizations that have answered, in the order of their ids."""
        statement = select(Form).where(Form.trail_id == trail.id).order_by(Form.organization_id)
        return (await self._session.scalars(statement)).all()

    async def end_reading(self) -> None:
        """Lets go of the connection before something that takes long. What was read stays as it is."""
        self._session.expunge_all()
        await self._session.rollback()
