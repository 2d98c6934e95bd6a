"""What holds for any two forms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tr4ction_workbook.diff import match_fields

LABELS = st.sampled_from(
    ["", "Nome", "Meta", "Meta / Jan", "Meta anual", "KPI", "Nota (1)", "Qual é a maior dor?", "名前"]
)
CELLS = st.tuples(
    st.sampled_from(["ICP", "SWOT", "Persona"]),
    st.sampled_from([None, "Plano"]),
    LABELS,
    st.integers(1, 12),
    st.integers(1, 3),
    st.sampled_from(["text_short", "number"]),
    st.sampled_from([None, None, "CAC", "LTV"]),
)
FORMS = st.lists(CELLS, max_size=25)

examples = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def build(field, numbered):
    def run(cells, order=("ICP", "Persona", "SWOT")):
        fields = [
            field(label, row=row, column=column, sheet=sheet, group=group, inferred_type=kind, example_value=example)
            for sheet, group, label, row, column, kind, example in cells
        ]
        fields.sort(key=lambda item: order.index(item.sheet_name))
        return numbered([replace(item, field_id=str(place)) for place, item in enumerate(fields)])

    return run


@st.composite
def two_versions(draw):
    """Any two forms, or one and an edit of it."""
    old = draw(FORMS)
    if draw(st.booleans()) or not old:
        return old, draw(FORMS)
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(new)))
        new[place : place + draw(st.integers(0, 1))] = draw(st.lists(CELLS, max_size=2))
    return old, new


def ids(fields):
    return [field.field_id for field in fields]


@examples
@given(FORMS)
def test_a_form_compared_with_itself_is_all_the_same(build, cells):
    fields = build(cells)
    found = match_fields(fields, build(cells))
    assert [(match.old.field_id, match.certainty, match.changes) for match in found.matches] == [
        (field.field_id, "same", ()) for field in fields
    ]


@examples
@given(two_versions())
def test_every_field_is_accounted_for_once(build, versions):
    old, new = map(build, versions)
    found = match_fields(old, new)
    seen_old = [*ids(match.old for match in found.matches), *ids(found.removed)]
    seen_new = [*ids(match.new for match in found.matches), *ids(found.added)]
    for doubt in found.doubts:
        assert doubt.old
        assert doubt.new
        assert doubt.reasons
        seen_old += ids(doubt.old)
        seen_new += ids(doubt.new)
    assert sorted(seen_old) == sorted(ids(old))
    assert sorted(seen_new) == sorted(ids(new))


def told(found):
    """A comparison without its direction."""
    return (
        {(match.old.field_id, match.new.field_id, match.certainty, match.changes) for match in found.matches},
        {(tuple(ids(doubt.old)), tuple(ids(doubt.new))) for doubt in found.doubts},
        ids(found.removed),
        ids(found.added),
        found.sheets,
    )


@examples
@given(two_versions())
def test_the_other_way_round_says_the_same(build, versions):
    old, new = map(build, versions)
    matches, doubts, removed, added, sheets = told(match_fields(new, old))
    assert told(match_fields(old, new)) == (
        {(one, other, certainty, changes) for other, one, certainty, changes in matches},
        {(one, other) for other, one in doubts},
        added,
        removed,
        {one: other for other, one in sheets.items()},
    )


@examples
@given(two_versions(), st.permutations(["ICP", "Persona", "SWOT"]))
def test_the_order_of_sheets_changes_nothing(build, versions, order):
    old, new = build(versions[0]), build(versions[1])
    moved = build(versions[1], order=order)

    def pairs(found):
        def where(field):
            return field.sheet_name, field.cell_range, field.label, field.group, field.inferred_type

        return sorted((match.old.field_id, where(match.new)) for match in found.matches)

    assert pairs(match_fields(old, moved)) == pairs(match_fields(old, new))


@examples
@given(two_versions(), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_changes_nothing(build, versions, chance):
    old, new = map(build, versions)
    mixed_old, mixed_new = list(old), list(new)
    chance.shuffle(mixed_old)
    chance.shuffle(mixed_new)
    assert told(match_fields(mixed_old, mixed_new)) == told(match_fields(old, new))
