"""What the registry sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from tr4ction_ingestion.templates.models import TemplateDefinition


class UploadResponse(BaseModel):
    template_id: int
    template_key: str
    cycle: str
    version: int
    file_hash_sha256: str
    stats: dict[str, Any]
    validation_report: dict[str, Any]
    fields_count: int

    @classmethod
    def of(cls, template: TemplateDefinition) -> UploadResponse:
        return cls(
            template_id=template.id,
            template_key=template.template_key,
            cycle=template.cycle,
            version=template.version,
            file_hash_sha256=template.file_hash_sha256,
            stats=template.stats,
            validation_report=template.validation_report,
            fields_count=template.stats["num_fields"],
        )


class TemplateSummary(BaseModel):
    """A template in a list. `stats` counts as the upload response does."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    template_key: str
    cycle: str
    version: int
    status: str
    file_hash_sha256: str
    original_filename: str
    file_size: int
    stats: dict[str, Any]
    created_at: datetime
    created_by: str


class Asset(BaseModel):
    """A picture of the workbook; `size` in bytes."""

    name: str
    content_type: str
    size: int


class TemplateView(TemplateSummary):
    validation_report: dict[str, Any]
    assets: list[Asset]


class FieldView(BaseModel):
    """A fillable field, as the engine describes it."""

    model_config = ConfigDict(from_attributes=True)

    field_id: str
    sheet_name: str
    cell_range: str
    label: str
    inferred_type: str
    options: list[str]
    required: bool
    example_value: str | None
    phase: str | None
    group: str | None
    help: str | None
    order_index: int
    confidence: float
    reasons: list[str]


class TemplatePage(BaseModel):
    """One page, newest first; `total` counts all pages."""

    templates: list[TemplateSummary]
    total: int
    limit: int
    offset: int


class TemplateDetail(BaseModel):
    template: TemplateView
    fields: list[FieldView]


class PhaseSummary(BaseModel):
    """The fields of one phase, in the order of the workbook; `phase` is None for those that have none."""

    phase: str | None
    num_fields: int
    num_required: int
    sheets: list[str]


class SheetGuidance(BaseModel):
    sheet_name: str
    text: str


class TemplateContext(BaseModel):
    """What an agent must know of a template."""

    template_meta: TemplateSummary
    fillable_fields: list[FieldView]
    phases_summary: list[PhaseSummary]
    guidance: list[SheetGuidance]
