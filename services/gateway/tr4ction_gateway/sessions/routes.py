"""Logging in, refreshing, logging out, one's own sessions, and who am I."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tr4ction_common.bearer import Credentials
from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import (
    BODY_PROBLEMS,
    NOT_FOUND,
    RATE_LIMITED,
    TOKEN_EXPIRED,
    TOKEN_INVALID,
    VALIDATION_FAILED,
)
from tr4ction_common.languages import Text
from tr4ction_common.paths import PathId
from tr4ction_common.problem_handlers import problem_response
from tr4ction_common.problem_responses import problems
from tr4ction_common.problems import FieldError, Problem
from tr4ction_common.tables import identity_of
from tr4ction_gateway.accounts.identity import canonical
from tr4ction_gateway.accounts.schemas import UserOut
from tr4ction_gateway.audit.dependencies import RequestSource
from tr4ction_gateway.limits.dependencies import PasswordRate, SessionRate, guarded_attempt
from tr4ction_gateway.sessions.dependencies import (
    TOKEN_PROBLEMS,
    USER_PROBLEMS,
    AuthenticatedUser,
    SessionRules,
    TokenHolder,
    authenticate,
)
from tr4ction_gateway.sessions.errors import ACCOUNT_DISABLED, INVALID_CREDENTIALS
from tr4ction_gateway.sessions.schemas import LoginIn, LogoutIn, RefreshIn, SessionList, SessionOut, TokensOut
from tr4ction_gateway.sessions.service import IssuedTokens

_NO_IDENTIFIER = FieldError(
    Text("Informe o usuário ou o e-mail.", "Give the user name or the e-mail address."), pointer="/username"
)

router = APIRouter(prefix="/auth", tags=["sessions"])


@router.post(
    "/login",
    dependencies=[PasswordRate],
    responses=problems(INVALID_CREDENTIALS, ACCOUNT_DISABLED, *BODY_PROBLEMS, RATE_LIMITED),
)
async def log_in(
    request: Request,
    response: Response,
    credentials: LoginIn,
    source: RequestSource,
    sessions: SessionRules,
    reading: ReadSession,
    writing: WriteSession,
) -> TokensOut:
    identifier = credentials.username or credentials.email
    if identifier is None:
        raise Problem(VALIDATION_FAILED, errors=[_NO_IDENTIFIER])
    # Two sessions: the one that writes takes its lock only after the password was found right.
    async with guarded_attempt(request, canonical(identifier), INVALID_CREDENTIALS):
        proof = await sessions.check_password(reading, source, identifier, credentials.password)
    return tokens_out(response, await sessions.log_in(writing, source, proof))


@router.post(
    "/refresh",
    response_model=TokensOut,
    dependencies=[SessionRate],
    responses=problems(TOKEN_INVALID, TOKEN_EXPIRED, *BODY_PROBLEMS, RATE_LIMITED),
)
async def refresh_tokens(
    request: Request,
    response: Response,
    body: RefreshIn,
    source: RequestSource,
    sessions: SessionRules,
    session: WriteSession,
) -> TokensOut | Response:
    outcome = await sessions.refresh(session, source, body.refresh_token)
    if isinstance(outcome, Problem):
        return problem_response(request, outcome)
    return tokens_out(response, outcome)


@router.post(
    "/logout",
    status_code=204,
    dependencies=[SessionRate],
    responses=problems(*TOKEN_PROBLEMS, *BODY_PROBLEMS, RATE_LIMITED),
    openapi_extra={"security": [{}]},  # besides the access token: a refresh token is enough
)
async def log_out(
    request: Request,
    source: RequestSource,
    sessions: SessionRules,
    session: WriteSession,
    credentials: Credentials,
    body: LogoutIn | None = None,
) -> None:
    """Ends the session of the refresh token sent, or without one the session of the access token."""
    if body is not None and body.refresh_token is not None:
        await sessions.log_out(session, source, body.refresh_token)
    else:
        await sessions.log_out_here(session, source, await authenticate(request, sessions, credentials))


@router.get("/me", responses=problems(*TOKEN_PROBLEMS))
async def get_me(principal: TokenHolder) -> UserOut:
    return UserOut.of(principal.user)


@router.get("/sessions", responses=problems(*USER_PROBLEMS))
async def list_sessions(principal: AuthenticatedUser, sessions: SessionRules, session: ReadSession) -> SessionList:
    found = await sessions.own_sessions(session, principal)
    return SessionList(sessions=[SessionOut.of(item, principal.session_id) for item in found])


@router.delete("/sessions/{session_id}", status_code=204, responses=problems(*USER_PROBLEMS, NOT_FOUND))
async def end_session(
    session_id: PathId,
    principal: AuthenticatedUser,
    source: RequestSource,
    sessions: SessionRules,
    session: WriteSession,
) -> None:
    number = identity_of(session_id)
    if number is None:
        raise Problem(NOT_FOUND)
    await sessions.end_own(session, source, principal, number)


def tokens_out(response: Response, issued: IssuedTokens) -> TokensOut:
    response.headers["Cache-Control"] = "no-store"  # RFC 6749, 5.1
    return TokensOut(
        access_token=issued.access_token,
        expires_in=issued.expires_in,
        refresh_token=issued.refresh_token,
        user=UserOut.of(issued.user),
    )
