"""The rules of organizations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.errors import VALIDATION_FAILED
from tr4ction_common.languages import Text
from tr4ction_common.problems import FieldError, Problem
from tr4ction_gateway.accounts import repository as accounts
from tr4ction_gateway.audit.trail import AuditTrail, Details, Source
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.cycles import repository as cycles
from tr4ction_gateway.cycles.models import Cycle
from tr4ction_gateway.members.outbox import Outbox
from tr4ction_gateway.organizations import repository
from tr4ction_gateway.organizations.errors import ORGANIZATION_EXISTS, ORGANIZATION_NOT_FOUND
from tr4ction_gateway.organizations.models import Organization
from tr4ction_gateway.organizations.repository import Wanted

_UNKNOWN_CYCLE = Text("Não há ciclo com este nome.", "There is no cycle of this name.")


@dataclass(frozen=True, slots=True)
class Organizations:
    trail: AuditTrail
    outbox: Outbox

    async def page(
        self, session: AsyncSession, wanted: Wanted, limit: int, offset: int
    ) -> tuple[Sequence[Organization], int]:
        return await repository.page(session, wanted, limit, offset)

    async def create(
        self, session: AsyncSession, source: Source, admin_id: int, name: str, cycle_names: Sequence[str]
    ) -> Organization:
        """A new organization. Raises Problem."""
        taking_part = await _cycles(session, cycle_names)
        organization = Organization(name=name, cycles=taking_part, created_at=datetime.now(UTC))
        await add(session, organization)
        details: Details = {"name": name, "cycles": [cycle.name for cycle in taking_part]}
        await self._tell(session, source, admin_id, organization, "organization_created", details)
        return organization

    async def change(
        self,
        session: AsyncSession,
        source: Source,
        admin_id: int,
        organization_id: int | None,
        name: str | None,
        cycle_names: Sequence[str] | None,
    ) -> Organization:
        """Changes what is not None. Raises Problem."""
        organization = None if organization_id is None else await repository.lock(session, organization_id)
        if organization is None:
            raise Problem(ORGANIZATION_NOT_FOUND)
        details: Details = {}
        if name is not None and name != organization.name:
            details["name"] = [organization.name, name]
            organization.name = name
        if cycle_names is not None:
            before = sorted(cycle.name for cycle in organization.cycles)
            organization.cycles = await _cycles(session, cycle_names)
            after = sorted(cycle.name for cycle in organization.cycles)
            if before != after:
                details["cycles"] = [before, after]
        if details:
            await _store(session)
            await self.outbox.note(session, await accounts.lock_members(session, organization.id))
            await self._tell(session, source, admin_id, organization, "organization_changed", details)
        return organization

    async def _tell(
        self,
        session: AsyncSession,
        source: Source,
        admin_id: int,
        organization: Organization,
        action: str,
        details: Details,
    ) -> None:
        subject = f"organization:{organization.id}"
        await self.trail.add(session, source, actor=user_ref(admin_id), action=action, subject=subject, details=details)


async def add(session: AsyncSession, organization: Organization) -> None:
    """Stores a new organization. Raises Problem where its name is taken."""
    session.add(organization)
    await _store(session)


async def _store(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise Problem(ORGANIZATION_EXISTS) from error


async def _cycles(session: AsyncSession, names: Sequence[str]) -> list[Cycle]:
    """The cycles of those names, each once. Raises Problem that points at the names there are not."""
    found = {cycle.name: cycle for cycle in await cycles.named(session, names)}
    unknown = [place for place, name in enumerate(names) if name not in found]
    if unknown:
        faults = [FieldError(_UNKNOWN_CYCLE, pointer=f"/cycles/{place}") for place in unknown]
        raise Problem(VALIDATION_FAILED, errors=faults)
    return list(found.values())
