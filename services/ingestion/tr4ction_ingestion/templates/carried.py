"""What became of the version before, with what people have decided about it since.

`TemplateDefinition.carried` holds what was found (`versions.model.Inheritance` says in which shape) and, under
`decisions`, what people said about fields that nothing was found for: `new` and `old` (fields; `old` is None for one
that is new), `decided_by`, `decided_at`, and of the old field's `corrections`: `about` (ids), `carried` (how many),
`left`. Fields are named by the ids that they had when the version was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Carried = Mapping[str, Any]
Mention = Mapping[str, str]


def decisions(carried: Carried | None) -> list[dict[str, Any]]:
    return list(carried.get("decisions", ())) if carried else []


def undecidable(carried: Carried) -> tuple[dict[str, Mention], dict[str, Mention]]:
    """By id the fields of the version before, and of this one, that nothing was found for."""
    old = [*carried["removed"], *(field for doubt in carried["doubtful"] for field in doubt["old"])]
    new = [*carried["added"], *(field for doubt in carried["doubtful"] for field in doubt["new"])]
    return _by_id(old), _by_id(new)


def resolved(carried: Carried) -> dict[str, Any]:
    """What stands now: as it was found, and where people have decided, as they did."""
    made = decisions(carried)
    matched = {item["old"]["field_id"] for item in made if item["old"]}
    decided = {item["new"]["field_id"] for item in made}
    removed = [field for field in carried["removed"] if field["field_id"] not in matched]
    added = [field for field in carried["added"] if field["field_id"] not in decided]
    added += [item["new"] for item in made if not item["old"]]
    doubtful = []
    for doubt in carried["doubtful"]:
        old = [field for field in doubt["old"] if field["field_id"] not in matched]
        new = [field for field in doubt["new"] if field["field_id"] not in decided]
        if old and new:
            doubtful.append({**doubt, "old": old, "new": new})
        else:  # nothing is left that one could be the other
            removed, added = removed + old, added + new
    return {
        **carried,
        "kept": carried["kept"] + len(matched),
        "added": added,
        "removed": removed,
        "doubtful": doubtful,
        "decisions": made,
        "sheets": sheets(carried),
        "corrections": _corrections(carried["corrections"], made),
    }


def sheets(carried: Carried) -> dict[str, str]:
    """New names of sheets by their old ones: as found, then those that share fields only because people said so."""
    names = dict(carried["sheets"])
    for item in decisions(carried):
        if item["old"] and item["new"]["sheet_name"] not in names.values():
            names.setdefault(item["old"]["sheet_name"], item["new"]["sheet_name"])
    return names


def _corrections(found: Mapping[str, Any], made: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    told = [item["corrections"] for item in made]
    about = {number for item in told for number in item["about"]}
    left = [item for item in found["left"] if item["correction_id"] not in about]
    return {
        "carried": found["carried"] + sum(item["carried"] for item in told),
        "left": left + [item for corrections in told for item in corrections["left"]],
    }


def _by_id(fields: Iterable[Mention]) -> dict[str, Mention]:
    return {field["field_id"]: field for field in fields}
