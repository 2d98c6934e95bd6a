"""The rules of registering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.accounts.service import Accounts
from tr4ction_gateway.audit.trail import AuditTrail, Source
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.credentials.service import Credentials
from tr4ction_gateway.organizations import service as organizations
from tr4ction_gateway.organizations.models import Organization
from tr4ction_gateway.registration.schemas import RegistrationIn


@dataclass(frozen=True, slots=True)
class Registration:
    """`is_open` says whether anybody may register."""

    is_open: bool
    accounts: Accounts
    credentials: Credentials
    trail: AuditTrail

    async def register(self, session: AsyncSession, source: Source, asked: RegistrationIn) -> User:
        """A founder of a start-up that is new with them. Raises Problem.

        Nobody joins an organization by knowing what it is called: for a name that is taken there is the invitation.
        """
        password_hash = await self.credentials.new_hash(asked.password, [asked.email, asked.name], "/password")
        now = datetime.now(UTC)
        organization = Organization(name=asked.company_name, cycles=[], created_at=now)
        await organizations.add(session, organization)
        user = User(
            email=asked.email,
            name=asked.name,
            role="founder",
            password_hash=password_hash,
            must_change_password=False,
            organization=organization,
            created_at=now,
        )
        await self.accounts.add(session, user)
        await self.trail.add(
            session,
            source,
            actor=user_ref(user.id),
            action="registered",
            subject=user_ref(user.id),
            details={"organization_id": organization.id},
        )
        return user
