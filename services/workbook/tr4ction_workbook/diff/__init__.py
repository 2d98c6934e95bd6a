"""Two versions of a template → what changed, and which field became which, with how sure it is (docs/IDENTITY.md)."""

from tr4ction_workbook.diff.carrying import carried_ids
from tr4ction_workbook.diff.document import FORMAT, as_document, summary_of
from tr4ction_workbook.diff.matching import match_fields
from tr4ction_workbook.diff.model import FieldDoubt, FieldMatch, FieldMatches, SheetMatch, TemplateDiff
from tr4ction_workbook.diff.template import diff_templates

__all__ = [
    "FORMAT",
    "FieldDoubt",
    "FieldMatch",
    "FieldMatches",
    "SheetMatch",
    "TemplateDiff",
    "as_document",
    "carried_ids",
    "diff_templates",
    "match_fields",
    "summary_of",
]
