"""Trails and answers as founders' clients know them."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from tr4ction_common.pages import Limit, Offset, Total
from tr4ction_common.tables import MAX_IDENTITY
from tr4ction_ingestion.answers.models import AnswerVersion
from tr4ction_ingestion.answers.progress import StepState
from tr4ction_ingestion.answers.service import OpenStep, StepAnswers, TrailState
from tr4ction_ingestion.trails.models import TrailField
from tr4ction_ingestion.wire import (
    Answer,
    CellRange,
    Cycle,
    Example,
    FieldId,
    FieldLabel,
    FieldType,
    GroupName,
    Help,
    Moment,
    Number,
    Options,
    Percent,
    PhaseName,
    Required,
    Revision,
    StepId,
    StepName,
    TemplateKey,
    TrailName,
    UserId,
)

ReadRevision = Annotated[int, Field(ge=0, le=MAX_IDENTITY, examples=[7])]
AnswerValue = str | bool | int | float | None


class StepOut(BaseModel):
    """`progress` in per cent of the required fields, or of all where none is required."""

    id: StepId
    name: StepName
    locked: bool = Field(examples=[False])
    completed: bool = Field(examples=[False])
    progress: Percent

    @classmethod
    def of(cls, state: StepState) -> Self:
        return cls(
            id=state.step.step_id,
            name=state.step.name,
            locked=state.locked,
            completed=state.completed,
            progress=state.progress,
        )


class TrailOut(BaseModel):
    id: TemplateKey
    name: TrailName
    description: str = Field(examples=[""])
    cycle: Cycle
    steps: list[StepOut]

    @classmethod
    def of(cls, state: TrailState) -> Self:
        trail = state.trail
        return cls(
            id=trail.template_key,
            name=trail.name,
            description=trail.description,
            cycle=trail.cycle,
            steps=[StepOut.of(step) for step in state.steps],
        )


class QuestionOut(BaseModel):
    """A field of a step. `name` is the `field_id`; `placeholder` an example of an answer."""

    name: FieldId
    label: FieldLabel
    type: FieldType
    placeholder: Example
    required: Required
    options: Options
    help: Help
    group: GroupName
    phase: PhaseName
    cell_range: CellRange

    @classmethod
    def of(cls, field: TrailField) -> Self:
        return cls(
            name=field.field_id,
            label=field.label,
            type=field.type,
            placeholder=field.placeholder,
            required=field.required,
            options=field.options,
            help=field.help,
            group=field.group,
            phase=field.phase,
            cell_range=field.cell_range,
        )


class StepSchema(BaseModel):
    trail_id: TemplateKey
    step_id: StepId
    step_name: StepName
    fields: list[QuestionOut]


class ProgressOut(BaseModel):
    """`formData` holds the answers by field id; what is not answered is not in it."""

    trail_id: TemplateKey
    step_id: StepId
    isLocked: bool = Field(examples=[False])  # noqa: N815  the name that clients know
    formData: dict[str, Any] = Field(examples=[{"icp.nome_da_empresa": "Padaria Boa"}])  # noqa: N815
    progress: Percent
    completed: bool = Field(examples=[False])
    revision: Revision

    @classmethod
    def of(cls, answers: StepAnswers) -> Self:
        opened: OpenStep = answers.opened
        return cls(
            trail_id=opened.trail.template_key,
            step_id=opened.step.step_id,
            isLocked=opened.state.locked,
            formData=answers.values,
            progress=opened.state.progress,
            completed=opened.state.completed,
            revision=answers.revision,
        )


class ProgressIn(BaseModel):
    """Answers by field id; null or empty text empties a field, fields not sent stay as they are.

    `revision` is the one that was read: with it, a field that somebody else has changed since is not overwritten.
    """

    model_config = ConfigDict(populate_by_name=True)

    form_data: dict[str, AnswerValue] = Field(alias="formData", examples=[{"icp.nome_da_empresa": "Padaria Boa"}])
    revision: ReadRevision | None = None


class AnswerVersionOut(BaseModel):
    """One value of the past; null where the field was emptied."""

    id: Number
    value: Answer
    revision: Revision
    saved_by: UserId
    saved_at: Moment

    @classmethod
    def of(cls, version: AnswerVersion) -> Self:
        return cls(
            id=version.id,
            value=version.value,
            revision=version.revision,
            saved_by=version.saved_by,
            saved_at=version.saved_at,
        )


class HistoryPage(BaseModel):
    """Newest first; `total` counts all pages."""

    versions: list[AnswerVersionOut]
    total: Total
    limit: Limit
    offset: Offset
