"""The rules of accounts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError

from tr4ction_common.database import Database
from tr4ction_gateway.accounts import repository
from tr4ction_gateway.accounts.errors import AdminConflictError
from tr4ction_gateway.accounts.identity import canonical
from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.accounts.passwords import PasswordHasher


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Who the first admin is. `password` is the one that was made up: known now and never again."""

    created: bool
    username: str
    email: str
    password: str | None


async def ensure_admin(
    database: Database, passwords: PasswordHasher, username: str, email: str, password: str | None
) -> FirstAdmin:
    """The first admin, made if there is none. Makes up a password where `password` is None.

    Several may do this at once: one of them makes the account. Raises AdminConflictError.
    """
    existing = await _existing_admin(database)
    if existing is not None:
        return existing
    generated = secrets.token_urlsafe(18) if password is None else None
    # Hashed before the transaction: nobody waits for the write lock as long as a hash takes.
    hashed = await passwords.hash(generated or password or "")
    admin = User(
        username=canonical(username),
        email=canonical(email),
        name=username,
        role="admin",
        password_hash=hashed,
        created_at=datetime.now(UTC),
    )
    try:
        return await _add_first_admin(database, admin, generated)
    except IntegrityError:
        existing = await _existing_admin(database)
        if existing is None:
            raise AdminConflictError from None
        return existing


async def _add_first_admin(database: Database, admin: User, generated: str | None) -> FirstAdmin:
    async with database.session(writes=True) as session, session.begin():
        existing = await repository.first_admin(session)
        if existing is not None:
            return FirstAdmin(False, existing.username, existing.email, None)
        await repository.add(session, admin)
    return FirstAdmin(True, admin.username, admin.email, generated)


async def _existing_admin(database: Database) -> FirstAdmin | None:
    async with database.session(writes=False) as session:
        admin = await repository.first_admin(session)
    return FirstAdmin(False, admin.username, admin.email, None) if admin else None
