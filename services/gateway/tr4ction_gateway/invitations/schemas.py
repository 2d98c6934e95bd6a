"""Invitations as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from tr4ction_common.pages import Limit, Offset, Total
from tr4ction_gateway.accounts.models import Role
from tr4ction_gateway.accounts.schemas import Email, Id, NewPassword, PersonName
from tr4ction_gateway.invitations.models import Invitation
from tr4ction_gateway.invitations.repository import InvitationState
from tr4ction_gateway.one_time_tokens import TokenText

_INVITATION: JsonDict = {"email": "ana@startup.example", "role": "founder", "organization_id": "3"}


class InvitationIn(BaseModel):
    """A founder is invited to an organization, nobody else is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [_INVITATION]},
    )

    email: Email
    role: Role = "founder"
    name: PersonName | None = None
    organization_id: Id | None = None


class InvitationOut(BaseModel):
    id: str = Field(examples=["5"])
    email: str = Field(examples=["ana@startup.example"])
    name: str | None = Field(examples=["Ana Souza"])
    role: Role = Field(examples=["founder"])
    organization_id: str | None = Field(examples=["3"])
    company_name: str | None = Field(examples=["Padaria Boa"])
    state: InvitationState = Field(examples=["pending"])
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, invitation: Invitation, now: datetime) -> Self:
        """`invitation` must have been loaded with its organization."""
        return cls(
            id=str(invitation.id),
            email=invitation.email,
            name=invitation.name,
            role=invitation.role,
            organization_id=None if invitation.organization_id is None else str(invitation.organization_id),
            company_name=invitation.organization.name if invitation.organization else None,
            state=_state(invitation, now),
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
        )


def _state(invitation: Invitation, now: datetime) -> InvitationState:
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.revoked_at is not None:
        return "revoked"
    return "pending" if invitation.expires_at > now else "expired"


class InvitationSent(InvitationOut):
    """`link` is told this once, for the admin to hand on: nobody is written to."""

    link: str = Field(examples=["https://app.example.com/accept-invitation#token=kq0nJ3…"])


class InvitationPage(BaseModel):
    """One page, newest first; `total` counts all pages."""

    invitations: list[InvitationOut]
    total: Total
    limit: Limit
    offset: Offset


class AcceptIn(BaseModel):
    """`token` is what the link has after `#token=`. Who has an account already gives the password that it has."""

    model_config = ConfigDict(extra="forbid")

    token: TokenText
    password: NewPassword = Field(min_length=1)
    name: PersonName | None = None
