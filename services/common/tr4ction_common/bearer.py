"""Bearer tokens of requests (RFC 6750), and that an operation of the API document needs one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tr4ction_common.errors import AUTHENTICATION_REQUIRED
from tr4ction_common.problems import Problem

SCHEME = "accessToken"

# Refuses nobody by itself, in words of its own: `token_of` does, with ours.
_BEARER = HTTPBearer(
    scheme_name=SCHEME,
    bearerFormat="JWT",
    description="The `access_token` that a log-in gives. It expires; `/auth/refresh` gives the next one.",
    auto_error=False,
)

# What depends on it is described as needing a token.
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]


def token_of(credentials: HTTPAuthorizationCredentials | None) -> str:
    """The token that was sent. Raises Problem where none was."""
    token = credentials.credentials.strip() if credentials is not None else ""
    if not token:
        raise Problem(AUTHENTICATION_REQUIRED)
    return token
