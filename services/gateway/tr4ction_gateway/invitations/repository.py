"""Every query about invitations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from tr4ction_gateway.accounts.models import Role
from tr4ction_gateway.invitations.models import Invitation

InvitationState = Literal["pending", "accepted", "revoked", "expired"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which invitations: all that are None do not matter. States are as they are `now`."""

    now: datetime
    state: InvitationState | None = None
    role: Role | None = None
    organization_id: int | None = None
    email: str | None = None


async def page(session: AsyncSession, wanted: Wanted, limit: int, offset: int) -> tuple[Sequence[Invitation], int]:
    """One page of the invitations with their organizations, newest first, and how many there are in all."""
    conditions = _conditions(wanted)
    total = await session.scalar(select(func.count()).select_from(Invitation).where(*conditions))
    rows = await session.scalars(
        select(Invitation)
        .where(*conditions)
        .options(joinedload(Invitation.organization))
        .order_by(Invitation.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return rows.all(), total or 0


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions += _in_state(wanted.state, wanted.now)
    if wanted.role is not None:
        conditions.append(Invitation.role == wanted.role)
    if wanted.organization_id is not None:
        conditions.append(Invitation.organization_id == wanted.organization_id)
    if wanted.email is not None:
        conditions.append(Invitation.email == wanted.email)
    return conditions


def _in_state(state: InvitationState, now: datetime) -> list[ColumnElement[bool]]:
    if state == "accepted":
        return [Invitation.accepted_at.is_not(None)]
    if state == "revoked":
        return [Invitation.revoked_at.is_not(None)]
    is_open = [Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None)]
    return [*is_open, Invitation.expires_at > now if state == "pending" else Invitation.expires_at <= now]


async def lock(session: AsyncSession, invitation_id: int) -> Invitation | None:
    """The invitation with its organization, nobody else's to change until the transaction is over."""
    return await session.scalar(_locked().where(Invitation.id == invitation_id))


async def lock_by_token(session: AsyncSession, token_hash: str) -> Invitation | None:
    return await session.scalar(_locked().where(Invitation.token_hash == token_hash))


def _locked() -> Select[Invitation]:
    return (
        select(Invitation)
        .options(joinedload(Invitation.organization))
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )


async def find_by_token(session: AsyncSession, token_hash: str) -> Invitation | None:
    return await session.scalar(select(Invitation).where(Invitation.token_hash == token_hash))


async def revoke_expired(session: AsyncSession, email: str, now: datetime) -> None:
    """Makes room for a new invitation to that address where the old one has expired."""
    statement = (
        update(Invitation)
        .where(Invitation.email == email, *_in_state("expired", now))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
    await session.execute(statement)


async def add(session: AsyncSession, invitation: Invitation) -> None:
    """Raises IntegrityError where the address has an open invitation."""
    session.add(invitation)
    await session.flush()
