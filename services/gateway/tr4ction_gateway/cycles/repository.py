"""Every query about cycles."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_gateway.cycles.models import Cycle


async def page(session: AsyncSession, limit: int, offset: int) -> tuple[Sequence[Cycle], int]:
    """One page of the cycles, newest first, and how many there are in all."""
    total = await session.scalar(select(func.count()).select_from(Cycle))
    rows = await session.scalars(select(Cycle).order_by(Cycle.id.desc()).limit(limit).offset(offset))
    return rows.all(), total or 0


async def named(session: AsyncSession, names: Sequence[str]) -> Sequence[Cycle]:
    """Those of `names` that there are."""
    return (await session.scalars(select(Cycle).where(Cycle.name.in_(names)).order_by(Cycle.name))).all()


async def add(session: AsyncSession, cycle: Cycle) -> None:
    """Raises IntegrityError where there is one of that name."""
    session.add(cycle)
    await session.flush()
