"""Every query about log-ins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.sessions.models import LoginSession, RefreshToken


async def find_principal(session: AsyncSession, user_id: int, session_id: int) -> tuple[User, LoginSession] | None:
    """The user, unless disabled, with their start-up, and their session while it goes on."""
    statement = (
        select(User, LoginSession)
        .join(LoginSession, LoginSession.user_id == User.id)
        .where(User.id == user_id, User.disabled_at.is_(None))
        .where(LoginSession.id == session_id, LoginSession.ended_at.is_(None))
        .options(joinedload(User.organization))
    )
    row = (await session.execute(statement)).one_or_none()
    return (row[0], row[1]) if row else None


async def find_refresh_token(session: AsyncSession, token_hash: str) -> tuple[RefreshToken, LoginSession] | None:
    """The token and its session, both locked: of two who use one token at once, the second sees it used."""
    statement = (
        select(RefreshToken, LoginSession)
        .join(LoginSession, LoginSession.id == RefreshToken.session_id)
        .where(RefreshToken.token_hash == token_hash)
        .with_for_update()
    )
    row = (await session.execute(statement)).one_or_none()
    return (row[0], row[1]) if row else None


async def is_unused(session: AsyncSession, session_id: int, token_hash: str) -> bool:
    """Whether the session has that token and nobody has used it."""
    statement = select(RefreshToken.id).where(
        RefreshToken.session_id == session_id,
        RefreshToken.token_hash == token_hash,
        RefreshToken.used_at.is_(None),
    )
    return await session.scalar(statement) is not None


async def active_sessions(session: AsyncSession, user_id: int, now: datetime) -> Sequence[LoginSession]:
    """The user's sessions that go on, the last used first."""
    statement = (
        select(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.expires_at > now)
        .order_by(LoginSession.last_used_at.desc(), LoginSession.id.desc())
    )
    return (await session.scalars(statement)).all()


async def add_session(session: AsyncSession, login_session: LoginSession) -> None:
    """Stores a new session; its `id` is known afterwards."""
    session.add(login_session)
    await session.flush()


async def add_refresh_token(session: AsyncSession, token: RefreshToken) -> None:
    session.add(token)
    await session.flush()


async def end_session(session: AsyncSession, user_id: int, session_id: int, now: datetime) -> bool:
    """Ends that session of that user. Returns whether it went on until now."""
    statement = (
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.user_id == user_id)
        .where(LoginSession.ended_at.is_(None), LoginSession.expires_at > now)
        .values(ended_at=now)
        .returning(LoginSession.id)
    )
    return await session.scalar(statement) is not None


async def end_all_sessions(session: AsyncSession, user_id: int, now: datetime, but: int | None = None) -> int:
    """Ends the user's sessions, all or all `but` one. Returns how many went on until now."""
    statement = (
        update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.expires_at > now)
        .values(ended_at=now)
        .returning(LoginSession.id)
    )
    if but is not None:
        statement = statement.where(LoginSession.id != but)
    return len((await session.scalars(statement)).all())


async def forget_expired_sessions(session: AsyncSession, user_id: int, now: datetime) -> None:
    """Deletes the user's sessions that are over by time, with their tokens."""
    await session.execute(delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.expires_at < now))


async def forget_expired_tokens(session: AsyncSession, session_id: int, now: datetime) -> None:
    """Deletes the session's tokens that are over by time."""
    await session.execute(
        delete(RefreshToken).where(RefreshToken.session_id == session_id, RefreshToken.expires_at < now)
    )
