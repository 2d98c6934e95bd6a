"""The rules of logging in: sessions are families of refresh tokens, of which each is good for one use."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.errors import TOKEN_EXPIRED, TOKEN_INVALID
from tr4ction_common.problems import Problem
from tr4ction_common.tokens import CLOCK_SKEW, TokenError, TokenExpiredError
from tr4ction_gateway.accounts import repository as accounts
from tr4ction_gateway.accounts.errors import NoAdminError
from tr4ction_gateway.accounts.identity import canonical
from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.accounts.passwords import PasswordHasher
from tr4ction_gateway.sessions import repository
from tr4ction_gateway.sessions.access_tokens import AccessTokens
from tr4ction_gateway.sessions.errors import ACCOUNT_DISABLED, INVALID_CREDENTIALS
from tr4ction_gateway.sessions.models import LoginSession, RefreshToken

_REFRESH_TOKEN_BYTES = 32

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking, and in which session."""

    user: User
    session_id: int


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """What a person who has proved who they are gets."""

    user: User
    access_token: str
    expires_in: int
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Sessions:
    """What sessions need to know. `refresh_lifetime` runs anew from each use."""

    passwords: PasswordHasher
    access_tokens: AccessTokens
    refresh_lifetime: timedelta

    async def check_password(self, session: AsyncSession, identifier: str, password: str) -> User:
        """The user of that name and password. Raises Problem, after the same time whatever is wrong."""
        user = await accounts.find_by_identifier(session, canonical(identifier))
        # The connection goes back now: a hash takes a quarter of a second, and there are few connections.
        await session.close()
        if not await self.passwords.verify(password, user.password_hash if user else None) or user is None:
            raise Problem(INVALID_CREDENTIALS)
        if user.disabled_at is not None:
            raise Problem(ACCOUNT_DISABLED)
        return user

    async def open(self, session: AsyncSession, user: User) -> IssuedTokens:
        """A new session of `user`, who has proved who they are."""
        now = datetime.now(UTC)
        await repository.forget_expired_sessions(session, user.id, now)
        login_session = LoginSession(user_id=user.id, created_at=now, expires_at=now + self.refresh_lifetime)
        await repository.add_session(session, login_session)
        return await self._issue(session, user, login_session, now)

    async def refresh(self, session: AsyncSession, token: str) -> IssuedTokens | Problem:
        """New tokens for a refresh token, which is spent by that.

        A token that comes a second time was copied, by whom cannot be known: its session ends. Therefore a refusal is
        returned, not raised: raised, it would undo that end.
        """
        now = datetime.now(UTC)
        found = await repository.find_refresh_token(session, _hash(token))
        if found is None:
            return Problem(TOKEN_INVALID)
        presented, login_session = found
        if presented.used_at is not None:
            _log.warning("refresh token used again: session %s ends", login_session.id)
            await repository.end_session(session, login_session.id, now)
            return Problem(TOKEN_INVALID)
        if presented.expires_at <= now:
            return Problem(TOKEN_EXPIRED)
        user = await repository.find_user(session, login_session.user_id, login_session.id)
        if user is None:
            return Problem(TOKEN_INVALID)
        presented.used_at = now
        login_session.expires_at = now + self.refresh_lifetime
        await repository.forget_expired_tokens(session, login_session.id, now)
        return await self._issue(session, user, login_session, now)

    async def _issue(
        self, session: AsyncSession, user: User, login_session: LoginSession, now: datetime
    ) -> IssuedTokens:
        refresh_token = secrets.token_urlsafe(_REFRESH_TOKEN_BYTES)
        row = RefreshToken(
            session_id=login_session.id,
            token_hash=_hash(refresh_token),
            created_at=now,
            expires_at=login_session.expires_at,
        )
        await repository.add_refresh_token(session, row)
        access_token = self.access_tokens.sign(user.id, user.role, login_session.id)
        expires_in = int(self.access_tokens.lifetime.total_seconds())
        return IssuedTokens(user, access_token, expires_in, refresh_token)

    async def end(self, session: AsyncSession, refresh_token: str) -> None:
        """Ends the session a refresh token belongs to. Who has no session is logged out already."""
        found = await repository.find_refresh_token(session, _hash(refresh_token))
        if found is not None:
            await repository.end_session(session, found[1].id, datetime.now(UTC))

    async def end_own(self, session: AsyncSession, principal: Principal) -> None:
        """Ends the session `principal` asks in."""
        await repository.end_session(session, principal.session_id, datetime.now(UTC))

    async def authenticate(self, session: AsyncSession, access_token: str) -> Principal:
        """Who sent the token, as the database knows them now. Raises Problem."""
        try:
            claims = self.access_tokens.verify(access_token)
        except TokenExpiredError:
            raise Problem(TOKEN_EXPIRED) from None
        except TokenError:
            raise Problem(TOKEN_INVALID) from None
        user = await repository.find_user(session, claims.user_id, claims.session_id)
        if user is None:
            raise Problem(TOKEN_INVALID)
        return Principal(user, claims.session_id)

    async def operator_token(self, session: AsyncSession) -> str:
        """An access token of the first active admin, in a session that cannot be prolonged. Raises NoAdminError."""
        user = await accounts.first_active_admin(session)
        if user is None:
            raise NoAdminError
        now = datetime.now(UTC)
        await repository.forget_expired_sessions(session, user.id, now)
        login_session = LoginSession(
            user_id=user.id, created_at=now, expires_at=now + self.access_tokens.lifetime + CLOCK_SKEW
        )
        await repository.add_session(session, login_session)
        return self.access_tokens.sign(user.id, user.role, login_session.id)


def _hash(refresh_token: str) -> str:
    # A random token of 256 bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(refresh_token.encode()).hexdigest()
