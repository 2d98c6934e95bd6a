"""Stored fields as the engine compares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tr4ction_ingestion.templates.models import FillableField

if TYPE_CHECKING:
    from tr4ction_workbook.fields import FillableField as EngineField

_NAMES = (
    *("field_id", "sheet_name", "cell_range", "label", "inferred_type", "options", "required", "example_value"),
    *("phase", "group", "help", "order_index", "confidence", "reasons"),
)


def of_row(row: FillableField) -> EngineField:
    """A field of a stored version: as detection found it, under the id that its answers have."""
    return of_values(values_of(row))


def values_of(row: FillableField) -> dict[str, Any]:
    """What a worker sent of the field, under the id that its answers have."""
    return {name: getattr(row, name) for name in _NAMES}


def of_values(values: Mapping[str, Any]) -> EngineField:
    """A field as a worker sends it."""
    from tr4ction_workbook.fields import FillableField as EngineField

    given = {name: values[name] for name in _NAMES}
    return EngineField(**{**given, "options": tuple(given["options"]), "reasons": tuple(given["reasons"])})


def of_rows(rows: Iterable[FillableField]) -> list[EngineField]:
    return [of_row(row) for row in rows]
