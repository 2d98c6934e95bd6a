"""Accounts as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from tr4ction_common.pages import Limit, Offset, Total
from tr4ction_common.tables import identity_of
from tr4ction_gateway.accounts.identity import MAX_EMAIL, MAX_USERNAME, canonical, is_email, is_username
from tr4ction_gateway.accounts.models import Role, User
from tr4ction_gateway.text import MAX_NAME, Name


def _email(value: str) -> str:
    folded = canonical(value)
    if not is_email(folded):
        raise ValueError("must be an e-mail address")
    return folded


def _username(value: str) -> str:
    folded = canonical(value)
    if not is_username(folded):
        raise ValueError("must be a user name")
    return folded


def _identity(value: str) -> str:
    if identity_of(value) is None:
        raise ValueError("must be a number")
    return value


Email = Annotated[str, Field(max_length=2 * MAX_EMAIL, examples=["ana@startup.example"]), AfterValidator(_email)]
Username = Annotated[str, Field(max_length=2 * MAX_USERNAME, examples=["ana"]), AfterValidator(_username)]
PersonName = Annotated[Name, Field(examples=["Ana Souza"])]
Id = Annotated[str, Field(max_length=19, examples=["3"]), AfterValidator(_identity)]
NewPassword = Annotated[str, Field(max_length=1024, examples=["uma frase só minha"])]


class UserOut(BaseModel):
    """A person as clients see them; `company_name` is their start-up's, null for staff."""

    id: str = Field(examples=["12"])
    email: str = Field(examples=["ana@startup.example"])
    name: str = Field(examples=["Ana Souza"])
    role: Role = Field(examples=["founder"])
    company_name: str | None = Field(examples=["Padaria Boa"])
    must_change_password: bool

    @classmethod
    def of(cls, user: User) -> Self:
        """`user` must have been loaded with its organization."""
        return cls(
            id=str(user.id),
            email=user.email,
            name=user.name,
            role=user.role,
            company_name=user.organization.name if user.organization else None,
            must_change_password=user.must_change_password,
        )


class AccountOut(UserOut):
    """A person as admins see them. Who is disabled has `disabled_at`."""

    username: str | None = Field(examples=["ana"])
    organization_id: str | None = Field(examples=["3"])
    created_at: datetime
    disabled_at: datetime | None

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(
            **UserOut.of(user).model_dump(),
            username=user.username,
            organization_id=None if user.organization_id is None else str(user.organization_id),
            created_at=user.created_at,
            disabled_at=user.disabled_at,
        )


class AccountCreated(AccountOut):
    """`one_time_password` is there where none was given, this once, and has to be changed at the first log-in."""

    one_time_password: str | None = Field(default=None, examples=["cB1kV0…"])


class AccountPage(BaseModel):
    """One page, by name; `total` counts all pages."""

    users: list[AccountOut]
    total: Total
    limit: Limit
    offset: Offset


_NEW_ACCOUNT: JsonDict = {
    "email": "ana@startup.example",
    "name": "Ana Souza",
    "role": "founder",
    "organization_id": "3",
}


class AccountIn(BaseModel):
    """A new account. A founder belongs to an organization, nobody else does."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"email": "ana@startup.example", "name": "Ana Souza", "role": "founder", "organization_id": "3"}
            ]
        },
    )

    email: Email
    name: PersonName
    role: Role
    username: Username | None = None
    organization_id: Id | None = None
    password: NewPassword | None = None
    must_change_password: bool = False


class AccountChange(BaseModel):
    """What is not sent stays. `force_logout` ends every session of the person; to disable them does that too."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_NEW_ACCOUNT]})

    email: Email | None = None
    name: PersonName | None = None
    username: Username | None = None
    role: Role | None = None
    organization_id: Id | None = None
    disabled: bool | None = None
    force_logout: Literal[True] | None = None


SearchWords = Annotated[str, Field(max_length=MAX_NAME, examples=["souza"])]
