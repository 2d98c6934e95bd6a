"""`GET /admin/audit`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tr4ction_common.database import ReadSession
from tr4ction_common.errors import VALIDATION_FAILED
from tr4ction_common.pages import DEFAULT_LIMIT, PageLimit
from tr4ction_common.problem_responses import problems
from tr4ction_gateway.audit import repository
from tr4ction_gateway.audit.repository import Wanted
from tr4ction_gateway.audit.schemas import Action, AuditEventOut, AuditPage, Cursor, Moment, Reference
from tr4ction_gateway.sessions.dependencies import ADMIN_PROBLEMS, AuthenticatedAdmin

router = APIRouter(prefix="/admin/audit", tags=["audit"])


@router.get("", responses=problems(*ADMIN_PROBLEMS, VALIDATION_FAILED))
async def list_audit_events(
    _principal: AuthenticatedAdmin,
    session: ReadSession,
    actor: Reference | None = None,
    action: Action | None = None,
    subject: Annotated[Reference | None, Query(alias="object")] = None,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    until: Annotated[Moment | None, Query(alias="to")] = None,
    cursor: Cursor | None = None,
    limit: PageLimit = DEFAULT_LIMIT,
) -> AuditPage:
    """Who did what to what, newest first. `from` is inclusive, `to` is not."""
    before = None if cursor is None else int(cursor)
    wanted = Wanted(actor, action, subject, since, until, before)
    # One more than asked for tells whether there is a next page.
    found = await repository.page(session, wanted, limit + 1)
    events = [AuditEventOut.of(event) for event in found[:limit]]
    return AuditPage(events=events, next_cursor=events[-1].id if len(found) > limit else None)
