"""Stored fields as the engine compares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tr4ction_ingestion.templates.models import FillableField
from tr4ction_workbook.fields import FillableField as EngineField

_NAMES = tuple(EngineField.__dataclass_fields__)


def of_row(row: FillableField) -> EngineField:
    """A field of a stored version: as detection found it, under the id that its answers have."""
    return of_values({name: getattr(row, name) for name in _NAMES})


def of_values(values: Mapping[str, Any]) -> EngineField:
    """A field as a worker sends it."""
    given = {name: values[name] for name in _NAMES}
    return EngineField(**{**given, "options": tuple(given["options"]), "reasons": tuple(given["reasons"])})


def of_rows(rows: Iterable[FillableField]) -> list[EngineField]:
    return [of_row(row) for row in rows]
