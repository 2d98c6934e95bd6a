"""What a comparison of two versions says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tr4ction_workbook.fields import FillableField

Certainty = Literal["same", "sure"]
Aspect = Literal[
    "sheet", "sheet_name", "group", "label", "order", "type", "options", "required", "help", "example", "range"
]
SheetAspect = Literal["name", "position", "visibility", "guidance"]


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """One field in two versions.

    `same`: sheet, group and label say the same in both, and so do type and options. `sure`: something of it changed,
    and what stayed leaves no other choice. `changes` names what differs: `sheet` where it went to another sheet,
    `sheet_name` where its sheet was renamed, `order` where it passed other fields of its sheet, `range` where only its
    cells did, because rows or columns came or went around it.
    """

    old: FillableField
    new: FillableField
    certainty: Certainty
    reasons: tuple[str, ...]
    changes: tuple[Aspect, ...]

    @property
    def is_moved(self) -> bool:
        return not {"sheet", "group", "order"}.isdisjoint(self.changes)

    @property
    def is_renamed(self) -> bool:
        return "label" in self.changes

    @property
    def is_retyped(self) -> bool:
        return not {"type", "options", "required", "help"}.isdisjoint(self.changes)


@dataclass(frozen=True, slots=True)
class FieldDoubt:
    """Each of `old` became one of `new` or none, and nothing says which: a person has to."""

    old: tuple[FillableField, ...]
    new: tuple[FillableField, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldMatches:
    """Every old field is in one match, in one doubt or removed; every new one in one match, in one doubt or added.

    Matches, doubts and what was added stand in the new version's reading order, what was removed in the old one's.
    `sheets` are names, old → new, of the sheets with fields that are in both.
    """

    matches: Sequence[FieldMatch]
    doubts: Sequence[FieldDoubt]
    removed: Sequence[FillableField]
    added: Sequence[FillableField]
    sheets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetMatch:
    """One sheet in two versions. `position` changed where it passed other sheets that are in both."""

    old: str
    new: str
    changes: tuple[SheetAspect, ...]


@dataclass(frozen=True, slots=True)
class TemplateDiff:
    """What changed between two versions of a template. Sheets of every kind are in it, hidden ones too."""

    fields: FieldMatches
    sheets: Sequence[SheetMatch]
    sheets_removed: Sequence[str]
    sheets_added: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Whether a person would call the two versions the same form: cells may stand elsewhere."""
        fields = self.fields
        return not (
            fields.doubts
            or fields.removed
            or fields.added
            or self.sheets_removed
            or self.sheets_added
            or any(sheet.changes for sheet in self.sheets)
            or any(set(match.changes) - {"range"} for match in fields.matches)
        )
