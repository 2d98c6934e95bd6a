"""`/admin/cycles`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from tr4ction_common.cycles import CYCLE_MALFORMED
from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import BODY_PROBLEMS, VALIDATION_FAILED
from tr4ction_common.pages import DEFAULT_LIMIT, PageLimit, PageOffset
from tr4ction_common.problem_responses import problems
from tr4ction_gateway.audit.dependencies import RequestSource
from tr4ction_gateway.cycles.errors import CYCLE_EXISTS
from tr4ction_gateway.cycles.schemas import CycleIn, CycleOut, CyclePage
from tr4ction_gateway.cycles.service import Cycles
from tr4ction_gateway.sessions.dependencies import ADMIN_PROBLEMS, AuthenticatedAdmin

router = APIRouter(prefix="/admin/cycles", tags=["cycles"])


def _cycle_rules(request: Request) -> Cycles:
    cycles: Cycles = request.app.state.cycles
    return cycles


CycleRules = Annotated[Cycles, Depends(_cycle_rules)]


@router.get("", responses=problems(*ADMIN_PROBLEMS, VALIDATION_FAILED))
async def list_cycles(
    _principal: AuthenticatedAdmin,
    cycles: CycleRules,
    session: ReadSession,
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> CyclePage:
    found, total = await cycles.page(session, limit, offset)
    return CyclePage(cycles=[CycleOut.of(item) for item in found], total=total, limit=limit, offset=offset)


@router.post("", status_code=201, responses=problems(*ADMIN_PROBLEMS, CYCLE_EXISTS, CYCLE_MALFORMED, *BODY_PROBLEMS))
async def create_cycle(
    asked: CycleIn, principal: AuthenticatedAdmin, source: RequestSource, cycles: CycleRules, session: WriteSession
) -> CycleOut:
    return CycleOut.of(await cycles.create(session, source, principal.user.id, asked.name))
