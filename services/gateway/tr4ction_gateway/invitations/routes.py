"""`/admin/invitations`, and `/auth/accept-invitation` for who is invited."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import BODY_PROBLEMS, RATE_LIMITED, VALIDATION_FAILED
from tr4ction_common.pages import DEFAULT_LIMIT, PageLimit, PageOffset
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_common.tables import identity_of
from tr4ction_gateway.accounts.errors import LAST_ADMIN
from tr4ction_gateway.accounts.models import Role
from tr4ction_gateway.accounts.schemas import Email, Id
from tr4ction_gateway.audit.dependencies import RequestSource
from tr4ction_gateway.credentials.errors import PASSWORD_REFUSED
from tr4ction_gateway.invitations.acceptance import Acceptance
from tr4ction_gateway.invitations.errors import (
    INVITATION_CLOSED,
    INVITATION_INVALID,
    INVITATION_NOT_FOUND,
    INVITATION_OPEN,
)
from tr4ction_gateway.invitations.repository import InvitationState, Wanted
from tr4ction_gateway.invitations.schemas import (
    AcceptIn,
    InvitationIn,
    InvitationOut,
    InvitationPage,
    InvitationSent,
)
from tr4ction_gateway.invitations.service import Invitations, Sent
from tr4ction_gateway.limits.dependencies import PasswordRate, guarded_attempt
from tr4ction_gateway.sessions.dependencies import ADMIN_PROBLEMS, AuthenticatedAdmin
from tr4ction_gateway.sessions.errors import ACCOUNT_DISABLED, INVALID_CREDENTIALS
from tr4ction_gateway.sessions.routes import tokens_out
from tr4ction_gateway.sessions.schemas import TokensOut

router = APIRouter(prefix="/admin/invitations", tags=["invitations"])
accepting = APIRouter(prefix="/auth", tags=["invitations"])


def _invitation_rules(request: Request) -> Invitations:
    invitations: Invitations = request.app.state.invitations
    return invitations


def _acceptance_rules(request: Request) -> Acceptance:
    acceptance: Acceptance = request.app.state.acceptance
    return acceptance


InvitationRules = Annotated[Invitations, Depends(_invitation_rules)]
AcceptanceRules = Annotated[Acceptance, Depends(_acceptance_rules)]


@router.get("", responses=problems(*ADMIN_PROBLEMS, VALIDATION_FAILED))
async def list_invitations(
    _principal: AuthenticatedAdmin,
    invitations: InvitationRules,
    session: ReadSession,
    state: InvitationState | None = None,
    role: Role | None = None,
    organization_id: Id | None = None,
    email: Email | None = None,
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> InvitationPage:
    now = datetime.now(UTC)
    organization = None if organization_id is None else int(organization_id)
    found, total = await invitations.page(session, Wanted(now, state, role, organization, email), limit, offset)
    items = [InvitationOut.of(item, now) for item in found]
    return InvitationPage(invitations=items, total=total, limit=limit, offset=offset)


@router.post("", status_code=201, responses=problems(*ADMIN_PROBLEMS, INVITATION_OPEN, *BODY_PROBLEMS))
async def create_invitation(
    response: Response,
    asked: InvitationIn,
    principal: AuthenticatedAdmin,
    source: RequestSource,
    invitations: InvitationRules,
    session: WriteSession,
) -> InvitationSent:
    sent = await invitations.invite(
        session,
        source,
        principal.user.id,
        email=asked.email,
        role=asked.role,
        name=asked.name,
        organization_id=None if asked.organization_id is None else int(asked.organization_id),
    )
    return _sent(response, sent)


@router.patch("/{invitation_id}/revoke", responses=problems(*ADMIN_PROBLEMS, INVITATION_NOT_FOUND, INVITATION_CLOSED))
async def revoke_invitation(
    invitation_id: PathId,
    principal: AuthenticatedAdmin,
    source: RequestSource,
    invitations: InvitationRules,
    session: WriteSession,
) -> InvitationOut:
    revoked = await invitations.revoke(session, source, principal.user.id, identity_of(invitation_id))
    return InvitationOut.of(revoked, datetime.now(UTC))


@router.post("/{invitation_id}/resend", responses=problems(*ADMIN_PROBLEMS, INVITATION_NOT_FOUND, INVITATION_CLOSED))
async def resend_invitation(
    response: Response,
    invitation_id: PathId,
    principal: AuthenticatedAdmin,
    source: RequestSource,
    invitations: InvitationRules,
    session: WriteSession,
) -> InvitationSent:
    """A new link; the old one is not good any more."""
    sent = await invitations.resend(session, source, principal.user.id, identity_of(invitation_id))
    return _sent(response, sent)


def _sent(response: Response, sent: Sent) -> InvitationSent:
    response.headers["Cache-Control"] = "no-store"
    told = InvitationOut.of(sent.invitation, datetime.now(UTC))
    return InvitationSent(**told.model_dump(), link=sent.link)


@accepting.post(
    "/accept-invitation",
    dependencies=[PasswordRate],
    responses=problems(
        INVITATION_INVALID,
        INVALID_CREDENTIALS,
        ACCOUNT_DISABLED,
        LAST_ADMIN,
        PASSWORD_REFUSED,
        *BODY_PROBLEMS,
        RATE_LIMITED,
    ),
)
async def accept_invitation(
    request: Request,
    response: Response,
    asked: AcceptIn,
    source: RequestSource,
    acceptance: AcceptanceRules,
    reading: ReadSession,
    writing: WriteSession,
) -> TokensOut:
    async with guarded_attempt(request, asked.token, INVALID_CREDENTIALS):
        issued = await acceptance.accept(reading, writing, source, asked)
    return tokens_out(response, issued)
