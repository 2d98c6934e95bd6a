"""A comparison as plain data, for JSON. Its shape is described in docs/IDENTITY.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tr4ction_workbook.diff.model import FieldDoubt, FieldMatch, SheetMatch, TemplateDiff

FORMAT = 1  # rises when a name changes its meaning or goes; names may be added


def as_document(diff: TemplateDiff) -> dict[str, Any]:
    """`matches` has every match in few words; `moved`, `renamed` and `retyped` repeat some with both fields whole."""
    fields = diff.fields
    return {
        "format": FORMAT,
        "is_empty": diff.is_empty,
        "summary": summary_of(diff),
        "sheets": {
            "added": list(diff.sheets_added),
            "removed": list(diff.sheets_removed),
            "matches": [_sheet(sheet) for sheet in diff.sheets],
        },
        "added": [field.as_dict() for field in fields.added],
        "removed": [field.as_dict() for field in fields.removed],
        "moved": _whole(match for match in fields.matches if match.is_moved),
        "renamed": _whole(match for match in fields.matches if match.is_renamed),
        "retyped": _whole(match for match in fields.matches if match.is_retyped),
        "doubtful": [_doubt(doubt) for doubt in fields.doubts],
        "matches": [_match(match) for match in fields.matches],
    }


def summary_of(diff: TemplateDiff) -> dict[str, int]:
    """How many fields each list has; `shifted` are those that only stand in other cells."""
    fields = diff.fields
    return {
        "same": sum(match.certainty == "same" for match in fields.matches),
        "sure": sum(match.certainty == "sure" for match in fields.matches),
        "doubtful_old": sum(len(doubt.old) for doubt in fields.doubts),
        "doubtful_new": sum(len(doubt.new) for doubt in fields.doubts),
        "added": len(fields.added),
        "removed": len(fields.removed),
        "moved": sum(match.is_moved for match in fields.matches),
        "renamed": sum(match.is_renamed for match in fields.matches),
        "retyped": sum(match.is_retyped for match in fields.matches),
        "shifted": sum("range" in match.changes and not match.is_moved for match in fields.matches),
        "other_examples": sum("example" in match.changes for match in fields.matches),
    }


def _sheet(sheet: SheetMatch) -> dict[str, Any]:
    return {"old": sheet.old, "new": sheet.new, "changes": list(sheet.changes)}


def _match(match: FieldMatch) -> dict[str, Any]:
    return {
        "old_field_id": match.old.field_id,
        "new_field_id": match.new.field_id,
        "certainty": match.certainty,
        "reasons": list(match.reasons),
        "changes": list(match.changes),
    }


def _whole(matches: Iterable[FieldMatch]) -> list[dict[str, Any]]:
    return [{**_match(match), "old": match.old.as_dict(), "new": match.new.as_dict()} for match in matches]


def _doubt(doubt: FieldDoubt) -> dict[str, Any]:
    return {
        "old": [field.as_dict() for field in doubt.old],
        "new": [field.as_dict() for field in doubt.new],
        "reasons": list(doubt.reasons),
    }
