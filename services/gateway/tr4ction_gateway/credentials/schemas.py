"""Passwords, as they go over the wire."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from tr4ction_gateway.accounts.schemas import NewPassword
from tr4ction_gateway.one_time_tokens import TokenText
from tr4ction_gateway.sessions.schemas import PasswordText


class PasswordChange(BaseModel):
    """Every other session of the person ends."""

    model_config = ConfigDict(extra="forbid")

    current_password: PasswordText
    new_password: NewPassword


class PasswordResetIn(BaseModel):
    """`token` is what the link has after `#token=`. Every session of the person ends."""

    model_config = ConfigDict(extra="forbid")

    token: TokenText
    password: NewPassword


class ResetLink(BaseModel):
    """The link is told this once; it ends the one that was made before."""

    link: str = Field(examples=["https://app.example.com/reset-password#token=kq0nJ3…"])
    expires_at: datetime
