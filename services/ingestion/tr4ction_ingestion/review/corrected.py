"""A template's fields as detection and corrections leave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tr4ction_ingestion.review.models import ADD, CHANGE, LEAVE_OUT, REMOVE, Correction
from tr4ction_ingestion.templates.models import FillableField

_REASON = "an admin added it"


@dataclass(frozen=True, slots=True)
class CorrectedField:
    """A field. `corrected` names the attributes that a person has set; `added` is whether all of it is theirs."""

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
    corrected: tuple[str, ...] = field(default=())
    added: bool = False

    @classmethod
    def of(cls, detected: FillableField) -> CorrectedField:
        return cls(
            field_id=detected.field_id,
            sheet_name=detected.sheet_name,
            cell_range=detected.cell_range,
            label=detected.label,
            inferred_type=detected.inferred_type,
            options=detected.options,
            required=detected.required,
            example_value=detected.example_value,
            phase=detected.phase,
            group=detected.group,
            help=detected.help,
            order_index=detected.order_index,
            confidence=detected.confidence,
            reasons=detected.reasons,
        )


def corrected(
    detected: Iterable[FillableField], corrections: Iterable[Correction], sheet_names: Sequence[str]
) -> list[CorrectedField]:
    """Applies corrections that are not undone, oldest first. Corrections of fields that are not there have no effect.

    `sheet_names` are the workbook's, in order. In reading order; `order_index` counts anew from 0.
    """
    fields = {item.field_id: CorrectedField.of(item) for item in detected}
    corrections = list(corrections)
    not_asked = left_out(corrections)
    moves: dict[str, int] = {}
    for item in corrections:
        if item.undone_at is not None:
            continue
        if item.kind == REMOVE:
            fields.pop(item.field_id or "", None)
        elif item.kind == ADD and item.field_id:
            fields[item.field_id] = _added(item.field_id, item.values, len(fields))
        elif item.kind == CHANGE and item.field_id in fields:
            values = dict(item.values)
            if "order_index" in values:
                moves[item.field_id] = values.pop("order_index")
            before = fields[item.field_id]
            names = tuple(sorted({*before.corrected, *item.values}))
            fields[item.field_id] = replace(before, **values, corrected=names)
    kept = [item for item in fields.values() if item.sheet_name not in not_asked]
    return [replace(item, order_index=index) for index, item in enumerate(_ordered(kept, moves, sheet_names))]


def left_out(corrections: Iterable[Correction]) -> set[str]:
    """The sheets that are no part of the trail."""
    return {item.sheet_name or "" for item in corrections if item.kind == LEAVE_OUT and item.undone_at is None}


def _added(field_id: str, values: dict[str, Any], order_index: int) -> CorrectedField:
    given = {"options": [], "required": False, "example_value": None, "phase": None, "group": None, "help": None}
    return CorrectedField(
        **{**given, **values},
        field_id=field_id,
        order_index=order_index,
        confidence=1.0,
        reasons=[_REASON],
        added=True,
    )


def _ordered(
    fields: Sequence[CorrectedField], moves: dict[str, int], sheet_names: Sequence[str]
) -> list[CorrectedField]:
    """Sheets in the order of the workbook, added fields at the end of theirs, moved fields where they were put."""
    sheets: dict[str, list[CorrectedField]] = {name: [] for name in sheet_names}
    for item in sorted(fields, key=lambda item: item.order_index):
        sheets.setdefault(item.sheet_name, []).append(item)
    for field_id, place in moves.items():
        for items in sheets.values():
            index = next((i for i, item in enumerate(items) if item.field_id == field_id), None)
            if index is not None:
                items.insert(place, items.pop(index))
    return [item for items in sheets.values() for item in items]
