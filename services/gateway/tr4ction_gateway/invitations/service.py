"""The rules of invitations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.problems import Problem
from tr4ction_gateway.accounts.models import Role
from tr4ction_gateway.accounts.service import place
from tr4ction_gateway.audit.trail import AuditTrail, Details, Source
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.invitations import repository
from tr4ction_gateway.invitations.errors import INVITATION_CLOSED, INVITATION_NOT_FOUND, INVITATION_OPEN
from tr4ction_gateway.invitations.models import Invitation
from tr4ction_gateway.invitations.repository import Wanted
from tr4ction_gateway.one_time_tokens import fingerprint, link, make_token

PAGE = "accept-invitation"


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation and its link, which is known now and never again."""

    invitation: Invitation
    link: str


@dataclass(frozen=True, slots=True)
class Invitations:
    """`web_address` is that of the screens, where links lead to."""

    trail: AuditTrail
    web_address: str
    lifetime: timedelta

    async def page(
        self, session: AsyncSession, wanted: Wanted, limit: int, offset: int
    ) -> tuple[Sequence[Invitation], int]:
        return await repository.page(session, wanted, limit, offset)

    async def invite(
        self,
        session: AsyncSession,
        source: Source,
        admin_id: int,
        *,
        email: str,
        role: Role,
        name: str | None,
        organization_id: int | None,
    ) -> Sent:
        """A new invitation, also to who has an account already. Raises Problem."""
        organization = await place(session, role, organization_id)
        now, token = datetime.now(UTC), make_token()
        await repository.revoke_expired(session, email, now)
        invitation = Invitation(
            email=email,
            name=name,
            role=role,
            organization=organization,
            token_hash=fingerprint(token),
            created_at=now,
            created_by=admin_id,
            expires_at=now + self.lifetime,
        )
        try:
            await repository.add(session, invitation)
        except IntegrityError as error:
            raise Problem(INVITATION_OPEN) from error
        details: Details = {"role": role, "organization_id": organization_id}
        await self._tell(session, source, admin_id, invitation, "invitation_sent", details)
        return Sent(invitation, link(self.web_address, PAGE, token))

    async def resend(self, session: AsyncSession, source: Source, admin_id: int, invitation_id: int | None) -> Sent:
        """A new link instead of the old, good from now on for as long as a new invitation. Raises Problem."""
        invitation = await self._open(session, invitation_id)
        token = make_token()
        invitation.token_hash = fingerprint(token)
        invitation.expires_at = datetime.now(UTC) + self.lifetime
        await self._tell(session, source, admin_id, invitation, "invitation_sent_again")
        return Sent(invitation, link(self.web_address, PAGE, token))

    async def revoke(
        self, session: AsyncSession, source: Source, admin_id: int, invitation_id: int | None
    ) -> Invitation:
        """Takes an open invitation back. Raises Problem."""
        invitation = await self._open(session, invitation_id)
        invitation.revoked_at = datetime.now(UTC)
        await self._tell(session, source, admin_id, invitation, "invitation_revoked")
        return invitation

    async def _open(self, session: AsyncSession, invitation_id: int | None) -> Invitation:
        invitation = None if invitation_id is None else await repository.lock(session, invitation_id)
        if invitation is None:
            raise Problem(INVITATION_NOT_FOUND)
        if invitation.accepted_at is not None or invitation.revoked_at is not None:
            raise Problem(INVITATION_CLOSED)
        return invitation

    async def _tell(
        self,
        session: AsyncSession,
        source: Source,
        admin_id: int,
        invitation: Invitation,
        action: str,
        details: Details | None = None,
    ) -> None:
        subject = f"invitation:{invitation.id}"
        await self.trail.add(session, source, actor=user_ref(admin_id), action=action, subject=subject, details=details)
