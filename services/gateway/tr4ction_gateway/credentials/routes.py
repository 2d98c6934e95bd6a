"""Changing and resetting passwords."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import BODY_PROBLEMS, RATE_LIMITED
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_common.tables import identity_of
from tr4ction_gateway.accounts.errors import USER_NOT_FOUND
from tr4ction_gateway.audit.dependencies import RequestSource
from tr4ction_gateway.credentials.dependencies import CredentialRules
from tr4ction_gateway.credentials.errors import PASSWORD_REFUSED, RESET_LINK_INVALID, USER_DISABLED, WRONG_PASSWORD
from tr4ction_gateway.credentials.schemas import PasswordChange, PasswordResetIn, ResetLink
from tr4ction_gateway.limits.dependencies import PasswordRate, guarded_attempt
from tr4ction_gateway.sessions.dependencies import ADMIN_PROBLEMS, TOKEN_PROBLEMS, AuthenticatedAdmin, TokenHolder

router = APIRouter(tags=["passwords"])


@router.post(
    "/auth/password",
    status_code=204,
    dependencies=[PasswordRate],
    responses=problems(*TOKEN_PROBLEMS, WRONG_PASSWORD, PASSWORD_REFUSED, *BODY_PROBLEMS, RATE_LIMITED),
)
async def change_password(
    request: Request,
    asked: PasswordChange,
    principal: TokenHolder,
    source: RequestSource,
    credentials: CredentialRules,
    session: WriteSession,
) -> None:
    async with guarded_attempt(request, principal.user.email, WRONG_PASSWORD):
        await credentials.change(session, source, principal, asked.current_password, asked.new_password)


@router.post(
    "/auth/reset-password",
    status_code=204,
    dependencies=[PasswordRate],
    responses=problems(RESET_LINK_INVALID, PASSWORD_REFUSED, *BODY_PROBLEMS, RATE_LIMITED),
)
async def reset_password(
    asked: PasswordResetIn,
    source: RequestSource,
    credentials: CredentialRules,
    reading: ReadSession,
    writing: WriteSession,
) -> None:
    await credentials.reset(reading, writing, source, asked.token, asked.password)


@router.post(
    "/admin/users/{user_id}/password-reset",
    status_code=201,
    responses=problems(*ADMIN_PROBLEMS, USER_NOT_FOUND, USER_DISABLED),
)
async def issue_password_reset(
    response: Response,
    user_id: PathId,
    principal: AuthenticatedAdmin,
    source: RequestSource,
    credentials: CredentialRules,
    session: WriteSession,
) -> ResetLink:
    """A link for the admin to hand on: nobody is written to."""
    response.headers["Cache-Control"] = "no-store"
    issued = await credentials.issue_reset(session, source, principal.user.id, identity_of(user_id))
    return ResetLink(link=issued.link, expires_at=issued.expires_at)
