"""Corrections as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tr4ction_ingestion.review.models import Correction
from tr4ction_ingestion.wire import Moment, Number, UserId

FieldType = Literal["text_short", "text_long", "number", "date", "choice", "boolean"]
Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Field(examples=["Nome da empresa"])
]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=20_000), Field(examples=["Como está no contrato social."])
]
Options = Annotated[list[Label], Field(max_length=1000, examples=[[]])]
Place = Annotated[int, Field(ge=0, le=1_000_000, examples=[0])]


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

    sheet_name: Annotated[str, Field(min_length=1, max_length=255, examples=["2.1 ICP"])]
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

    sheet_name: Annotated[str, Field(min_length=1, max_length=255, examples=["2.1 ICP"])]


class CorrectionView(BaseModel):
    """`kind`: `change`, `add` or `remove` of a field, or `leave_out` of a sheet. Undone, it has no effect.

    `carried_from` is the correction of the version before that it repeats.
    """

    id: Number
    kind: Literal["change", "add", "remove", "leave_out"]
    field_id: str | None = Field(examples=["icp.nome_da_empresa"])
    sheet_name: str | None = Field(examples=[None])
    values: dict[str, Any] = Field(examples=[{"label": "Nome da empresa"}])
    made_by: UserId
    made_at: Moment
    undone_by: str | None = Field(examples=[None])
    undone_at: datetime | None = Field(examples=[None])
    carried_from: int | None = Field(examples=[None])

    @classmethod
    def of(cls, correction: Correction) -> Self:
        return cls.model_validate(correction, from_attributes=True)


class CorrectionList(BaseModel):
    """Oldest first."""

    corrections: list[CorrectionView]
