"""What goes to a worker process to fill a workbook, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A field of the trail: as much of it as filling needs."""

    field_id: str
    sheet_name: str
    cell_range: str
    label: str
    type: str
    options: Sequence[str]


@dataclass(frozen=True, slots=True)
class FillTask:
    """Fill `original` with `answers` by field id, None empties; write the result to `output`.

    `properties` are set as document properties; `limits` are those of the engine's `Limits` that differ from its own.
    """

    original: Path
    output: Path
    fields: Sequence[FieldPlace]
    answers: Mapping[str, Any]
    properties: Mapping[str, str]
    limits: Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An answer that the workbook itself refuses: a formula stands there, or a rule of its own says no."""

    field_id: str
    cell: str
    code: str


@dataclass(frozen=True, slots=True)
class FillResult:
    """`cells`: how many were written or emptied."""

    cells: int
    left_out: Sequence[LeftOut]
