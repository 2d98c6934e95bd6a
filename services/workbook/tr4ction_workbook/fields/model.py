"""What detection finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

InferredType = Literal["text_short", "text_long", "number", "date", "choice", "boolean"]


@dataclass(frozen=True, slots=True)
class FillableField:
    """A cell or range that a founder must fill.

    `confidence` is the estimated chance, 0 to 1, that a careful person would agree; `reasons` says why in plain words.
    `order_index` counts from 0 in reading order over the whole workbook.
    """

    field_id: str
    sheet_name: str
    cell_range: str
    label: str
    inferred_type: InferredType
    options: tuple[str, ...]
    required: bool
    example_value: str | None
    phase: str | None
    group: str | None
    help: str | None
    order_index: int
    confidence: float
    reasons: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Guidance:
    """The explanation, instructions and worked examples of one sheet, in reading order: never a field."""

    sheet_name: str
    text: str


@dataclass(frozen=True, slots=True)
class Detection:
    fields: Sequence[FillableField]
    guidance: Sequence[Guidance]
