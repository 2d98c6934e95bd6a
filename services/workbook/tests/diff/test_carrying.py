"""Ids that are kept, and ids that must not be."""

from __future__ import annotations

from tr4ction_workbook.diff import carried_ids


def test_a_match_keeps_the_old_id_and_what_is_new_has_its_own(compare, field):
    old = [field("Nome", field_id="a.nome"), field("Principal dor", row=2, field_id="a.dor")]
    new = [
        field("Nome", field_id="a.nome"),
        field("Principal dor do cliente", row=2, field_id="a.dor_do_cliente"),
        field("Receita", row=3, field_id="a.receita"),
    ]
    assert carried_ids(compare(old, new)) == {
        "a.nome": "a.nome",
        "a.dor_do_cliente": "a.dor",
        "a.receita": "a.receita",
    }


def test_a_new_field_never_finds_the_answers_of_another(compare, field):
    """`Nome` became `Nome completo`, and there is a new `Nome`."""
    old = [field("Nome completo", field_id="a.nome"), field("Fim", row=9, field_id="a.fim")]
    new = [
        field("Nome", field_id="a.nome"),
        field("Nome completo", row=2, field_id="a.nome_completo"),
        field("Fim", row=9, field_id="a.fim"),
    ]
    assert carried_ids(compare(old, new)) == {"a.nome_completo": "a.nome", "a.nome": "a.nome~~2", "a.fim": "a.fim"}


def test_an_equal_id_is_no_answer_to_a_doubt(compare, field):
    def rows(number):
        return [field("KPI", row=row, field_id=f"a.kpi~{row}") for row in range(1, number + 1)]

    assert set(carried_ids(compare(rows(2), rows(3))).values()) == {"a.kpi~1~~2", "a.kpi~2~~2", "a.kpi~3"}


def test_ids_of_versions_before_are_taken(compare, field):
    found = compare([], [field("Nome", field_id="a.nome"), field("Idade", row=2, field_id="a.nome~~2")])
    assert carried_ids(found, taken={"a.nome"}) == {"a.nome": "a.nome~~3", "a.nome~~2": "a.nome~~2"}
