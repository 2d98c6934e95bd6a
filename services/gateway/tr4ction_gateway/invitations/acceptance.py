"""Accepting an invitation: a new account, or a new place for the one that its address has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeGuard

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.problems import Problem
from tr4ction_gateway.accounts import repository as accounts
from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.accounts.service import Accounts, require_another_admin
from tr4ction_gateway.audit.trail import Details, Source
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.credentials.service import Credentials
from tr4ction_gateway.invitations import repository
from tr4ction_gateway.invitations.errors import INVITATION_INVALID
from tr4ction_gateway.invitations.models import Invitation
from tr4ction_gateway.invitations.schemas import AcceptIn
from tr4ction_gateway.one_time_tokens import fingerprint
from tr4ction_gateway.sessions.errors import ACCOUNT_DISABLED, INVALID_CREDENTIALS
from tr4ction_gateway.sessions.service import IssuedTokens, Sessions


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found out before the transaction: a hash takes longer than others should wait."""

    token_hash: str
    email: str
    existing_hash: str | None
    new_hash: str | None


@dataclass(frozen=True, slots=True)
class Acceptance:
    accounts: Accounts
    credentials: Credentials
    sessions: Sessions

    async def accept(
        self, reading: AsyncSession, writing: AsyncSession, source: Source, asked: AcceptIn
    ) -> IssuedTokens:
        """The account that was offered, and a session of it. Raises Problem.

        Whether the address has an account is told only to who has the link that was meant for it.
        """
        checked = await self._check(reading, source, asked)
        await accounts.lock_active_admins(writing)
        user = await accounts.lock_by_email(writing, checked.email)
        invitation = await repository.lock_by_token(writing, checked.token_hash)
        if not _is_good(invitation) or (user.password_hash if user else None) != checked.existing_hash:
            raise Problem(INVITATION_INVALID)
        if user is None:
            user = _new_user(invitation, asked.name, checked.new_hash or "")
            await self.accounts.add(writing, user)
        else:
            await self._move(writing, source, user, invitation)
        invitation.accepted_at, invitation.accepted_by = datetime.now(UTC), user.id
        return await self.sessions.open(writing, source, user, "invitation_accepted")

    async def _check(self, reading: AsyncSession, source: Source, asked: AcceptIn) -> _Checked:
        token_hash = fingerprint(asked.token)
        invitation = await repository.find_by_token(reading, token_hash)
        if not _is_good(invitation):
            raise Problem(INVITATION_INVALID)
        existing = await accounts.find_by_identifier(reading, invitation.email)
        await reading.close()
        if existing is None:
            about = [invitation.email, asked.name or invitation.name or ""]
            new_hash = await self.credentials.new_hash(asked.password, about, "/password")
            return _Checked(token_hash, invitation.email, None, new_hash)
        if not await self.credentials.passwords.verify(asked.password, existing.password_hash):
            await self.sessions.refusals.note(source, invitation.email, existing.id, "password")
            raise Problem(INVALID_CREDENTIALS)
        if existing.disabled_at is not None:
            raise Problem(ACCOUNT_DISABLED)
        return _Checked(token_hash, invitation.email, existing.password_hash, None)

    async def _move(self, session: AsyncSession, source: Source, user: User, invitation: Invitation) -> None:
        """Gives an account the role and organization that it was offered."""
        if user.disabled_at is not None:
            raise Problem(ACCOUNT_DISABLED)
        if invitation.role != "admin":
            await require_another_admin(session, user)
        before = (user.role, user.organization_id)
        user.role, user.organization = invitation.role, invitation.organization
        await self.accounts.outbox.note(session, [user])
        details: Details = {"role": [before[0], user.role], "organization_id": [before[1], user.organization_id]}
        reference = user_ref(user.id)
        await self.accounts.trail.add(
            session, source, actor=reference, action="user_changed", subject=reference, details=details
        )


def _is_good(invitation: Invitation | None) -> TypeGuard[Invitation]:
    return (
        invitation is not None
        and invitation.accepted_at is None
        and invitation.revoked_at is None
        and invitation.expires_at > datetime.now(UTC)
    )


def _new_user(invitation: Invitation, name: str | None, password_hash: str) -> User:
    return User(
        email=invitation.email,
        name=name or invitation.name or invitation.email.partition("@")[0],
        role=invitation.role,
        password_hash=password_hash,
        must_change_password=False,
        organization=invitation.organization,
        created_at=datetime.now(UTC),
    )
