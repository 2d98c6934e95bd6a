"""The rules of cycles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.cycles import CYCLE_MALFORMED, is_cycle
from tr4ction_common.problems import Problem
from tr4ction_gateway.audit.trail import AuditTrail, Source
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.cycles import repository
from tr4ction_gateway.cycles.errors import CYCLE_EXISTS
from tr4ction_gateway.cycles.models import Cycle


@dataclass(frozen=True, slots=True)
class Cycles:
    trail: AuditTrail

    async def page(self, session: AsyncSession, limit: int, offset: int) -> tuple[Sequence[Cycle], int]:
        return await repository.page(session, limit, offset)

    async def create(self, session: AsyncSession, source: Source, admin_id: int, name: str) -> Cycle:
        """A new cycle. Raises Problem for a name that no upload could have, or that is taken."""
        if not is_cycle(name):
            raise Problem(CYCLE_MALFORMED)
        cycle = Cycle(name=name, created_at=datetime.now(UTC))
        try:
            await repository.add(session, cycle)
        except IntegrityError as error:
            raise Problem(CYCLE_EXISTS) from error
        await self.trail.add(
            session,
            source,
            actor=user_ref(admin_id),
            action="cycle_created",
            subject=f"cycle:{cycle.id}",
            details={"name": name},
        )
        return cycle
