"""Answers as JSON."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field

from tr4ction_ingestion.exports.service import FormExport, as_rows
from tr4ction_ingestion.wire import (
    Answer,
    CellRange,
    Cycle,
    FieldId,
    FieldLabel,
    FieldType,
    Revision,
    SheetName,
    StepId,
    TemplateKey,
    Version,
)


class AnsweredQuestion(BaseModel):
    """`value` is null where the question is not answered."""

    field_id: FieldId
    step_id: StepId
    sheet_name: SheetName
    cell_range: CellRange
    label: FieldLabel
    type: FieldType
    value: Answer


class FormAnswers(BaseModel):
    trail_id: TemplateKey
    cycle: Cycle
    version: Version
    revision: Revision
    company_name: str = Field(examples=["Padaria Boa"])
    answers: list[AnsweredQuestion]

    @classmethod
    def of(cls, form: FormExport) -> Self:
        return cls(
            trail_id=form.trail.template_key,
            cycle=form.trail.cycle,
            version=form.template.version,
            revision=form.revision,
            company_name=form.organization_name,
            answers=[AnsweredQuestion(**row) for row in as_rows(form)],
        )
