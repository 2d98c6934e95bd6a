"""Organizations as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from tr4ction_common.pages import Limit, Offset, Total
from tr4ction_gateway.cycles.schemas import CycleName
from tr4ction_gateway.organizations.models import Organization
from tr4ction_gateway.text import Name

CompanyName = Annotated[Name, Field(examples=["Padaria Boa"])]
CycleNames = Annotated[list[CycleName], Field(max_length=100, examples=[["Q1_2026"]])]


class OrganizationIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: CompanyName
    cycles: CycleNames = []


class OrganizationChange(BaseModel):
    """What is not sent stays; `cycles` are all that it takes part in from now on."""

    model_config = ConfigDict(extra="forbid")

    name: CompanyName | None = None
    cycles: CycleNames | None = None


class OrganizationOut(BaseModel):
    """A start-up and the cycles in which its members take part, by name."""

    id: str = Field(examples=["3"])
    name: str = Field(examples=["Padaria Boa"])
    cycles: list[str] = Field(examples=[["Q1_2026"]])
    created_at: datetime

    @classmethod
    def of(cls, organization: Organization) -> Self:
        """`organization` must have been loaded with its cycles."""
        return cls(
            id=str(organization.id),
            name=organization.name,
            cycles=sorted(cycle.name for cycle in organization.cycles),
            created_at=organization.created_at,
        )


class OrganizationPage(BaseModel):
    """One page, by name; `total` counts all pages."""

    organizations: list[OrganizationOut]
    total: Total
    limit: Limit
    offset: Offset
