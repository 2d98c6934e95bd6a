"""Spare rows and other equal siblings: matched where their surroundings leave no choice, and never guessed."""

from __future__ import annotations

COLUMNS = ("KPI", "Meta")


def test_as_many_rows_are_the_same_rows(compare, table):
    found = compare(table(5, *COLUMNS), table(5, *COLUMNS, first_row=9))
    assert {match.certainty for match in found.matches} == {"same"}
    assert len(found.matches) == 10


def test_a_row_among_identical_rows_is_doubtful(compare, table):
    found = compare(["Nome", *table(3, *COLUMNS, first_row=3)], ["Nome", *table(4, *COLUMNS, first_row=3)])
    assert [(len(doubt.old), len(doubt.new)) for doubt in found.doubts] == [(3, 4), (3, 4)]
    assert "nothing says which" in found.doubts[0].reasons[0]
    assert [match.old.label for match in found.matches] == ["Nome"]
    assert (found.added, found.removed) == ((), ())


def test_examples_of_their_own_tell_rows_apart(compare, table, pairs_of):
    old = table(3, *COLUMNS, examples=("CAC", "LTV", "Churn"))
    new = table(4, *COLUMNS, examples=("CAC", None, "LTV", "Churn"))
    found = compare(old, new)
    assert pairs_of(found) == {"B1": "B1", "C1": "C1", "B2": "B3", "C2": "C3", "B3": "B4", "C3": "C4"}
    assert [item.cell_range for item in found.added] == ["B2", "C2"]


def test_other_examples_are_other_examples(compare, table):
    found = compare(table(3, "KPI", examples=("CAC", "LTV", "X")), table(3, "KPI", examples=("A", "B", "C")))
    assert [match.changes for match in found.matches] == [("example",)] * 3


def test_examples_that_changed_places_are_doubtful(compare, table):
    """Either somebody edited them, or rows came and went."""
    found = compare(table(3, *COLUMNS, examples=("CAC", "LTV")), table(3, *COLUMNS, examples=("LTV", "NPS")))
    assert not found.matches
    assert sorted((len(doubt.old), len(doubt.new)) for doubt in found.doubts) == [(3, 3), (3, 3)]


def test_surroundings_tell_blocks_apart(compare, field, pairs_of):
    def block(row, title):
        return [field(title, row=row), field("Nota", row=row + 1), field("Nota", row=row + 2)]

    old = [*block(1, "Forças"), *block(4, "Fraquezas")]
    new = [*block(1, "Forças"), field("Nota", row=4), *block(5, "Fraquezas")]
    found = compare(old, new)
    assert pairs_of(found) == {"B1": "B1", "B4": "B5", "B5": "B6", "B6": "B7"}
    assert [(len(doubt.old), len(doubt.new)) for doubt in found.doubts] == [(2, 3)]


def test_a_header_that_was_reworded_takes_its_rows_along(compare, table):
    found = compare(table(30, *COLUMNS), table(30, "KPI", "Meta anual"))
    assert len(found.matches) == 60
    assert sum(match.is_renamed for match in found.matches) == 30


def test_siblings_of_other_types_are_told_apart(compare, field, pairs_of):
    old = [field("Data", row=1), field("Data", row=2, inferred_type="date"), field("Data", row=3)]
    new = [field("Data", row=1, inferred_type="date"), field("Data", row=2), field("Data", row=3)]
    assert pairs_of(compare(old, new)) == {"B1": "B2", "B2": "B1", "B3": "B3"}


def test_a_column_that_changed_its_type(compare, table, field):
    new = [field("KPI", row=row, inferred_type="number") for row in range(1, 6)]
    assert [match.changes for match in compare(table(5, "KPI"), new).matches] == [("type",)] * 5


def test_a_sibling_whose_naming_was_lost_is_found_by_its_cell(compare, field):
    old = [field("A", row=1), field("Status / Site", row=2), field("Prazo / Site", row=2, column=3), field("B", row=3)]
    new = [field("A", row=1), field("Status", row=2), field("Prazo", row=2, column=3), field("B", row=3)]
    found = compare([*old, field("C", row=4, column=3)], [*new, field("C", row=4, column=3)])
    assert len(found.matches) == 5
