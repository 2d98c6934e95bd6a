"""Ids, order and determinism."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tr4ction_workbook.fields.identity import FieldIds, LabelPath

DRAWING = "{KPI} | {Meta} | {Nota}\n[CAC] | [350] | []\n[] | [] | []"


def ids(fields):
    return [field.field_id for field in fields]


def test_ids_read_as_words(fields_of):
    assert ids(fields_of("{Nome da Empresa} | []")) == ["ficha.nome_da_empresa"]


def test_equal_siblings_count(fields_of):
    assert ids(fields_of(DRAWING)) == [
        "ficha.kpi",
        "ficha.meta",
        "ficha.nota",
        "ficha.kpi~2",
        "ficha.meta~2",
        "ficha.nota~2",
    ]


def test_ids_do_not_depend_on_examples(fields_of):
    assert ids(fields_of(DRAWING)) == ids(fields_of(DRAWING.replace("CAC", "LTV").replace("350", "")))


def test_ids_do_not_depend_on_place(fields_of):
    moved = fields_of("{Nome} | []", change=lambda sheet: (sheet.insert_rows(1, 3), sheet.insert_cols(1, 2)))
    assert ids(moved) == ids(fields_of("{Nome} | []"))


def test_ids_do_not_depend_on_other_sheets(draw, detect):
    sheet = draw("{Nome} | []")
    draw("{Nome} | []", title="Outra", workbook=sheet.parent)
    assert ids(detect(sheet).fields) == ["ficha.nome", "outra.nome"]


@given(st.lists(st.tuples(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=3)), max_size=30))
def test_ids_are_unique_and_fit_into_urls(paths):
    given_out = FieldIds()
    assigned = [given_out.assign(sheet, LabelPath(*path)) for sheet, path in paths]
    assert len(set(assigned)) == len(assigned)
    assert all(re.fullmatch(r"[a-z0-9_.~-]+", field_id) for field_id in assigned)


TOKENS = st.sampled_from(["", "Nome", "{Nome}", "{Meta}", "(Qual?)", "[]", "[x]", "#Título", "<", "^", "____", "[1]"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(TOKENS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_any_drawing_gives_consistent_fields(draw, detect, rows):
    drawing = "\n".join(" | ".join(row) for row in rows)
    try:
        sheet = draw(drawing)
    except ValueError:  # the tokens described merges that overlap
        return
    first, second = detect(sheet).fields, detect(sheet).fields
    assert first == second
    assert [field.order_index for field in first] == list(range(len(first)))
    assert len(set(ids(first))) == len(first)
    assert all(0 <= field.confidence <= 1 and field.reasons for field in first)
