"""Logging in, refreshing, logging out, and who am I."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import VALIDATION_FAILED
from tr4ction_common.languages import Text
from tr4ction_common.problem_handlers import problem_response
from tr4ction_common.problems import FieldError, Problem
from tr4ction_gateway.accounts.schemas import UserOut
from tr4ction_gateway.limits import RateLimits
from tr4ction_gateway.sessions.dependencies import AuthenticatedUser, SessionRules, authenticate
from tr4ction_gateway.sessions.schemas import LoginIn, LogoutIn, RefreshIn, TokensOut
from tr4ction_gateway.sessions.service import IssuedTokens

_NO_IDENTIFIER = FieldError(
    Text("Informe o usuário ou o e-mail.", "Give the user name or the e-mail address."), pointer="/username"
)

router = APIRouter(prefix="/auth", tags=["sessions"])


def login_router(limits: RateLimits) -> APIRouter:
    """`POST /auth/login`, as often as `limits` allow."""
    limited = APIRouter(prefix="/auth", tags=["sessions"])
    limited.add_api_route("/login", limits.per_address(limits.login)(log_in), methods=["POST"])
    return limited


async def log_in(
    request: Request,  # noqa: ARG001  the limiter asks it for the client's address
    response: Response,
    credentials: LoginIn,
    sessions: SessionRules,
    reading: ReadSession,
    writing: WriteSession,
) -> TokensOut:
    identifier = credentials.username or credentials.email
    if identifier is None:
        raise Problem(VALIDATION_FAILED, errors=[_NO_IDENTIFIER])
    # Two sessions: the one that writes takes its lock only after the password was found right.
    user = await sessions.check_password(reading, identifier, credentials.password)
    return _tokens(response, await sessions.open(writing, user))


@router.post("/refresh", response_model=TokensOut)
async def refresh(
    request: Request, response: Response, body: RefreshIn, sessions: SessionRules, session: WriteSession
) -> TokensOut | Response:
    outcome = await sessions.refresh(session, body.refresh_token)
    if isinstance(outcome, Problem):
        return problem_response(request, outcome)
    return _tokens(response, outcome)


@router.post("/logout", status_code=204)
async def log_out(
    request: Request, sessions: SessionRules, session: WriteSession, body: LogoutIn | None = None
) -> None:
    """Ends the session of the refresh token sent, or without one the session of the access token."""
    if body is not None and body.refresh_token is not None:
        await sessions.end(session, body.refresh_token)
    else:
        await sessions.end_own(session, await authenticate(request, sessions))


@router.get("/me")
async def me(principal: AuthenticatedUser) -> UserOut:
    return UserOut.of(principal.user)


def _tokens(response: Response, issued: IssuedTokens) -> TokensOut:
    response.headers["Cache-Control"] = "no-store"  # RFC 6749, 5.1
    return TokensOut(
        access_token=issued.access_token,
        expires_in=issued.expires_in,
        refresh_token=issued.refresh_token,
        user=UserOut.of(issued.user),
    )
