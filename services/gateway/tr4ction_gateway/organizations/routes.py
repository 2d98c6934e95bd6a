"""`/admin/organizations`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import BODY_PROBLEMS, VALIDATION_FAILED
from tr4ction_common.pages import DEFAULT_LIMIT, PageLimit, PageOffset
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_common.tables import identity_of
from tr4ction_gateway.accounts.schemas import SearchWords
from tr4ction_gateway.audit.dependencies import RequestSource
from tr4ction_gateway.organizations.errors import ORGANIZATION_EXISTS, ORGANIZATION_NOT_FOUND
from tr4ction_gateway.organizations.repository import Wanted
from tr4ction_gateway.organizations.schemas import (
    OrganizationChange,
    OrganizationIn,
    OrganizationOut,
    OrganizationPage,
)
from tr4ction_gateway.organizations.service import Organizations
from tr4ction_gateway.sessions.dependencies import ADMIN_PROBLEMS, AuthenticatedAdmin

router = APIRouter(prefix="/admin/organizations", tags=["organizations"])


def _organization_rules(request: Request) -> Organizations:
    organizations: Organizations = request.app.state.organizations
    return organizations


OrganizationRules = Annotated[Organizations, Depends(_organization_rules)]


@router.get("", responses=problems(*ADMIN_PROBLEMS, VALIDATION_FAILED))
async def list_organizations(
    _principal: AuthenticatedAdmin,
    organizations: OrganizationRules,
    session: ReadSession,
    cycle: str | None = None,
    q: SearchWords | None = None,
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> OrganizationPage:
    """By name. `q` is looked for in the name, without regard to case and accents."""
    found, total = await organizations.page(session, Wanted(cycle, q), limit, offset)
    items = [OrganizationOut.of(item) for item in found]
    return OrganizationPage(organizations=items, total=total, limit=limit, offset=offset)


@router.post("", status_code=201, responses=problems(*ADMIN_PROBLEMS, ORGANIZATION_EXISTS, *BODY_PROBLEMS))
async def create_organization(
    asked: OrganizationIn,
    principal: AuthenticatedAdmin,
    source: RequestSource,
    organizations: OrganizationRules,
    session: WriteSession,
) -> OrganizationOut:
    created = await organizations.create(session, source, principal.user.id, asked.name, asked.cycles)
    return OrganizationOut.of(created)


@router.patch(
    "/{organization_id}",
    responses=problems(*ADMIN_PROBLEMS, ORGANIZATION_NOT_FOUND, ORGANIZATION_EXISTS, *BODY_PROBLEMS),
)
async def change_organization(
    organization_id: PathId,
    asked: OrganizationChange,
    principal: AuthenticatedAdmin,
    source: RequestSource,
    organizations: OrganizationRules,
    session: WriteSession,
) -> OrganizationOut:
    number = identity_of(organization_id)
    changed = await organizations.change(session, source, principal.user.id, number, asked.name, asked.cycles)
    return OrganizationOut.of(changed)
