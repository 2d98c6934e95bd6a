"""What the mentor is told."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, Field

from tr4ction_ingestion.answers.schemas import StepOut
from tr4ction_ingestion.context.service import Context
from tr4ction_ingestion.templates.schemas import PhaseSummary, SheetGuidance
from tr4ction_ingestion.templates.service import phases
from tr4ction_ingestion.trails.models import TrailField
from tr4ction_ingestion.wire import (
    CellRange,
    Cycle,
    Example,
    FieldId,
    FieldLabel,
    FieldType,
    GroupName,
    Help,
    Number,
    Options,
    PhaseName,
    Required,
    Revision,
    SheetName,
    StepId,
    TemplateKey,
    TrailName,
    Version,
)


class TrailMeta(BaseModel):
    """The trail, and the version of it that the organization fills in."""

    trail_id: TemplateKey
    name: TrailName
    description: str = Field(examples=[""])
    cycle: Cycle
    template_id: Number
    version: Version


class AskedField(BaseModel):
    """A question as it was published. `example_value` is another company's: a hint, nobody's answer."""

    field_id: FieldId
    step_id: StepId
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

    @classmethod
    def of(cls, field: TrailField) -> Self:
        return cls(
            field_id=field.field_id,
            step_id=field.step_id,
            sheet_name=field.sheet_name,
            cell_range=field.cell_range,
            label=field.label,
            inferred_type=field.type,
            options=field.options,
            required=field.required,
            example_value=field.placeholder,
            phase=field.phase,
            group=field.group,
            help=field.help,
        )


class TrailContext(BaseModel):
    """`steps` are always all of the trail; everything else is of the step that was asked for, if one was. `answers` are
    the founder's organization's, by field id; what is not answered is not in it."""

    trail_meta: TrailMeta
    steps: list[StepOut]
    fillable_fields: list[AskedField]
    phases_summary: list[PhaseSummary]
    guidance: list[SheetGuidance]
    answers: dict[str, Any] = Field(examples=[{"icp.nome_da_empresa": "Padaria Boa"}])
    revision: Revision

    @classmethod
    def of(cls, context: Context) -> Self:
        trail, form = context.opened.trail, context.opened.form
        return cls(
            trail_meta=TrailMeta(
                trail_id=trail.template_key,
                name=trail.name,
                description=trail.description,
                cycle=trail.cycle,
                template_id=context.template.id,
                version=context.template.version,
            ),
            steps=[StepOut.of(state) for state in context.opened.steps],
            fillable_fields=[AskedField.of(field) for field in context.fields],
            phases_summary=[PhaseSummary.model_validate(item, from_attributes=True) for item in phases(context.fields)],
            guidance=[SheetGuidance.model_validate(item) for item in context.guidance],
            answers=dict(context.answers),
            revision=form.revision if form else 0,
        )
