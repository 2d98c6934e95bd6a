"""The rules of logging in: sessions are families of refresh tokens, of which each is good for one use."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.errors import NOT_FOUND, TOKEN_EXPIRED, TOKEN_INVALID
from tr4ction_common.problems import Problem
from tr4ction_common.tokens import CLOCK_SKEW, TokenError, TokenExpiredError
from tr4ction_gateway.accounts import repository as accounts
from tr4ction_gateway.accounts.errors import NoAdminError
from tr4ction_gateway.accounts.identity import canonical
from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.audit.refusals import RefusedLogins
from tr4ction_gateway.audit.trail import ON_THE_MACHINE, OPERATOR, AuditTrail, Source
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.credentials.hashing import PasswordHasher
from tr4ction_gateway.one_time_tokens import fingerprint, make_token
from tr4ction_gateway.sessions import repository
from tr4ction_gateway.sessions.access_tokens import AccessTokens
from tr4ction_gateway.sessions.errors import ACCOUNT_DISABLED, INVALID_CREDENTIALS
from tr4ction_gateway.sessions.models import LoginSession, RefreshToken
from tr4ction_gateway.sessions.rotation import Rotation

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking, and in which session; `must_change_password` before anything else."""

    user: User
    session_id: int
    must_change_password: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody knows a user's password, which had this hash. `new_hash` has today's cost where that one has not."""

    user_id: int
    password_hash: str
    new_hash: str | None


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """What a person who has proved who they are gets."""

    user: User
    access_token: str
    expires_in: int
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Sessions:
    """What sessions need to know. `refresh_lifetime` runs anew from each use; `grace` is that of `rotation`."""

    passwords: PasswordHasher
    access_tokens: AccessTokens
    rotation: Rotation
    refresh_lifetime: timedelta
    grace: timedelta
    trail: AuditTrail
    refusals: RefusedLogins

    async def check_password(self, session: AsyncSession, source: Source, identifier: str, password: str) -> Proof:
        """That `identifier` has that password. Raises Problem, after the same time whatever is wrong."""
        user = await accounts.find_by_identifier(session, canonical(identifier))
        # The connection goes back now: a hash takes a quarter of a second, and there are few connections.
        await session.close()
        user_id = user.id if user else None
        if not await self.passwords.verify(password, user.password_hash if user else None) or user is None:
            await self.refusals.note(source, identifier, user_id, "password")
            raise Problem(INVALID_CREDENTIALS)
        if user.disabled_at is not None:
            await self.refusals.note(source, identifier, user_id, "disabled")
            raise Problem(ACCOUNT_DISABLED)
        outdated = self.passwords.is_outdated(user.password_hash)
        return Proof(user.id, user.password_hash, await self.passwords.hash(password) if outdated else None)

    async def log_in(self, session: AsyncSession, source: Source, proof: Proof) -> IssuedTokens:
        """A new session of who gave the proof. Raises Problem where the account has changed since."""
        user = await accounts.lock(session, proof.user_id)
        if user is None or user.disabled_at is not None or user.password_hash != proof.password_hash:
            raise Problem(INVALID_CREDENTIALS)
        if proof.new_hash is not None:
            user.password_hash = proof.new_hash
        return await self.open(session, source, user, "logged_in")

    async def open(self, session: AsyncSession, source: Source, user: User, action: str) -> IssuedTokens:
        """A new session of `user`, who has proved who they are. The trail says by which `action`."""
        now = datetime.now(UTC)
        login_session = await self._add_session(session, source, user, now, now + self.refresh_lifetime)
        issued = await self._issue(session, user, login_session, make_token(), now)
        subject = f"session:{login_session.id}"
        await self.trail.add(session, source, actor=user_ref(user.id), action=action, subject=subject)
        return issued

    async def _add_session(
        self, session: AsyncSession, source: Source, user: User, now: datetime, expires_at: datetime
    ) -> LoginSession:
        await repository.forget_expired_sessions(session, user.id, now)
        login_session = LoginSession(
            user_id=user.id,
            created_at=now,
            last_used_at=now,
            expires_at=expires_at,
            address=source.address,
            user_agent=source.user_agent,
            is_operators=source is ON_THE_MACHINE,
        )
        await repository.add_session(session, login_session)
        return login_session

    async def refresh(self, session: AsyncSession, source: Source, token: str) -> IssuedTokens | Problem:
        """New tokens for a refresh token, which is spent by that; see `rotation`.

        Re-use ends the session. Therefore a refusal is returned, not raised: raised, it would undo that end.
        """
        found = await repository.find_refresh_token(session, fingerprint(token))
        now = datetime.now(UTC)  # after who came first has let go of the token
        principal = found and await repository.find_principal(session, found[1].user_id, found[1].id)
        if not found or not principal:
            return Problem(TOKEN_INVALID)
        presented, login_session = found
        user = principal[0]
        successor = self.rotation.successor_of(token)
        if presented.used_at is not None:
            is_repeated = now - presented.used_at < self.grace
            if is_repeated and await repository.is_unused(session, login_session.id, fingerprint(successor)):
                return self._tokens(user, login_session, successor)
            await self._end_reused(session, source, user, login_session, now)
            return Problem(TOKEN_INVALID)
        if presented.expires_at <= now:
            return Problem(TOKEN_EXPIRED)
        presented.used_at = login_session.last_used_at = now
        login_session.expires_at = now + self.refresh_lifetime
        await repository.forget_expired_tokens(session, login_session.id, now)
        return await self._issue(session, user, login_session, successor, now)

    async def _end_reused(
        self, session: AsyncSession, source: Source, user: User, login_session: LoginSession, now: datetime
    ) -> None:
        _log.warning("refresh token used again: session %s ends", login_session.id)
        if await repository.end_session(session, user.id, login_session.id, now):
            subject = f"session:{login_session.id}"
            await self.trail.add(
                session, source, actor=user_ref(user.id), action="refresh_token_reused", subject=subject
            )

    async def _issue(
        self, session: AsyncSession, user: User, login_session: LoginSession, refresh_token: str, now: datetime
    ) -> IssuedTokens:
        row = RefreshToken(
            session_id=login_session.id,
            token_hash=fingerprint(refresh_token),
            created_at=now,
            expires_at=login_session.expires_at,
        )
        await repository.add_refresh_token(session, row)
        return self._tokens(user, login_session, refresh_token)

    def _tokens(self, user: User, login_session: LoginSession, refresh_token: str) -> IssuedTokens:
        access_token = self.access_tokens.sign(user.id, user.role, login_session.id)
        return IssuedTokens(user, access_token, int(self.access_tokens.lifetime.total_seconds()), refresh_token)

    async def log_out(self, session: AsyncSession, source: Source, refresh_token: str) -> None:
        """Ends the session a refresh token belongs to. Who has none is logged out already, and is told no more."""
        found = await repository.find_refresh_token(session, fingerprint(refresh_token))
        if found is not None:
            await self._end(session, source, found[1].user_id, found[1].id, "logged_out")

    async def log_out_here(self, session: AsyncSession, source: Source, principal: Principal) -> None:
        """Ends the session `principal` asks in."""
        await self._end(session, source, principal.user.id, principal.session_id, "logged_out")

    async def own_sessions(self, session: AsyncSession, principal: Principal) -> Sequence[LoginSession]:
        return await repository.active_sessions(session, principal.user.id, datetime.now(UTC))

    async def end_own(self, session: AsyncSession, source: Source, principal: Principal, session_id: int) -> None:
        """Ends a session of `principal`. Raises Problem for what is not theirs, as for what does not exist."""
        if not await self._end(session, source, principal.user.id, session_id, "session_ended"):
            raise Problem(NOT_FOUND)

    async def _end(self, session: AsyncSession, source: Source, user_id: int, session_id: int, action: str) -> bool:
        ended = await repository.end_session(session, user_id, session_id, datetime.now(UTC))
        if ended:
            subject = f"session:{session_id}"
            await self.trail.add(session, source, actor=user_ref(user_id), action=action, subject=subject)
        return ended

    async def authenticate(self, session: AsyncSession, access_token: str) -> Principal:
        """Who sent the token, as the database knows them now. Raises Problem."""
        try:
            claims = self.access_tokens.verify(access_token)
        except TokenExpiredError:
            raise Problem(TOKEN_EXPIRED) from None
        except TokenError:
            raise Problem(TOKEN_INVALID) from None
        found = await repository.find_principal(session, claims.user_id, claims.session_id)
        if found is None:
            raise Problem(TOKEN_INVALID)
        user, login_session = found
        return Principal(user, login_session.id, user.must_change_password and not login_session.is_operators)

    async def operator_token(self, session: AsyncSession) -> str:
        """An access token of the first active admin, in a session that cannot be prolonged. Raises NoAdminError."""
        user = await accounts.first_active_admin(session)
        if user is None:
            raise NoAdminError
        now = datetime.now(UTC)
        expires_at = now + self.access_tokens.lifetime + CLOCK_SKEW
        login_session = await self._add_session(session, ON_THE_MACHINE, user, now, expires_at)
        subject = f"session:{login_session.id}"
        await self.trail.add(session, ON_THE_MACHINE, actor=OPERATOR, action="token_issued", subject=subject)
        return self.access_tokens.sign(user.id, user.role, login_session.id)
