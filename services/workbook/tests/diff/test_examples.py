"""What a person would say of two small forms."""

from __future__ import annotations

import pytest


def only(items):
    (item,) = items
    return item


def test_a_form_that_stayed(compare):
    found = compare(["Nome", "Idade"], ["Nome", "Idade"])
    assert [(match.certainty, match.changes) for match in found.matches] == [("same", ())] * 2
    assert (found.doubts, found.removed, found.added) == ((), (), ())


def test_rows_above_shift_every_cell_and_change_nothing_else(compare, field):
    found = compare([field("Nome", row=1), field("Idade", row=2)], [field("Nome", row=5), field("Idade", row=6)])
    assert [(match.certainty, match.changes, match.is_moved) for match in found.matches] == [
        ("same", ("range",), False)
    ] * 2


def test_a_field_that_is_new_and_one_that_is_gone(compare):
    found = compare(["Nome", "Idade", "Telefone"], ["Nome", "Telefone", "Receita mensal"])
    assert [item.label for item in found.removed] == ["Idade"]
    assert [item.label for item in found.added] == ["Receita mensal"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Nome da Empresa", "Nome da Empreza"),
        ("Status", "Sattus"),
        ("Segmento de atuação", "Segmento do mercado de atuação"),
        ("3. Principal dor", "4. Principal dor"),
        ("Descrição do problema", "DESCRICAO DO PROBLEMA:"),
        ("Meta / Janeiro", "Meta anual / Janeiro"),
    ],
)
def test_a_label_that_was_reworded(compare, before, after):
    match = compare(["Região", before, "Cargo"], ["Região", after, "Cargo"]).matches[1]
    assert (match.old.label, match.new.label, match.is_renamed) == (before, after, True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Receita 2024", "Receita 2025"),
        ("Principal concorrente", "Diferencial da solução"),
        ("Status / Postura da marca", "Status / Paleta de cores"),
        ("3 meses", "6 meses"),
    ],
)
def test_a_label_that_may_ask_something_else_is_no_match(compare, before, after):
    found = compare(["Região", before, "Cargo"], ["Região", after, "Cargo"])
    assert len(found.matches) == 2
    assert [[item.label for item in side] for doubt in found.doubts for side in (doubt.old, doubt.new)] in (
        [[before], [after]],
        [],
    )


def test_a_field_that_changed_its_type(compare, field):
    old = [field("Estágio", row=1), field("Nome", row=2)]
    new = [field("Estágio", row=1, inferred_type="choice", options=("Ideação", "Tração")), field("Nome", row=2)]
    match = compare(old, new).matches[0]
    assert (match.changes, match.certainty, match.is_retyped) == (("type", "options"), "sure", True)


def test_an_optional_field_with_other_help_is_the_same(compare, field):
    match = only(compare([field("Nome")], [field("Nome", required=False, help="Como no contrato social")]).matches)
    assert (match.certainty, match.changes, match.is_retyped) == ("same", ("required", "help"), True)


def test_a_field_that_passed_others_moved_and_they_did_not(compare):
    found = compare(["A", "B", "C", "D"], ["D", "A", "B", "C"])
    assert [match.old.label for match in found.matches if match.is_moved] == ["D"]


def test_a_sheet_that_was_renamed(compare, field):
    labels = ("Nome", "Idade", "Profissão")
    old = [field(label, row=row, sheet="Persona") for row, label in enumerate(labels)]
    new = [field(label, row=row, sheet="Cliente") for row, label in enumerate(labels)]
    found = compare(old, new)
    assert found.sheets == {"Persona": "Cliente"}
    assert [(match.certainty, match.changes, match.is_moved) for match in found.matches] == [
        ("sure", ("sheet_name",), False)
    ] * 3


def test_sheets_that_exchanged_their_names(compare, field):
    def sheets(first, second):
        return [
            *(field(label, row=row, sheet=first) for row, label in enumerate(("Nome", "Idade", "Rotina"), 1)),
            *(field(label, row=row, sheet=second) for row, label in enumerate(("Forças", "Fraquezas"), 1)),
        ]

    assert compare(sheets("Aba 1", "Aba 2"), sheets("Aba 2", "Aba 1")).sheets == {"Aba 1": "Aba 2", "Aba 2": "Aba 1"}


def test_equal_sheets_that_were_all_renamed_are_doubtful(compare, field):
    old = [field("Nome", sheet="Um"), field("Nome", sheet="Dois")]
    new = [field("Nome", sheet="Alfa"), field("Nome", sheet="Beta")]
    found = compare(old, new)
    assert not found.matches
    assert [(len(doubt.old), len(doubt.new)) for doubt in found.doubts] == [(2, 2)]


def test_a_label_that_says_enough_is_found_on_another_sheet(compare, field):
    rest = [field("Nome", sheet="A"), field("Cidade", sheet="B")]
    long = "Como o cliente resolve o problema hoje?"
    match = compare([*rest, field(long, sheet="A", row=2)], [*rest, field(long, sheet="B", row=2)]).matches[-1]
    assert (match.old.sheet_name, match.new.sheet_name, match.is_moved) == ("A", "B", True)


def test_a_short_label_on_another_sheet_is_doubtful(compare, field):
    rest = [field("Nome", sheet="A"), field("Cidade", sheet="B")]
    found = compare([*rest, field("Status", sheet="A", row=2)], [*rest, field("Status", sheet="B", row=2)])
    assert "another sheet" in only(only(found.doubts).reasons)


def test_section_titles_tell_equal_labels_apart(compare, field):
    def block(group, row):
        return [field("Nome", row=row, group=group), field("Idade", row=row + 1, group=group)]

    found = compare([*block("Sócio", 1), *block("Cliente", 4)], [*block("Cliente", 1), *block("Sócio", 4)])
    assert all(match.old.group == match.new.group for match in found.matches)
    assert len(found.matches) == 4


def test_a_section_title_that_was_renamed(compare, field):
    old = [field("Nome", row=1), field("Meta", row=2, group="Plano"), field("Fim", row=3)]
    new = [field("Nome", row=1), field("Meta", row=2, group="Objetivos"), field("Fim", row=3)]
    match = compare(old, new).matches[1]
    assert (match.changes, match.certainty) == (("group",), "sure")


def test_ids_are_no_evidence(compare, field):
    old = [field("Nome completo", field_id="ficha.nome"), field("Idade", row=2)]
    new = [field("Nome", field_id="ficha.nome"), field("Nome completo", row=2, field_id="x"), field("Idade", row=3)]
    match = compare(old, new).matches[0]
    assert match.new.field_id == "x"


def test_a_label_with_a_number_of_its_own_is_kept(compare):
    found = compare(["Sócio (1)", "Sócio (3)"], ["Sócio (3)", "Sócio (1)"])
    assert len(found.matches) + sum(len(doubt.old) for doubt in found.doubts) == 2


def test_nothing_at_all(compare):
    assert compare([], []).matches == ()
    assert [item.label for item in compare([], ["Nome"]).added] == ["Nome"]
    assert [item.label for item in compare(["Nome"], []).removed] == ["Nome"]


def test_a_range_that_is_none_is_no_obstacle(compare, field):
    odd = field("Nome", cell_range="A1,B2")
    assert len(compare([odd, "Idade"], [odd, "Idade"]).matches) == 2
