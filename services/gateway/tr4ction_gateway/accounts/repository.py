"""Every query about accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from tr4ction_common.searching import like_pattern
from tr4ction_gateway.accounts.models import Role, User
from tr4ction_gateway.cycles.models import Cycle
from tr4ction_gateway.organizations.models import participations

UserState = Literal["active", "disabled"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts: all that are None do not matter. `words` are looked for in names and address."""

    role: Role | None = None
    state: UserState | None = None
    organization_id: int | None = None
    cycle: str | None = None
    words: str | None = None


async def find_by_identifier(session: AsyncSession, identifier: str) -> User | None:
    """The user, disabled or not, whose user name or e-mail address is `identifier` in canonical form."""
    return await session.scalar(
        select(User)
        .where(or_(User.username == identifier, User.email == identifier))
        .options(joinedload(User.organization))
    )


async def find(session: AsyncSession, user_id: int) -> User | None:
    """The user with their start-up."""
    return await session.scalar(select(User).where(User.id == user_id).options(joinedload(User.organization)))


async def lock(session: AsyncSession, user_id: int) -> User | None:
    """The same, as it is now, and nobody else's to change until the transaction is over."""
    return await session.scalar(
        select(User)
        .where(User.id == user_id)
        .options(joinedload(User.organization))
        .with_for_update(of=User)
        .execution_options(populate_existing=True)
    )


async def lock_by_email(session: AsyncSession, email: str) -> User | None:
    return await session.scalar(
        select(User)
        .where(User.email == email)
        .options(joinedload(User.organization))
        .with_for_update(of=User)
        .execution_options(populate_existing=True)
    )


async def lock_members(session: AsyncSession, organization_id: int) -> Sequence[User]:
    """Everybody of a start-up, nobody else's to change until the transaction is over."""
    rows = await session.scalars(
        select(User).where(User.organization_id == organization_id).order_by(User.id).with_for_update()
    )
    return rows.all()


async def lock_active_admins(session: AsyncSession) -> Sequence[User]:
    """The admins that are not disabled: of two who each disable the other, the second sees what the first did."""
    rows = await session.scalars(
        select(User).where(User.role == "admin", User.disabled_at.is_(None)).order_by(User.id).with_for_update()
    )
    return rows.all()


async def page(session: AsyncSession, wanted: Wanted, limit: int, offset: int) -> tuple[Sequence[User], int]:
    """One page of the accounts, by name, and how many there are in all."""
    conditions = _conditions(wanted)
    total = await session.scalar(select(func.count()).select_from(User).where(*conditions))
    rows = await session.scalars(
        select(User)
        .where(*conditions)
        .options(joinedload(User.organization))
        .order_by(User.search_text, User.id)
        .limit(limit)
        .offset(offset)
    )
    return rows.all(), total or 0


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.role is not None:
        conditions.append(User.role == wanted.role)
    if wanted.state is not None:
        conditions.append(User.disabled_at.is_(None) if wanted.state == "active" else User.disabled_at.is_not(None))
    if wanted.organization_id is not None:
        conditions.append(User.organization_id == wanted.organization_id)
    if wanted.cycle is not None:
        taking_part = select(participations.c.organization_id).join(Cycle).where(Cycle.name == wanted.cycle)
        conditions.append(User.organization_id.in_(taking_part))
    if wanted.words is not None:
        conditions.append(User.search_text.like(like_pattern(wanted.words), escape="\\"))
    return conditions


async def first_admin(session: AsyncSession) -> User | None:
    """The oldest admin, disabled or not."""
    return await session.scalar(select(User).where(User.role == "admin").order_by(User.id).limit(1))


async def first_active_admin(session: AsyncSession) -> User | None:
    statement = select(User).where(User.role == "admin", User.disabled_at.is_(None)).order_by(User.id).limit(1)
    return await session.scalar(statement)


async def all_ids(session: AsyncSession) -> Sequence[int]:
    return (await session.scalars(select(User.id).order_by(User.id))).all()


async def add(session: AsyncSession, user: User) -> None:
    """Raises IntegrityError where somebody else has the user name or e-mail address."""
    session.add(user)
    await session.flush()
