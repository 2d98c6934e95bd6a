"""What the gateway tells of a person."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from tr4ction_common.cycles import is_cycle
from tr4ction_common.tables import MAX_IDENTITY, identity_of


def _identity(value: str) -> str:
    if identity_of(value) is None:
        raise ValueError("must be a number")
    return value


def _cycle(value: str) -> str:
    if not is_cycle(value):
        raise ValueError("must be the name of a cycle")
    return value


class OrganizationIn(BaseModel):
    id: Annotated[str, AfterValidator(_identity)] = Field(examples=["3"])
    name: str = Field(min_length=1, max_length=200, examples=["Padaria Boa"])


class MemberIn(BaseModel):
    """A person at `revision`, which grows with every change of theirs."""

    revision: int = Field(ge=0, le=MAX_IDENTITY, examples=[1790000000000])
    email: str = Field(max_length=254, examples=["ana@startup.example"])
    name: str = Field(max_length=200, examples=["Ana Souza"])
    role: Literal["admin", "mentor", "founder"]
    is_active: bool
    organization: OrganizationIn | None
    cycles: list[Annotated[str, AfterValidator(_cycle)]] = Field(max_length=1000, examples=[["Q1_2026"]])


class MemberReceipt(BaseModel):
    """`applied` is false where what came was no newer than what was there."""

    user_id: str = Field(examples=["12"])
    applied: bool
