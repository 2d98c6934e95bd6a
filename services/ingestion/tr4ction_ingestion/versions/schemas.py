"""Versions as they go over the wire."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tr4ction_ingestion.templates.schemas import FieldView


class DiffSide(BaseModel):
    """`fields`: how many detection found."""

    template_id: int
    version: int
    status: str
    file: str
    file_hash_sha256: str
    fields: int


class DiffMatch(BaseModel):
    """`certainty`: `same` or `sure`; `changes` names what differs."""

    old_field_id: str
    new_field_id: str
    certainty: str = Field(examples=["sure"])
    reasons: list[str]
    changes: list[str] = Field(examples=[["label", "range"]])


class WholeMatch(DiffMatch):
    old: FieldView
    new: FieldView


class DiffDoubt(BaseModel):
    """Each of `old` became one of `new` or none, and nothing says which."""

    old: list[FieldView]
    new: list[FieldView]
    reasons: list[str]


class DiffView(BaseModel):
    """What changed from one version to another, in the new one's reading order."""

    model_config = ConfigDict(extra="allow")

    old: DiffSide
    new: DiffSide
    is_empty: bool
    summary: dict[str, int]
    sheets: dict[str, Any]
    added: list[FieldView]
    removed: list[FieldView]
    moved: list[WholeMatch]
    renamed: list[WholeMatch]
    retyped: list[WholeMatch]
    doubtful: list[DiffDoubt]
    matches: list[DiffMatch]
