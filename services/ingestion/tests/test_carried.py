"""What stands of a version before, without a database."""

from __future__ import annotations

from typing import Any

from tr4ction_ingestion.templates.carried import resolved, sheets, undecidable


def field(field_id: str, sheet: str = "A") -> dict[str, str]:
    return {"field_id": field_id, "label": field_id, "sheet_name": sheet, "cell_range": "B2"}


def decision(new: dict[str, str], old: dict[str, str] | None, **corrections: Any) -> dict[str, Any]:
    told = {"about": [], "carried": 0, "left": [], **corrections}
    return {"new": new, "old": old, "decided_by": "9", "decided_at": "2026-11-21T14:03:00+00:00", "corrections": told}


A, B, X, Y = field("a"), field("b"), field("x"), field("y")
GONE, ADDED = field("gone", "Alt"), field("added", "Neu")


def found(*decisions: dict[str, Any]) -> dict[str, Any]:
    left: list[dict[str, Any]] = [
        {"correction_id": number, "reason": "field_doubtful", "attributes": []} for number in (1, 2)
    ]
    return {
        "kept": 5,
        "added": [ADDED],
        "removed": [GONE],
        "doubtful": [{"old": [A, B], "new": [X, Y], "reasons": ["alike"]}],
        "sheets": {"A": "A"},
        "corrections": {"carried": 3, "left": left},
        "decisions": list(decisions),
    }


def ids(fields: list[dict[str, str]]) -> list[str]:
    return [item["field_id"] for item in fields]


def test_without_decisions_it_is_what_was_found() -> None:
    carried = found()
    assert resolved(carried) == carried
    assert [list(side) for side in undecidable(carried)] == [["gone", "a", "b"], ["added", "x", "y"]]


def test_a_match_leaves_the_others_in_doubt() -> None:
    now = resolved(found(decision(X, A)))
    assert (now["kept"], ids(now["doubtful"][0]["old"]), ids(now["doubtful"][0]["new"])) == (6, ["b"], ["y"])
    assert (ids(now["added"]), ids(now["removed"])) == (["added"], ["gone"])


def test_where_nothing_is_left_to_choose_from_nothing_is_doubtful() -> None:
    now = resolved(found(decision(X, A), decision(Y, None)))
    assert (now["kept"], now["doubtful"]) == (6, [])
    assert (ids(now["added"]), ids(now["removed"])) == (["added", "y"], ["gone", "b"])


def test_corrections_of_a_matched_field_are_left_no_more() -> None:
    reworded = {"correction_id": 2, "reason": "workbook_changed", "attributes": ["label"]}
    now = resolved(found(decision(X, A, about=[1, 2], carried=1, left=[reworded])))
    assert now["corrections"] == {"carried": 4, "left": [reworded]}


def test_sheets_go_with_the_fields_that_people_matched() -> None:
    assert sheets(found(decision(ADDED, GONE))) == {"A": "A", "Alt": "Neu"}
    assert sheets(found(decision(field("z", "A"), GONE))) == {"A": "A"}  # that sheet is another's already
