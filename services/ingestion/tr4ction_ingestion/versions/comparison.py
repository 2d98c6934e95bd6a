"""Two stored versions, compared. The document is the one of docs/IDENTITY.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from tr4ction_ingestion.templates.models import FillableField, TemplateDefinition
from tr4ction_ingestion.versions.stored import of_rows

if TYPE_CHECKING:
    from tr4ction_workbook.diff import FieldMatches, SheetMatch


@dataclass(frozen=True, slots=True)
class Version:
    template: TemplateDefinition
    fields: Sequence[FillableField]


def compare(old: Version, new: Version) -> bytes:
    """JSON. Fields are those that detection found, under the ids that their answers have. Not for the event loop."""
    from tr4ction_workbook.diff import TemplateDiff, as_document, match_fields

    fields = match_fields(of_rows(old.fields), of_rows(new.fields))
    before, after = _states(old.template), _states(new.template)
    pairs = _pairs(fields, before, after)
    diff = TemplateDiff(
        fields=fields,
        sheets=[_sheet(before, one, after, other) for one, other in pairs.items()],
        sheets_removed=[name for name in before if name not in pairs],
        sheets_added=[name for name in after if name not in pairs.values()],
    )
    return msgspec.json.encode({"old": _named(old), "new": _named(new), **as_document(diff)})


def _states(template: TemplateDefinition) -> dict[str, str]:
    return {sheet["name"]: sheet["state"] for sheet in template.sheets}


def _pairs(fields: FieldMatches, before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """By what they ask; those that share no field by name."""
    by_fields = {one: other for one, other in fields.sheets.items() if one in before and other in after}
    taken = set(by_fields.values())
    by_name = {name: name for name in before if name in after and name not in taken and name not in by_fields}
    pairs = {**by_fields, **by_name}
    return {name: pairs[name] for name in before if name in pairs}


def _sheet(before: Mapping[str, str], one: str, after: Mapping[str, str], other: str) -> SheetMatch:
    from tr4ction_workbook.diff import SheetMatch

    changes = [("name", one != other), ("visibility", before[one] != after[other])]
    return SheetMatch(one, other, tuple(name for name, is_so in changes if is_so))  # type: ignore[misc]


def _named(version: Version) -> dict[str, Any]:
    template = version.template
    return {
        "template_id": template.id,
        "version": template.version,
        "status": template.status,
        "file": template.original_filename,
        "file_hash_sha256": template.file_hash_sha256,
        "fields": len(version.fields),
    }
