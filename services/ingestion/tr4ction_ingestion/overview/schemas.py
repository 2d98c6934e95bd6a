"""Everybody's trails as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from tr4ction_common.pages import Limit, Offset, Total
from tr4ction_common.tables import identity_of
from tr4ction_ingestion.answers.schemas import StepOut
from tr4ction_ingestion.overview.side_by_side import Column, Table
from tr4ction_ingestion.wire import (
    Answer,
    CellRange,
    Count,
    Cycle,
    Email,
    FieldId,
    FieldLabel,
    FieldType,
    GroupName,
    Moment,
    Number,
    OrganizationName,
    OrganizationNumber,
    Percent,
    PersonName,
    Required,
    Revision,
    StepId,
    StepName,
    TemplateKey,
    TrailName,
    UserId,
    Version,
    VersionStatus,
)

UnlockRule = Literal["open", "in_order", "by_admin"]


def _identity(value: str) -> str:
    if identity_of(value) is None:
        raise ValueError("must be a number")
    return value


OrganizationId = Annotated[str, AfterValidator(_identity), Field(examples=["3"])]


class AdminStep(BaseModel):
    id: StepId
    name: StepName
    num_fields: Count
    num_required: Count


class VersionInUse(BaseModel):
    """A version and how many organizations fill it in."""

    template_id: Number
    version: Version
    status: VersionStatus
    organizations: Count


class AdminTrail(BaseModel):
    """`template_id`, `version` and `status` are of the version that founders begin with; an archived one hides the
    trail from them. `versions` are those that somebody fills in."""

    id: TemplateKey
    cycle: Cycle
    name: TrailName
    description: str = Field(examples=[""])
    unlock_rule: UnlockRule
    template_id: Number
    version: Version
    status: VersionStatus
    steps: list[AdminStep]
    versions: list[VersionInUse]
    created_at: Moment


class TrailPage(BaseModel):
    """One page, newest first; `total` counts all pages."""

    trails: list[AdminTrail]
    total: Total
    limit: Limit
    offset: Offset


class TrailChange(BaseModel):
    """What is not sent stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Field(examples=["Template Q1"])
    ] = "?"
    description: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=5_000), Field(examples=["As onze semanas"])
    ] = ""
    unlock_rule: UnlockRule = "open"

    def values(self) -> dict[str, Any]:
        """What was sent."""
        return self.model_dump(exclude_unset=True)


class Move(BaseModel):
    """Which organizations go to the published version; null: all."""

    model_config = ConfigDict(extra="forbid")

    organizations: Annotated[list[OrganizationId], Field(max_length=10_000)] | None = None


class MovedForm(BaseModel):
    """`left_behind`: answers that are kept, but whose field the version does not have."""

    organization_id: OrganizationNumber
    organization_name: OrganizationName
    from_version: Version
    answered: Count
    wanted: Count
    left_behind: Count


class MoveResult(BaseModel):
    """`moved` is without those that had the version already."""

    trail_id: TemplateKey
    cycle: Cycle
    template_id: Number
    version: Version
    moved: list[MovedForm]


class LeftBehind(BaseModel):
    """An answer without a field; `label` and `sheet_name` are of the last version that had it."""

    organization_id: OrganizationNumber
    organization_name: OrganizationName
    field_id: FieldId
    label: str | None = Field(examples=["Nome da Empresa"])
    sheet_name: str | None = Field(examples=["2.1 ICP"])
    value: Answer
    saved_by: UserId
    saved_at: Moment


class LeftBehindPage(BaseModel):
    answers: list[LeftBehind]
    total: Total
    limit: Limit
    offset: Offset


class FounderProgress(BaseModel):
    """A founder in a trail; what counts is their organization's. `currentStep` is the name of the first step that can
    be answered and is not complete. `riskReason` says the rule."""

    id: UserId
    name: PersonName
    email: Email
    trailId: TemplateKey  # noqa: N815  the names that clients know
    currentStep: str | None = Field(examples=["2.1 ICP"])  # noqa: N815
    progress: Percent
    risk: Literal["low", "medium", "high"]
    steps: list[StepOut]
    trailName: TrailName  # noqa: N815
    cycle: Cycle
    currentStepId: str | None = Field(examples=["2-1-icp"])  # noqa: N815
    organizationId: OrganizationNumber  # noqa: N815
    organizationName: OrganizationName  # noqa: N815
    riskReason: str = Field(examples=["A new answer within the last 7 days."])  # noqa: N815
    lastActivityAt: datetime | None = Field(examples=["2026-11-21T14:03:00Z"])  # noqa: N815
    templateId: Number  # noqa: N815


class AnswerView(BaseModel):
    """A question and its answer; `value` is null where there is none."""

    field_id: FieldId
    label: FieldLabel
    type: FieldType
    required: Required
    group: GroupName
    cell_range: CellRange
    value: Answer
    revision: int | None = Field(examples=[7])
    saved_by: str | None = Field(examples=["12"])
    saved_by_name: str | None = Field(examples=["Ana Souza"])
    saved_at: datetime | None = Field(examples=["2026-11-21T14:03:00Z"])


class AnsweredStep(StepOut):
    fields: list[AnswerView]

    @classmethod
    def with_fields(cls, step: StepOut, fields: list[AnswerView]) -> Self:
        return cls(**step.model_dump(), fields=fields)


class FounderAnswers(BaseModel):
    """Everything an organization has answered of a trail, step by step."""

    id: UserId
    name: PersonName
    email: Email
    organization_id: str | None = Field(examples=["3"])
    organization_name: OrganizationName
    trail_id: TemplateKey
    cycle: Cycle
    template_id: Number
    revision: Revision
    steps: list[AnsweredStep]
    left_behind: list[LeftBehind]


class ComparedQuestion(BaseModel):
    """A question of the step, as the trail's version asks it, or the newest other version that somebody fills in."""

    field_id: FieldId
    label: FieldLabel
    type: FieldType
    required: Required
    group: GroupName
    cell_range: CellRange


class ComparedAnswer(BaseModel):
    value: Answer
    saved_by: UserId
    saved_at: Moment


class ComparedOrganization(BaseModel):
    """`version` is the one that it fills in; `progress` is of this step. `answers` by field id: what is not answered is
    not in it. `last_activity_at` is null before the first answer to any step."""

    organization_id: OrganizationNumber
    organization_name: OrganizationName
    version: Version
    progress: Percent
    last_activity_at: Moment | None
    answers: dict[str, ComparedAnswer] = Field(
        examples=[
            {
                "icp.nome_da_empresa": {
                    "value": "Padaria Boa",
                    "saved_by": "12",
                    "saved_at": "2026-11-21T14:03:00Z",
                }
            }
        ]
    )

    @classmethod
    def of(cls, column: Column) -> Self:
        return cls(
            organization_id=str(column.organization_id),
            organization_name=column.organization_name,
            version=column.version,
            progress=column.progress,
            last_activity_at=column.form.last_saved_at if column.form else None,
            answers={
                field_id: ComparedAnswer(value=answer.value, saved_by=answer.saved_by, saved_at=answer.saved_at)
                for field_id, answer in column.answers.items()
            },
        )


class ComparedAnswers(BaseModel):
    """Questions beside organizations, by name; `total` counts organizations."""

    trail_id: TemplateKey
    cycle: Cycle
    step_id: StepId
    step_name: StepName
    questions: list[ComparedQuestion]
    organizations: list[ComparedOrganization]
    total: Total
    limit: Limit
    offset: Offset

    @classmethod
    def of(cls, table: Table, limit: int, offset: int) -> Self:
        return cls(
            trail_id=table.trail.template_key,
            cycle=table.trail.cycle,
            step_id=table.step.step_id,
            step_name=table.step.name,
            questions=[ComparedQuestion.model_validate(item, from_attributes=True) for item in table.questions],
            organizations=[ComparedOrganization.of(column) for column in table.columns],
            total=table.total,
            limit=limit,
            offset=offset,
        )
