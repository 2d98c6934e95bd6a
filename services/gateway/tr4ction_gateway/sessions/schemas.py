"""Logging in, as it goes over the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from tr4ction_gateway.accounts.schemas import UserOut

Identifier = Annotated[str, Field(min_length=1, max_length=320)]
RefreshTokenText = Annotated[str, Field(min_length=1, max_length=256)]


class LoginIn(BaseModel):
    """A user name or an e-mail address, in either field, and the password."""

    username: Identifier | None = None
    email: Identifier | None = None
    password: Annotated[str, Field(min_length=1, max_length=1024)]


class RefreshIn(BaseModel):
    refresh_token: RefreshTokenText


class LogoutIn(BaseModel):
    refresh_token: RefreshTokenText | None = None


class TokensOut(BaseModel):
    """`expires_in` is the life of the access token in seconds."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  a kind of token (RFC 6750)
    expires_in: int
    refresh_token: str
    user: UserOut
