"""Sheets as they go over the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tr4ction_ingestion.wire import Count, SheetName, StepId


class SheetView(BaseModel):
    """A sheet at its `index` in the workbook, from 0. `left_out` where an admin said that it is no part of the trail;
    `step_id` is null for what is no step, and until the template is published."""

    model_config = ConfigDict(from_attributes=True)

    index: int = Field(examples=[0])
    name: SheetName
    state: Literal["visible", "hidden", "veryHidden"] = Field(examples=["visible"])
    left_out: bool = Field(examples=[False])
    num_fields: Count
    step_id: StepId | None


class SheetList(BaseModel):
    """In the order of the workbook."""

    sheets: list[SheetView]
