"""What routes depend on to know who is asking."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from tr4ction_common.bearer import Credentials, token_of
from tr4ction_common.database import Database
from tr4ction_common.errors import AUTHENTICATION_REQUIRED, FORBIDDEN, TOKEN_EXPIRED, TOKEN_INVALID
from tr4ction_common.problems import Problem
from tr4ction_gateway.sessions.errors import PASSWORD_CHANGE_REQUIRED
from tr4ction_gateway.sessions.service import Principal, Sessions

TOKEN_PROBLEMS = (AUTHENTICATION_REQUIRED, TOKEN_INVALID, TOKEN_EXPIRED)
USER_PROBLEMS = (*TOKEN_PROBLEMS, PASSWORD_CHANGE_REQUIRED)
ADMIN_PROBLEMS = (*USER_PROBLEMS, FORBIDDEN)


def session_rules(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


SessionRules = Annotated[Sessions, Depends(session_rules)]


async def authenticate(request: Request, sessions: SessionRules, credentials: Credentials) -> Principal:
    """Who sent the bearer token of `request`. Raises Problem.

    Reads in a session of its own that is over at once: a request that is passed on may last for minutes, and must not
    hold a connection as long.
    """
    token = token_of(credentials)
    database: Database = request.app.state.database
    async with database.session(writes=False) as session:
        return await sessions.authenticate(session, token)


# Whoever has a good token: for what must be possible before a one-time password is changed, and for nothing else.
TokenHolder = Annotated[Principal, Depends(authenticate)]


def require_own_password(principal: TokenHolder) -> Principal:
    if principal.must_change_password:
        raise Problem(PASSWORD_CHANGE_REQUIRED)
    return principal


AuthenticatedUser = Annotated[Principal, Depends(require_own_password)]


def require_admin(principal: AuthenticatedUser) -> Principal:
    if principal.user.role != "admin":
        raise Problem(FORBIDDEN)
    return principal


AuthenticatedAdmin = Annotated[Principal, Depends(require_admin)]
