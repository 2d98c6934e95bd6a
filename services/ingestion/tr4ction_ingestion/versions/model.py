"""What versions are compared and made by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tr4ction_ingestion.review.models import Correction
from tr4ction_ingestion.templates.carried import decisions
from tr4ction_ingestion.templates.models import FillableField, TemplateDefinition


@dataclass(frozen=True, slots=True)
class Before:
    """The version before. `taken` are the ids that any field of any version has had."""

    template: TemplateDefinition
    fields: Sequence[FillableField]
    corrections: Sequence[Correction]
    taken: Collection[str]

    @property
    def state(self) -> tuple[object, ...]:
        """The same as long as a new version would take over the same."""
        undone = sum(item.undone_at is not None for item in self.corrections)
        decided = [(item["new"], item["old"]) for item in decisions(self.template.carried)]
        return self.template.id, len(self.corrections), undone, decided


@dataclass(frozen=True, slots=True)
class Found:
    """What detection found in the new version; `is_same_file` where it looked at the same bytes again."""

    fields: Sequence[Mapping[str, Any]]
    sheets: Sequence[Mapping[str, Any]]
    is_same_file: bool


@dataclass(frozen=True, slots=True)
class Inheritance:
    """Rows of the new version, and `carried`: what became of the version before, for people to read.

    `carried`: `from_template_id`, `from_version`; `kept` (how many fields); `added`, `removed`: fields;
    `doubtful`: `old`, `new` (fields), `reasons`; `sheets`: names, old → new, of those with fields in both;
    `corrections`: `carried` (how many), `left`: `correction_id`, `reason`, `attributes`. Fields are
    `field_id label sheet_name cell_range`.
    """

    fields: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
    carried: dict[str, Any] | None
