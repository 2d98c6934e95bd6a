"""Decisions as they go over the wire."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Decision(BaseModel):
    """Which field of the version before it is; null: it is new."""

    model_config = ConfigDict(extra="forbid")

    old_field_id: str | None = Field(max_length=1000, examples=["icp.nome_da_empresa"])
