"""Every query about organizations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from tr4ction_common.searching import like_pattern
from tr4ction_gateway.cycles.models import Cycle
from tr4ction_gateway.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which organizations: all that are None do not matter."""

    cycle: str | None = None
    words: str | None = None


async def find(session: AsyncSession, organization_id: int) -> Organization | None:
    return await session.get(Organization, organization_id)


async def lock(session: AsyncSession, organization_id: int) -> Organization | None:
    """The organization with its cycles, nobody else's to change until the transaction is over."""
    return await session.scalar(
        select(Organization)
        .where(Organization.id == organization_id)
        .options(selectinload(Organization.cycles))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def page(session: AsyncSession, wanted: Wanted, limit: int, offset: int) -> tuple[Sequence[Organization], int]:
    """One page of the organizations with their cycles, by name, and how many there are in all."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.cycle is not None:
        conditions.append(Organization.cycles.any(Cycle.name == wanted.cycle))
    if wanted.words is not None:
        conditions.append(Organization.search_text.like(like_pattern(wanted.words), escape="\\"))
    total = await session.scalar(select(func.count()).select_from(Organization).where(*conditions))
    rows = await session.scalars(
        select(Organization)
        .where(*conditions)
        .options(selectinload(Organization.cycles))
        .order_by(Organization.search_text, Organization.id)
        .limit(limit)
        .offset(offset)
    )
    return rows.all(), total or 0
