"""Corrections of one version, said again of the next where they still hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from tr4ction_ingestion.review.models import ADD, CHANGE, LEAVE_OUT, Correction
from tr4ction_ingestion.review.ranges import Rectangle
from tr4ction_ingestion.templates.models import FillableField
from tr4ction_ingestion.versions.model import Found
from tr4ction_ingestion.versions.places import Move, place_after

if TYPE_CHECKING:
    from tr4ction_workbook.diff import FieldMatches

Reason = Literal["field_gone", "field_doubtful", "workbook_changed", "place_unclear", "place_taken", "sheet_gone"]

_PLACE = "order_index"  # counted by people, not told by the workbook
_OF_ADDED = ("label", "inferred_type", "options", "required", "help", "group", "phase", "example_value")


class Carrier:
    """Carries corrections one by one, oldest first. `carried` are rows of the new version, `left` what stays behind.

    A correction of an attribute holds as long as the workbook says the same of it as before: where its author has
    changed the very words that were corrected, a person has to look. A field that people added, and that is detected
    now, hands its id over: `taken_over`, by the id of detection.
    """

    def __init__(self, old: Sequence[FillableField], found: Found, matches: FieldMatches) -> None:
        self.carried: list[dict[str, Any]] = []
        self.left: list[dict[str, Any]] = []
        self.taken_over: dict[str, str] = {}
        self._old = {field.field_id: field for field in old}
        self._is_same_file = found.is_same_file
        by_detected_id = {field["field_id"]: field for field in found.fields}
        self._new = {match.old.field_id: by_detected_id[match.new.field_id] for match in matches.matches}
        self._on_sheets: dict[str, list[tuple[Rectangle, Mapping[str, Any]]]] = {}
        for field in found.fields:
            place = (Rectangle.of(field["cell_range"]), field)
            self._on_sheets.setdefault(field["sheet_name"], []).append(place)
        self._moves: dict[tuple[str, str], list[Move]] = {}
        for match in matches.matches:
            move = (Rectangle.of(match.old.cell_range), Rectangle.of(match.new.cell_range))
            self._moves.setdefault((match.old.sheet_name, match.new.sheet_name), []).append(move)
        self._doubtful = {field.field_id for doubt in matches.doubts for field in doubt.old}
        self._fresh = {field.field_id for field in matches.added}
        self._sheets = _sheets(matches.sheets, [sheet["name"] for sheet in found.sheets])
        self._added: set[str] = set()

    def carry(self, correction: Correction) -> None:
        if correction.kind == LEAVE_OUT:
            self._carry_sheet(correction)
        elif correction.kind == ADD:
            self._carry_added(correction)
        elif correction.field_id in self._added:
            self._keep(correction)
        elif correction.field_id not in self._new:
            self._leave(correction, "field_doubtful" if correction.field_id in self._doubtful else "field_gone")
        elif correction.kind == CHANGE:
            self._carry_change(correction, self._old[correction.field_id], self._new[correction.field_id])
        else:
            self._keep(correction)

    def _carry_sheet(self, correction: Correction) -> None:
        name = self._sheets.get(correction.sheet_name or "")
        if name is None:
            self._leave(correction, "sheet_gone")
        else:
            self._keep(correction, sheet_name=name)

    def _carry_change(self, correction: Correction, old: FillableField, new: Mapping[str, Any]) -> None:
        is_same_sheet = self._sheets.get(old.sheet_name) == new["sheet_name"]
        kept, changed = held(correction.values, old, new, is_same_sheet=is_same_sheet)
        if kept:
            self._keep(correction, values=kept)
        if changed:
            self._leave(correction, "workbook_changed", changed)

    def _carry_added(self, correction: Correction) -> None:
        values = correction.values
        sheet_name = self._sheets.get(values["sheet_name"])
        if sheet_name is None:
            self._leave(correction, "sheet_gone")
            return
        area = self._place(values, sheet_name)
        if area is None:
            self._leave(correction, "place_unclear")
            return
        there = [field for place, field in self._on_sheets.get(sheet_name, []) if place.overlaps(area)]
        if not there:
            self._added.add(correction.field_id or "")
            self._keep(correction, values={**values, "sheet_name": sheet_name, "cell_range": str(area)})
        elif len(there) == 1 and there[0]["field_id"] in self._fresh and there[0]["cell_range"] == str(area):
            self._take_over(correction, there[0])
        else:
            self._leave(correction, "place_taken")

    def _place(self, values: Mapping[str, Any], sheet_name: str) -> Rectangle | None:
        area = Rectangle.of(values["cell_range"])
        if self._is_same_file:
            return area
        return place_after(area, self._moves.get((values["sheet_name"], sheet_name), []))

    def _take_over(self, correction: Correction, field: Mapping[str, Any]) -> None:
        self.taken_over[field["field_id"]] = correction.field_id or ""
        self._added.add(correction.field_id or "")
        said = {name: correction.values[name] for name in _OF_ADDED if name in correction.values}
        other = {name: value for name, value in said.items() if value != _plain(field[name])}
        if other:
            self._keep(correction, kind=CHANGE, values=other)

    def _keep(self, correction: Correction, **other: Any) -> None:
        self.carried.append({**repeated(correction), **other})

    def _leave(self, correction: Correction, reason: Reason, attributes: Sequence[str] = ()) -> None:
        self.left.append(left_behind(correction, reason, attributes))


def held(
    values: Mapping[str, Any], old: FillableField, new: Mapping[str, Any], *, is_same_sheet: bool
) -> tuple[dict[str, Any], list[str]]:
    """Of the attributes that a correction set: those of which the workbook says the same as before, and the names of
    those of which it says something else by now, unless that is what the correction said."""
    kept, changed = {}, []
    for name, value in values.items():
        if name == _PLACE:
            if is_same_sheet:
                kept[name] = value
            else:
                changed.append(name)
        elif getattr(old, name) == _plain(new[name]):
            kept[name] = value
        elif value != _plain(new[name]):
            changed.append(name)
    return kept, changed


def repeated(correction: Correction) -> dict[str, Any]:
    """The row that says the correction again."""
    return {
        "kind": correction.kind,
        "field_id": correction.field_id,
        "sheet_name": correction.sheet_name,
        "values": correction.values,
        "made_by": correction.made_by,
        "made_at": correction.made_at,
        "carried_from": correction.id,
    }


def left_behind(correction: Correction, reason: Reason, attributes: Sequence[str] = ()) -> dict[str, Any]:
    return {"correction_id": correction.id, "reason": reason, "attributes": sorted(attributes)}


def _sheets(matched: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Old sheets by what they ask; those that share no field by name, unless that name went to another sheet."""
    taken = set(matched.values())
    return {**{name: name for name in names if name not in taken}, **matched}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
