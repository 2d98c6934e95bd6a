"""Every query about accounts."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from tr4ction_gateway.accounts.models import User


async def find_by_identifier(session: AsyncSession, identifier: str) -> User | None:
    """The user, disabled or not, whose user name or e-mail address is `identifier` in canonical form."""
    statement = (
        select(User)
        .where(or_(User.username == identifier, User.email == identifier))
        .options(joinedload(User.organization))
    )
    return await session.scalar(statement)


async def first_admin(session: AsyncSession) -> User | None:
    """The oldest admin, disabled or not."""
    return await session.scalar(select(User).where(User.role == "admin").order_by(User.id).limit(1))


async def first_active_admin(session: AsyncSession) -> User | None:
    statement = select(User).where(User.role == "admin", User.disabled_at.is_(None)).order_by(User.id).limit(1)
    return await session.scalar(statement)


async def add(session: AsyncSession, user: User) -> None:
    """Raises IntegrityError where somebody else has the user name or e-mail address."""
    session.add(user)
    await session.flush()
