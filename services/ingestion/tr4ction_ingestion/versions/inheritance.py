"""What a new version takes over from the one before: ids of fields, and corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.versions.corrections import Carrier
from tr4ction_ingestion.versions.model import Before, Found, Inheritance
from tr4ction_ingestion.versions.stored import of_rows, of_values

if TYPE_CHECKING:
    from tr4ction_workbook.diff import FieldMatches
    from tr4ction_workbook.fields import FillableField as EngineField


def first_version(found: Found) -> Inheritance:
    return Inheritance([{**field, "detected_id": field["field_id"]} for field in found.fields], [], None)


def inherit(before: Before, found: Found) -> Inheritance:
    """Ids are carried where the engine is sure, corrections where the field, and what they correct, is the same.

    Takes time that grows with n log n of the fields: not for the event loop.
    """
    # The engine is loaded by who needs it: a process that only answers founders does without.
    from tr4ction_workbook.diff import carried_ids, match_fields

    matches = match_fields(of_rows(before.fields), [of_values(field) for field in found.fields])
    ids = carried_ids(matches, before.taken)
    carrier = Carrier(before.fields, found, matches)
    for correction in before.corrections:
        if correction.undone_at is None:
            carrier.carry(correction)
    ids = {**ids, **carrier.taken_over}
    return Inheritance(
        fields=[
            {**field, "detected_id": field["field_id"], "field_id": ids[field["field_id"]]} for field in found.fields
        ],
        corrections=carrier.carried,
        carried=_told(before.template, matches, ids, carrier),
    )


def _told(
    template: TemplateDefinition, matches: FieldMatches, ids: Mapping[str, str], carrier: Carrier
) -> dict[str, Any]:
    return {
        "from_template_id": template.id,
        "from_version": template.version,
        "kept": len(matches.matches) + len(carrier.taken_over),
        "added": [_new(field, ids) for field in matches.added if field.field_id not in carrier.taken_over],
        "removed": [_brief(field, field.field_id) for field in matches.removed],
        "doubtful": [
            {
                "old": [_brief(field, field.field_id) for field in doubt.old],
                "new": [_new(field, ids) for field in doubt.new],
                "reasons": list(doubt.reasons),
            }
            for doubt in matches.doubts
        ],
        "sheets": dict(matches.sheets),
        "corrections": {"carried": len({row["carried_from"] for row in carrier.carried}), "left": carrier.left},
    }


def _new(field: EngineField, ids: Mapping[str, str]) -> dict[str, str]:
    return _brief(field, ids[field.field_id])


def _brief(field: EngineField, field_id: str) -> dict[str, str]:
    return {
        "field_id": field_id,
        "label": field.label,
        "sheet_name": field.sheet_name,
        "cell_range": field.cell_range,
    }
