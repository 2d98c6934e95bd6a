"""Everybody's trails as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from tr4ction_common.tables import identity_of
from tr4ction_ingestion.answers.schemas import StepOut

UnlockRule = Literal["open", "in_order", "by_admin"]


def _identity(value: str) -> str:
    if identity_of(value) is None:
        raise ValueError("must be a number")
    return value


OrganizationId = Annotated[str, AfterValidator(_identity), Field(examples=["3"])]


class AdminStep(BaseModel):
    id: str = Field(examples=["3-1-analise-swot"])
    name: str = Field(examples=["3.1 Análise SWOT"])
    num_fields: int
    num_required: int


class VersionInUse(BaseModel):
    """A version and how many organizations fill it in."""

    template_id: int
    version: int
    status: str
    organizations: int


class AdminTrail(BaseModel):
    """`template_id`, `version` and `status` are of the version that founders begin with; an archived one hides the
    trail from them. `versions` are those that somebody fills in."""

    id: str = Field(examples=["q1_template_q1"])
    cycle: str = Field(examples=["Q1"])
    name: str = Field(examples=["Template Q1"])
    description: str
    unlock_rule: UnlockRule
    template_id: int
    version: int
    status: str = Field(examples=["published"])
    steps: list[AdminStep]
    versions: list[VersionInUse]
    created_at: datetime


class TrailPage(BaseModel):
    """One page, newest first; `total` counts all pages."""

    trails: list[AdminTrail]
    total: int
    limit: int
    offset: int


class TrailChange(BaseModel):
    """What is not sent stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = "?"
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)] = ""
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

    organization_id: str
    organization_name: str | None
    from_version: int
    answered: int
    wanted: int
    left_behind: int


class MoveResult(BaseModel):
    """`moved` is without those that had the version already."""

    trail_id: str
    cycle: str
    template_id: int
    version: int
    moved: list[MovedForm]


class LeftBehind(BaseModel):
    """An answer without a field; `label` and `sheet_name` are of the last version that had it."""

    organization_id: str
    organization_name: str | None
    field_id: str
    label: str | None
    sheet_name: str | None
    value: Any
    saved_by: str
    saved_at: datetime


class LeftBehindPage(BaseModel):
    answers: list[LeftBehind]
    total: int
    limit: int
    offset: int


class FounderProgress(BaseModel):
    """A founder in a trail; what counts is their organization's. `currentStep` is the name of the first step that can
    be answered and is not complete. `riskReason` says the rule."""

    id: str = Field(examples=["12"])
    name: str = Field(examples=["Ana Souza"])
    email: str = Field(examples=["ana@startup.example"])
    trailId: str = Field(examples=["q1_template_q1"])  # noqa: N815  the names that clients know
    currentStep: str | None = Field(examples=["3.1 Análise SWOT"])  # noqa: N815
    progress: int = Field(ge=0, le=100)
    risk: Literal["low", "medium", "high"]
    steps: list[StepOut]
    trailName: str  # noqa: N815
    cycle: str
    currentStepId: str | None  # noqa: N815
    organizationId: str  # noqa: N815
    organizationName: str | None  # noqa: N815
    riskReason: str  # noqa: N815
    lastActivityAt: datetime | None  # noqa: N815
    templateId: int  # noqa: N815


class AnswerView(BaseModel):
    """A question and its answer; `value` is null where there is none."""

    field_id: str
    label: str
    type: str
    required: bool
    group: str | None
    cell_range: str
    value: Any
    revision: int | None
    saved_by: str | None
    saved_by_name: str | None
    saved_at: datetime | None


class AnsweredStep(StepOut):
    fields: list[AnswerView]

    @classmethod
    def with_fields(cls, step: StepOut, fields: list[AnswerView]) -> Self:
        return cls(**step.model_dump(), fields=fields)


class FounderAnswers(BaseModel):
    """Everything an organization has answered of a trail, step by step."""

    id: str
    name: str
    email: str
    organization_id: str | None
    organization_name: str | None
    trail_id: str
    cycle: str
    template_id: int
    revision: int
    steps: list[AnsweredStep]
    left_behind: list[LeftBehind]
