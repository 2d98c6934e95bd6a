"""The rules of passwords: chosen, changed, reset."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.languages import Text
from tr4ction_common.problems import FieldError, Problem
from tr4ction_gateway.accounts import repository as accounts
from tr4ction_gateway.accounts.errors import USER_NOT_FOUND
from tr4ction_gateway.audit.trail import AuditTrail, Source
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.credentials import repository
from tr4ction_gateway.credentials.errors import PASSWORD_REFUSED, RESET_LINK_INVALID, USER_DISABLED, WRONG_PASSWORD
from tr4ction_gateway.credentials.hashing import PasswordHasher
from tr4ction_gateway.credentials.models import PasswordReset
from tr4ction_gateway.credentials.policy import password_fault
from tr4ction_gateway.one_time_tokens import fingerprint, link, make_token
from tr4ction_gateway.sessions import repository as sessions
from tr4ction_gateway.sessions.service import Principal

RESET_PAGE = "reset-password"

_SAME_AS_BEFORE = Text("Deve ser outra que a atual.", "Must be another than the current one.")


@dataclass(frozen=True, slots=True)
class IssuedReset:
    """What an admin hands on."""

    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    """`web_address` is that of the screens, where links lead to."""

    passwords: PasswordHasher
    trail: AuditTrail
    web_address: str
    reset_lifetime: timedelta

    async def new_hash(self, password: str, about: Sequence[str], pointer: str) -> str:
        """The hash of a password that somebody known by `about` has chosen. Raises Problem with the reason."""
        fault = await asyncio.to_thread(password_fault, password, about)
        if fault is not None:
            raise Problem(PASSWORD_REFUSED, errors=[FieldError(fault, pointer=pointer)])
        return await self.passwords.hash(password)

    async def change(self, session: AsyncSession, source: Source, principal: Principal, current: str, new: str) -> None:
        """A new password of one's own; all other sessions end. Raises Problem."""
        user = principal.user
        if not await self.passwords.verify(current, user.password_hash):
            raise Problem(WRONG_PASSWORD)
        if current == new:
            raise Problem(PASSWORD_REFUSED, errors=[FieldError(_SAME_AS_BEFORE, pointer="/new_password")])
        hashed = await self.new_hash(new, user.known_as, "/new_password")
        now = datetime.now(UTC)
        locked = await accounts.lock(session, user.id)
        if locked is None or locked.password_hash != user.password_hash:
            raise Problem(WRONG_PASSWORD)  # somebody else was quicker, and it is no more
        locked.password_hash, locked.must_change_password = hashed, False
        await repository.forget_reset(session, user.id)
        await sessions.end_all_sessions(session, user.id, now, but=principal.session_id)
        await self.trail.add(
            session, source, actor=user_ref(user.id), action="password_changed", subject=user_ref(user.id)
        )

    async def issue_reset(
        self, session: AsyncSession, source: Source, admin_id: int, user_id: int | None
    ) -> IssuedReset:
        """A link by which that person may choose a new password, instead of any before. Raises Problem."""
        user = None if user_id is None else await accounts.lock(session, user_id)
        if user is None:
            raise Problem(USER_NOT_FOUND)
        if user.disabled_at is not None:
            raise Problem(USER_DISABLED)
        token, now = make_token(), datetime.now(UTC)
        reset = PasswordReset(
            user_id=user.id,
            token_hash=fingerprint(token),
            created_at=now,
            expires_at=now + self.reset_lifetime,
        )
        await repository.put_reset(session, reset)
        await self.trail.add(
            session,
            source,
            actor=user_ref(admin_id),
            action="password_reset_issued",
            subject=user_ref(user.id),
        )
        return IssuedReset(link(self.web_address, RESET_PAGE, token), reset.expires_at)

    async def reset(
        self, reading: AsyncSession, writing: AsyncSession, source: Source, token: str, password: str
    ) -> None:
        """A new password for whoever has the link; all their sessions end. Raises Problem."""
        token_hash = fingerprint(token)
        found = await repository.find_reset(reading, token_hash)
        user = found and await accounts.find(reading, found.user_id)
        await reading.close()
        if not found or not user or user.disabled_at is not None or found.expires_at <= datetime.now(UTC):
            raise Problem(RESET_LINK_INVALID)
        hashed = await self.new_hash(password, user.known_as, "/password")
        now = datetime.now(UTC)
        locked = await accounts.lock(writing, user.id)
        taken = await repository.take_reset(writing, token_hash)
        if locked is None or locked.disabled_at is not None or taken is None:
            raise Problem(RESET_LINK_INVALID)
        locked.password_hash, locked.must_change_password = hashed, False
        await sessions.end_all_sessions(writing, locked.id, now)
        await self.trail.add(
            writing, source, actor=user_ref(locked.id), action="password_reset", subject=user_ref(locked.id)
        )
