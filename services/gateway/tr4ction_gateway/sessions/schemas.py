"""Logging in, as it goes over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from tr4ction_gateway.accounts.schemas import UserOut
from tr4ction_gateway.one_time_tokens import TokenText
from tr4ction_gateway.sessions.models import LoginSession

Identifier = Annotated[str, Field(min_length=1, max_length=320, examples=["ana@startup.example"])]
PasswordText = Annotated[str, Field(min_length=1, max_length=1024, examples=["uma frase só minha"])]


_LOGIN: JsonDict = {"email": "ana@startup.example", "password": "uma frase só minha"}


class LoginIn(BaseModel):
    """A user name or an e-mail address, in either field, and the password."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LOGIN]})

    username: Identifier | None = None
    email: Identifier | None = None
    password: PasswordText


class RefreshIn(BaseModel):
    refresh_token: TokenText


class LogoutIn(BaseModel):
    refresh_token: TokenText | None = None


class TokensOut(BaseModel):
    """`expires_in` is the life of the access token in seconds."""

    access_token: str = Field(examples=["eyJhbGciOiJIUzI1NiIs…"])
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  a kind of token (RFC 6750)
    expires_in: int = Field(examples=[900])
    refresh_token: str = Field(examples=["kq0nJ3…"])
    user: UserOut


class SessionOut(BaseModel):
    """A log-in that goes on. `is_current` is the one that asks."""

    id: str = Field(examples=["7"])
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    address: str | None = Field(examples=["203.0.113.7"])
    user_agent: str | None = Field(examples=["Mozilla/5.0 (X11; Linux x86_64; rv:140.0)"])
    is_current: bool

    @classmethod
    def of(cls, session: LoginSession, current_id: int) -> Self:
        return cls(
            id=str(session.id),
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            expires_at=session.expires_at,
            address=session.address,
            user_agent=session.user_agent,
            is_current=session.id == current_id,
        )


class SessionList(BaseModel):
    """The last used first."""

    sessions: list[SessionOut]
