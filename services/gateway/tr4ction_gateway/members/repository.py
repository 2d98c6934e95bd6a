"""Every query about the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.members.models import MemberPush
from tr4ction_gateway.organizations.models import Organization


async def put(session: AsyncSession, user_id: int, revision: int, now: datetime) -> None:
    """Has that revision of a person pushed, instead of any before. Their account must be locked."""
    push = await session.get(MemberPush, user_id, populate_existing=True)
    if push is None:
        session.add(MemberPush(user_id=user_id, revision=revision, attempts=0, due_at=now))
    else:
        push.revision, push.attempts, push.due_at = revision, 0, now
    await session.flush()


async def claim(session: AsyncSession, now: datetime, until: datetime, limit: int) -> Sequence[MemberPush]:
    """Pushes that are due, the longest waiting first; nobody else claims them before `until`."""
    due = (
        select(MemberPush.user_id)
        .where(MemberPush.due_at <= now)
        .order_by(MemberPush.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = (await session.scalars(due)).all()
    statement = update(MemberPush).where(MemberPush.user_id.in_(ids)).values(due_at=until).returning(MemberPush)
    return (await session.scalars(statement)).all() if ids else []


async def person(session: AsyncSession, user_id: int) -> User | None:
    """The person with their organization and its cycles."""
    return await session.scalar(
        select(User)
        .where(User.id == user_id)
        .options(joinedload(User.organization).options(selectinload(Organization.cycles)))
    )


async def forget(session: AsyncSession, user_id: int, revision: int) -> None:
    """What has arrived is pushed no more, unless there was another change meanwhile."""
    await session.execute(delete(MemberPush).where(MemberPush.user_id == user_id, MemberPush.revision == revision))


async def postpone(session: AsyncSession, user_id: int, revision: int, due_at: datetime) -> None:
    await session.execute(
        update(MemberPush)
        .where(MemberPush.user_id == user_id, MemberPush.revision == revision)
        .values(attempts=MemberPush.attempts + 1, due_at=due_at)
    )


async def count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(MemberPush)) or 0


async def is_any_due(session: AsyncSession, now: datetime) -> bool:
    return await session.scalar(select(MemberPush.user_id).where(MemberPush.due_at <= now).limit(1)) is not None
