"""Admins that operators make on the machine itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError

from tr4ction_common.database import Database
from tr4ction_gateway.accounts import repository
from tr4ction_gateway.accounts.errors import AdminConflictError, UnknownUserError
from tr4ction_gateway.accounts.identity import canonical
from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.audit.trail import ON_THE_MACHINE, OPERATOR, AuditTrail
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.credentials.hashing import PasswordHasher
from tr4ction_gateway.credentials.policy import generate_password
from tr4ction_gateway.members.outbox import Outbox
from tr4ction_gateway.sessions import repository as sessions


@dataclass(frozen=True, slots=True)
class AdminReport:
    """Who an admin is. `password` is the one that was made up: known now and never again."""

    created: bool
    username: str | None
    email: str
    password: str | None


@dataclass(frozen=True, slots=True)
class Operator:
    """What an operator can do about admins and passwords."""

    database: Database
    passwords: PasswordHasher
    trail: AuditTrail
    outbox: Outbox

    async def ensure_admin(self, username: str, email: str, password: str | None) -> AdminReport:
        """The first admin, made if there is none. Makes up a password where `password` is None.

        Several may do this at once: one of them makes the account. Raises AdminConflictError.
        """
        existing = await self._existing_admin()
        if existing is not None:
            return existing
        try:
            return await self._add_admin(username, email, username, password, only_the_first=True)
        except AdminConflictError:
            existing = await self._existing_admin()
            if existing is None:
                raise
            return existing

    async def create_admin(self, email: str, username: str | None, name: str) -> AdminReport:
        """One more admin, with a password that was made up. Raises AdminConflictError."""
        return await self._add_admin(username, email, name, None, only_the_first=False)

    async def _add_admin(
        self, username: str | None, email: str, name: str, password: str | None, *, only_the_first: bool
    ) -> AdminReport:
        made_up = generate_password() if password is None else None
        # Hashed before the transaction: nobody waits for the write lock as long as a hash takes.
        hashed = await self.passwords.hash(made_up or password or "")
        admin = User(
            username=canonical(username) if username else None,
            email=canonical(email),
            name=name,
            role="admin",
            password_hash=hashed,
            must_change_password=made_up is not None,
            created_at=datetime.now(UTC),
        )
        try:
            async with self.database.session(writes=True) as session, session.begin():
                existing = await repository.first_admin(session) if only_the_first else None
                if existing is not None:
                    return AdminReport(False, existing.username, existing.email, None)
                await repository.add(session, admin)
                await self.outbox.note(session, [admin])
                await self.trail.add(
                    session, ON_THE_MACHINE, actor=OPERATOR, action="user_created", subject=user_ref(admin.id)
                )
        except IntegrityError:
            raise AdminConflictError from None
        return AdminReport(True, admin.username, admin.email, made_up)

    async def _existing_admin(self) -> AdminReport | None:
        async with self.database.session(writes=False) as session:
            admin = await repository.first_admin(session)
        return AdminReport(False, admin.username, admin.email, None) if admin else None

    async def reset_password(self, identifier: str) -> AdminReport:
        """A password to be used once, instead of the one that person has; all their sessions end.

        Raises UnknownUserError.
        """
        password = generate_password()
        hashed = await self.passwords.hash(password)
        async with self.database.session(writes=True) as session, session.begin():
            found = await repository.find_by_identifier(session, canonical(identifier))
            user = await repository.lock(session, found.id) if found else None
            if user is None:
                raise UnknownUserError
            user.password_hash, user.must_change_password = hashed, True
            await sessions.end_all_sessions(session, user.id, datetime.now(UTC))
            await self.trail.add(
                session, ON_THE_MACHINE, actor=OPERATOR, action="password_reset", subject=user_ref(user.id)
            )
        return AdminReport(False, user.username, user.email, password)
