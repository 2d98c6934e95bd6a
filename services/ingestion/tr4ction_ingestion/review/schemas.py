"""Corrections as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tr4ction_ingestion.review.models import Correction

FieldType = Literal["text_short", "text_long", "number", "date", "choice", "boolean"]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
Options = Annotated[list[Label], Field(max_length=1000)]
Place = Annotated[int, Field(ge=0, le=1_000_000)]


class FieldChange(BaseModel):
    """What is not sent stays as it is; null takes help, group, phase or example away.

    `order_index` is the place among the fields of the same sheet, from 0.
    """

    model_config = ConfigDict(extra="forbid")

    label: Label = "?"
    inferred_type: FieldType = "text_short"
    options: Options = []
    required: bool = False
    help: LongText | None = None
    group: Label | None = None
    phase: Label | None = None
    example_value: LongText | None = None
    order_index: Place = 0

    def values(self) -> dict[str, Any]:
        """What was sent."""
        return self.model_dump(exclude_unset=True)


class NewField(BaseModel):
    """A range that detection did not take for a field."""

    model_config = ConfigDict(extra="forbid")

    sheet_name: Annotated[str, Field(min_length=1, max_length=255, examples=["SWOT"])]
    cell_range: Annotated[str, Field(min_length=2, max_length=30, examples=["B4:D9"])]
    label: Label
    inferred_type: FieldType = "text_short"
    options: Options = []
    required: bool = False
    help: LongText | None = None
    group: Label | None = None
    phase: Label | None = None
    example_value: LongText | None = None


class SheetToLeaveOut(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sheet_name: Annotated[str, Field(min_length=1, max_length=255)]


class CorrectionView(BaseModel):
    """`kind`: `change`, `add` or `remove` of a field, or `leave_out` of a sheet. Undone, it has no effect.

    `carried_from` is the correction of the version before that it repeats.
    """

    id: int
    kind: Literal["change", "add", "remove", "leave_out"]
    field_id: str | None
    sheet_name: str | None
    values: dict[str, Any]
    made_by: str
    made_at: datetime
    undone_by: str | None
    undone_at: datetime | None
    carried_from: int | None

    @classmethod
    def of(cls, correction: Correction) -> Self:
        return cls.model_validate(correction, from_attributes=True)


class CorrectionList(BaseModel):
    """Oldest first."""

    corrections: list[CorrectionView]
