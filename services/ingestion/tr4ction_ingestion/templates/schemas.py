"""What the registry sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from tr4ction_common.pages import Limit, Offset, Total
from tr4ction_ingestion.templates.carried import resolved
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.wire import (
    CellRange,
    Count,
    Cycle,
    Example,
    FieldId,
    FieldLabel,
    FieldType,
    FileHash,
    GroupName,
    Help,
    Moment,
    Number,
    Options,
    PhaseName,
    Reasons,
    Required,
    SheetName,
    TemplateKey,
    UserId,
    Version,
    VersionStatus,
)


class TemplateStats(BaseModel):
    """`num_cells` counts the cells stored in the file, blank ones too; `num_images` anchored pictures."""

    model_config = ConfigDict(extra="allow")

    num_sheets: int = Field(examples=[1])
    num_cells: int = Field(examples=[3])
    num_fields: int = Field(examples=[1])
    num_merged: int = Field(examples=[0])
    num_images: int = Field(examples=[0])
    num_validations: int = Field(examples=[0])
    num_tables: int = Field(examples=[0])


class Finding(BaseModel):
    """What a check found. `where` is a sheet, `sheet!cell` or a part of the file; `message` is English."""

    code: str = Field(examples=["odd_cell"])
    where: str = Field(examples=["2.1 ICP!B4"])
    message: str = Field(examples=["a number that is none: 1,5"])


class ValidationReport(BaseModel):
    """`valid` when there are no errors: all that stands in the file is in the snapshot, and every reference holds."""

    model_config = ConfigDict(extra="allow")

    valid: bool = Field(examples=[True])
    errors: list[Finding] = Field(examples=[[]])
    warnings: list[Finding] = Field(examples=[[]])


class UploadResponse(BaseModel):
    template_id: Number
    template_key: TemplateKey
    cycle: Cycle
    version: Version
    file_hash_sha256: FileHash
    stats: TemplateStats
    validation_report: ValidationReport
    fields_count: int = Field(examples=[1])

    @classmethod
    def of(cls, template: TemplateDefinition) -> UploadResponse:
        return cls(
            template_id=template.id,
            template_key=template.template_key,
            cycle=template.cycle,
            version=template.version,
            file_hash_sha256=template.file_hash_sha256,
            stats=TemplateStats.model_validate(template.stats),
            validation_report=ValidationReport.model_validate(template.validation_report),
            fields_count=template.stats["num_fields"],
        )


class TemplateSummary(BaseModel):
    """A template in a list. `stats` counts as the upload response does."""

    model_config = ConfigDict(from_attributes=True)

    id: Number
    template_key: TemplateKey
    cycle: Cycle
    version: Version
    status: VersionStatus
    file_hash_sha256: FileHash
    detection_revision: int = Field(examples=[1])
    original_filename: str = Field(examples=["Template Q1.xlsx"])
    file_size: int = Field(examples=[48213], description="In bytes.")
    stats: TemplateStats
    created_at: Moment
    created_by: str = Field(examples=["1"], description="A user's id.")


class Asset(BaseModel):
    """A picture of the workbook; `size` in bytes."""

    name: str = Field(examples=["image1.png"])
    content_type: str = Field(examples=["image/png"])
    size: int = Field(examples=[2048])


class FieldMention(BaseModel):
    field_id: FieldId
    label: FieldLabel
    sheet_name: SheetName
    cell_range: CellRange


class Doubt(BaseModel):
    """Each of `old` became one of `new` or none, and nothing says which: none of them has an id of the other's."""

    old: list[FieldMention]
    new: list[FieldMention]
    reasons: Reasons


class LeftCorrection(BaseModel):
    """A correction of the version before that does not hold here: why, and which attributes of the field."""

    correction_id: Number
    reason: Literal["field_gone", "field_doubtful", "workbook_changed", "place_unclear", "place_taken", "sheet_gone"]
    attributes: list[str] = Field(examples=[["label"]])


class CarriedCorrections(BaseModel):
    carried: Count
    left: list[LeftCorrection]


class MatchDecision(BaseModel):
    """A person said that `new` is `old`, and has its id and its answers; or, where `old` is null, that it is new.
    Fields are named by the ids that they had when the version was made."""

    new: FieldMention
    old: FieldMention | None
    decided_by: UserId
    decided_at: Moment


class CarriedView(BaseModel):
    """What became of the version before. `kept`: how many fields have its ids, and so its answers. What people have
    decided is in it."""

    from_template_id: Number
    from_version: Version
    kept: Count
    added: list[FieldMention]
    removed: list[FieldMention]
    doubtful: list[Doubt]
    decisions: list[MatchDecision]
    corrections: CarriedCorrections

    @classmethod
    def of(cls, carried: Mapping[str, Any]) -> Self:
        return cls.model_validate(resolved(carried))


class TemplateView(TemplateSummary):
    """`carried` is null for a first version."""

    validation_report: ValidationReport
    assets: list[Asset]
    carried: CarriedView | None

    @field_validator("carried", mode="before")
    @classmethod
    def _as_decided(cls, value: object) -> object:
        return CarriedView.of(value) if isinstance(value, dict) else value


class FieldView(BaseModel):
    """A fillable field, as the engine describes it."""

    model_config = ConfigDict(from_attributes=True)

    field_id: FieldId
    sheet_name: SheetName
    cell_range: CellRange
    label: FieldLabel
    inferred_type: FieldType
    options: Options
    required: Required
    example_value: Example
    phase: PhaseName
    group: GroupName
    help: Help
    order_index: int = Field(examples=[0])
    confidence: float = Field(examples=[0.93], description="From 0 to 1.")
    reasons: Reasons


class CorrectedFieldView(FieldView):
    """`corrected` names the attributes that a person has set; `added` is whether the whole field is theirs."""

    corrected: list[str] = Field(examples=[["label"]])
    added: bool = Field(examples=[False])


class TemplatePage(BaseModel):
    """One page, newest first; `total` counts all pages."""

    templates: list[TemplateSummary]
    total: Total
    limit: Limit
    offset: Offset


class TemplateDetail(BaseModel):
    template: TemplateView
    fields: list[CorrectedFieldView]


class PhaseSummary(BaseModel):
    """The fields of one phase, in the order of the workbook; `phase` is null for those that have none."""

    phase: PhaseName
    num_fields: int = Field(examples=[1])
    num_required: int = Field(examples=[1])
    sheets: list[SheetName]


class SheetGuidance(BaseModel):
    sheet_name: SheetName
    text: str = Field(examples=["Descreva quem compra de vocês, e por quê."])


class TemplateContext(BaseModel):
    """What an agent must know of a template."""

    template_meta: TemplateSummary
    fillable_fields: list[CorrectedFieldView]
    phases_summary: list[PhaseSummary]
    guidance: list[SheetGuidance]
