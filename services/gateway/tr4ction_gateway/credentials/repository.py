"""Every query about password resets."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_gateway.credentials.models import PasswordReset


async def find_reset(session: AsyncSession, token_hash: str) -> PasswordReset | None:
    return await session.scalar(select(PasswordReset).where(PasswordReset.token_hash == token_hash))


async def take_reset(session: AsyncSession, token_hash: str) -> PasswordReset | None:
    """The reset, which is gone with that: of two who come at once, one gets it."""
    statement = delete(PasswordReset).where(PasswordReset.token_hash == token_hash).returning(PasswordReset)
    return await session.scalar(statement)


async def forget_reset(session: AsyncSession, user_id: int) -> None:
    await session.execute(delete(PasswordReset).where(PasswordReset.user_id == user_id))


async def put_reset(session: AsyncSession, reset: PasswordReset) -> None:
    """Stores a reset instead of the one that the person may have. Their account must be locked."""
    await forget_reset(session, reset.user_id)
    session.add(reset)
    await session.flush()
