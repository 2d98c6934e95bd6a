"""The rules of accounts, as admins manage them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.database import violated
from tr4ction_common.errors import VALIDATION_FAILED
from tr4ction_common.languages import Text
from tr4ction_common.problems import FieldError, Problem
from tr4ction_gateway.accounts import repository
from tr4ction_gateway.accounts.errors import EMAIL_TAKEN, LAST_ADMIN, USER_NOT_FOUND, USERNAME_TAKEN
from tr4ction_gateway.accounts.models import Role, User
from tr4ction_gateway.accounts.repository import Wanted
from tr4ction_gateway.accounts.schemas import AccountChange, AccountIn
from tr4ction_gateway.audit.trail import AuditTrail, Details, Source
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.members.outbox import Outbox
from tr4ction_gateway.organizations import repository as organizations
from tr4ction_gateway.organizations.models import Organization
from tr4ction_gateway.sessions import repository as sessions

_NEEDS_ORGANIZATION = FieldError(
    Text("Quem empreende pertence a uma organização.", "A founder belongs to an organization."),
    pointer="/organization_id",
)
_HAS_NO_ORGANIZATION = FieldError(
    Text("Só quem empreende pertence a uma organização.", "Only a founder belongs to an organization."),
    pointer="/organization_id",
)
_UNKNOWN_ORGANIZATION = FieldError(
    Text("Não há organização com este número.", "There is no organization with this number."),
    pointer="/organization_id",
)

# What is told of a change in the audit trail.
_TOLD = ("email", "name", "username", "role", "organization_id")


@dataclass(frozen=True, slots=True)
class Accounts:
    trail: AuditTrail
    outbox: Outbox

    async def page(self, session: AsyncSession, wanted: Wanted, limit: int, offset: int) -> tuple[Sequence[User], int]:
        return await repository.page(session, wanted, limit, offset)

    async def get(self, session: AsyncSession, user_id: int | None) -> User:
        """Raises Problem where there is none."""
        user = None if user_id is None else await repository.find(session, user_id)
        if user is None:
            raise Problem(USER_NOT_FOUND)
        return user

    async def create(
        self, session: AsyncSession, source: Source, admin_id: int, asked: AccountIn, password_hash: str
    ) -> User:
        """A new account as `admin_id` wants it. Raises Problem."""
        user = User(
            username=asked.username,
            email=asked.email,
            name=asked.name,
            role=asked.role,
            password_hash=password_hash,
            must_change_password=asked.must_change_password or asked.password is None,
            organization=await place(session, asked.role, _number(asked.organization_id)),
            created_at=datetime.now(UTC),
        )
        await self.add(session, user)
        details: Details = {"role": user.role, "organization_id": user.organization_id}
        await self.trail.add(
            session, source, actor=user_ref(admin_id), action="user_created", subject=user_ref(user.id), details=details
        )
        return user

    async def add(self, session: AsyncSession, user: User) -> None:
        """Stores a new account. Raises Problem where its names are taken."""
        try:
            await repository.add(session, user)
        except IntegrityError as error:
            raise _taken(error) from error
        await self.outbox.note(session, [user])

    async def change(
        self, session: AsyncSession, source: Source, admin_id: int, user_id: int | None, asked: AccountChange
    ) -> User:
        """Changes what was sent. Raises Problem."""
        if {"role", "disabled"} & asked.model_fields_set:
            await repository.lock_active_admins(session)  # all at once and first, so that no two wait for each other
        user = None if user_id is None else await repository.lock(session, user_id)
        if user is None:
            raise Problem(USER_NOT_FOUND)
        sent = asked.model_fields_set
        before = {name: getattr(user, name) for name in _TOLD}
        for name in ("email", "name"):
            if getattr(asked, name) is not None:
                setattr(user, name, getattr(asked, name))
        if "username" in sent:
            user.username = asked.username
        await self._move(session, user, asked)
        disabled_now = await self._set_disabled(session, user, asked.disabled)
        await _store(session)
        details: Details = {
            name: [old, getattr(user, name)] for name, old in before.items() if old != getattr(user, name)
        }
        if details or disabled_now is not None:
            await self.outbox.note(session, [user])
        if details:
            await self._tell(session, source, admin_id, user, "user_changed", details)
        if disabled_now is not None:
            await self._tell(session, source, admin_id, user, "user_disabled" if disabled_now else "user_enabled")
        if disabled_now or asked.force_logout:
            ended = await sessions.end_all_sessions(session, user.id, datetime.now(UTC))
            await self._tell(session, source, admin_id, user, "user_logged_out", {"sessions": ended})
        return user

    async def _move(self, session: AsyncSession, user: User, asked: AccountChange) -> None:
        """Role and organization, which go together: who stops being a founder leaves their organization."""
        if not {"role", "organization_id"} & asked.model_fields_set:
            return
        role = asked.role or user.role
        organization_id = user.organization_id if role == "founder" else None
        if "organization_id" in asked.model_fields_set:
            organization_id = _number(asked.organization_id)
        organization = await place(session, role, organization_id)
        if role != "admin":
            await require_another_admin(session, user)
        user.role, user.organization = role, organization

    async def _set_disabled(self, session: AsyncSession, user: User, disabled: bool | None) -> bool | None:
        """What it has become, None where it stays."""
        if disabled is None or disabled == (user.disabled_at is not None):
            return None
        if disabled:
            await require_another_admin(session, user)
        user.disabled_at = datetime.now(UTC) if disabled else None
        return disabled

    async def _tell(
        self,
        session: AsyncSession,
        source: Source,
        admin_id: int,
        user: User,
        action: str,
        details: Details | None = None,
    ) -> None:
        await self.trail.add(
            session, source, actor=user_ref(admin_id), action=action, subject=user_ref(user.id), details=details
        )


async def _store(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise _taken(error) from error


async def place(session: AsyncSession, role: Role, organization_id: int | None) -> Organization | None:
    """The organization of a person with that role. Raises Problem where role and organization do not go together."""
    if role != "founder":
        if organization_id is not None:
            raise Problem(VALIDATION_FAILED, errors=[_HAS_NO_ORGANIZATION])
        return None
    if organization_id is None:
        raise Problem(VALIDATION_FAILED, errors=[_NEEDS_ORGANIZATION])
    organization = await organizations.find(session, organization_id)
    if organization is None:
        raise Problem(VALIDATION_FAILED, errors=[_UNKNOWN_ORGANIZATION])
    return organization


async def require_another_admin(session: AsyncSession, user: User) -> None:
    """Raises Problem where `user` is the only active admin."""
    if user.role != "admin" or user.disabled_at is not None:
        return
    if [admin.id for admin in await repository.lock_active_admins(session)] == [user.id]:
        raise Problem(LAST_ADMIN)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _taken(error: IntegrityError) -> Problem:
    return Problem(USERNAME_TAKEN if "username" in violated(error) else EMAIL_TAKEN)
