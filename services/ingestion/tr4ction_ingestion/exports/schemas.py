"""Answers as JSON."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, Field

from tr4ction_ingestion.exports.service import FormExport, as_rows


class AnsweredQuestion(BaseModel):
    """`value` is null where the question is not answered."""

    field_id: str = Field(examples=["swot.forcas"])
    step_id: str
    sheet_name: str
    cell_range: str
    label: str
    type: str
    value: Any


class FormAnswers(BaseModel):
    trail_id: str = Field(examples=["q1_template_q1"])
    cycle: str = Field(examples=["Q1"])
    version: int
    revision: int
    company_name: str
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
