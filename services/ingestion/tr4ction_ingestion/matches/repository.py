"""Every query about which field is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.review.models import Correction
from tr4ction_ingestion.templates.models import FillableField


class MatchRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def field(self, template_id: int, field_id: str) -> FillableField | None:
        return await self._session.scalar(
            select(FillableField).where(FillableField.template_id == template_id, FillableField.field_id == field_id)
        )

    async def corrections_of(self, template_id: int, field_id: str) -> Sequence[Correction]:
        """Those of a field that are not undone, oldest first."""
        statement = (
            select(Correction)
            .where(
                Correction.template_id == template_id, Correction.field_id == field_id, Correction.undone_at.is_(None)
            )
            .order_by(Correction.id)
        )
        return (await self._session.scalars(statement)).all()

    async def rename(self, template_id: int, field_id: str, new_id: str) -> None:
        """Gives a field another id, with all that was said about it."""
        for table in (FillableField, Correction):
            await self._session.execute(
                update(table)
                .where(table.template_id == template_id, table.field_id == field_id)
                .values(field_id=new_id)
            )

    async def add_corrections(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._session.execute(insert(Correction), list(rows))

    async def undo_carried(self, template_id: int, field_id: str, user_id: str, now: datetime) -> None:
        """Undoes what was repeated of the version before about a field."""
        await self._session.execute(
            update(Correction)
            .where(
                Correction.template_id == template_id,
                Correction.field_id == field_id,
                Correction.carried_from.is_not(None),
                Correction.undone_at.is_(None),
            )
            .values(undone_at=now, undone_by=user_id)
        )
