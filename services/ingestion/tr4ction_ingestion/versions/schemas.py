"""Versions as they go over the wire."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tr4ction_ingestion.templates.schemas import FieldView
from tr4ction_ingestion.wire import Count, FieldId, FileHash, Number, Reasons, Version, VersionStatus


class DiffSide(BaseModel):
    """`fields`: how many detection found."""

    template_id: Number
    version: Version
    status: VersionStatus
    file: str = Field(examples=["Template Q1.xlsx"])
    file_hash_sha256: FileHash
    fields: Count


class DiffMatch(BaseModel):
    """`certainty`: `same` or `sure`; `changes` names what differs."""

    old_field_id: FieldId
    new_field_id: FieldId
    certainty: str = Field(examples=["sure"])
    reasons: Reasons
    changes: list[str] = Field(examples=[["label", "range"]])


class WholeMatch(DiffMatch):
    old: FieldView
    new: FieldView


class DiffDoubt(BaseModel):
    """Each of `old` became one of `new` or none, and nothing says which."""

    old: list[FieldView]
    new: list[FieldView]
    reasons: Reasons


class DiffView(BaseModel):
    """What changed from one version to another, in the new one's reading order."""

    model_config = ConfigDict(extra="allow")

    old: DiffSide
    new: DiffSide
    is_empty: bool = Field(examples=[False])
    summary: dict[str, int] = Field(examples=[{"added": 1}])
    sheets: dict[str, Any] = Field(examples=[{"added": []}])
    added: list[FieldView]
    removed: list[FieldView]
    moved: list[WholeMatch]
    renamed: list[WholeMatch]
    retyped: list[WholeMatch]
    doubtful: list[DiffDoubt]
    matches: list[DiffMatch]
