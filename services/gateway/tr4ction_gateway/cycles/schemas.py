"""Cycles as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from tr4ction_common.pages import Limit, Offset, Total
from tr4ction_gateway.cycles.models import Cycle

# How well it is formed is the service's to say, with a code of its own.
CycleName = Annotated[str, Field(max_length=400, examples=["Q1_2026"])]


class CycleIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: CycleName


class CycleOut(BaseModel):
    id: str = Field(examples=["1"])
    name: str = Field(examples=["Q1_2026"])
    created_at: datetime

    @classmethod
    def of(cls, cycle: Cycle) -> Self:
        return cls(id=str(cycle.id), name=cycle.name, created_at=cycle.created_at)


class CyclePage(BaseModel):
    """One page, newest first; `total` counts all pages."""

    cycles: list[CycleOut]
    total: Total
    limit: Limit
    offset: Offset
