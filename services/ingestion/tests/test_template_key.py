from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tr4ction_ingestion.templates.template_key import MAX_LENGTH, is_template_key, template_key

CYCLES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", fullmatch=True)


@pytest.mark.parametrize(
    ("cycle", "filename", "expected"),
    [
        ("Q1_TEST", "test_template.xlsx", "q1_test_template"),
        ("Q1", "Template Q1.xlsx", "q1_template_q1"),
        ("Q1", "Q1 Template.xlsx", "q1_template"),
        ("Q1", "q1.xlsx", "q1"),
        ("Q1", "Diagnóstico – Ação Inicial.xlsx", "q1_diagnostico_acao_inicial"),
        ("Q1", "Diagno\u0301stico.xlsx", "q1_diagnostico"),
        ("Q1", "Template Q1 (1).xlsx", "q1_template_q1"),
        ("Q1", "Template Q1(12).xlsx", "q1_template_q1"),
        ("Q1", "Template Q1 - Copia.xlsx", "q1_template_q1"),
        ("Q1", "Template Q1 - Cópia (2).xlsx", "q1_template_q1"),
        ("Q1", "Template Q1 - Copy - Copy.xlsx", "q1_template_q1"),
        ("Q1", "Plano (2026).xlsx", "q1_plano_2026"),
        ("Q1", "Fotocopia.xlsx", "q1_fotocopia"),
        ("a-b_c", "b c d.xlsx", "a_b_c_d"),
        ("a_b_a_b", "a_b_c.xlsx", "a_b_a_b_c"),
        ("Q1", "模板.xlsx", "q1"),
        ("Q1", "", "q1"),
        ("Q1", "noextension", "q1_noextension"),
        ("Q1", "v1.2 final.xlsx", "q1_v1_2_final"),
    ],
)
def test_examples(cycle: str, filename: str, expected: str) -> None:
    assert template_key(cycle, filename) == expected


def test_long_names_lose_whole_words() -> None:
    key = template_key("Q1", " ".join(["palavra"] * 40) + ".xlsx")
    assert len(key) <= MAX_LENGTH
    assert set(key.split("_")) == {"q1", "palavra"}


@given(CYCLES, st.text(max_size=300))
def test_every_name_gives_a_key(cycle: str, filename: str) -> None:
    key = template_key(cycle, filename)
    assert is_template_key(key)
    assert template_key(cycle, filename) == key


@given(CYCLES, st.from_regex(r"[a-z]{3,10}( [a-z]{3,10}){0,4}", fullmatch=True), st.integers(1, 99))
def test_copies_of_a_file_have_its_key(cycle: str, stem: str, number: int) -> None:
    key = template_key(cycle, f"{stem}.xlsx")
    for mark in (f" ({number})", " - Copia", " - Cópia", " - Copy", f" - Cópia ({number})"):
        assert template_key(cycle, f"{stem}{mark}.xlsx") == key


@given(st.lists(st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True), min_size=1, max_size=5), st.data())
def test_overlap_is_written_once_and_is_the_longest(words: list[str], data: st.DataObject) -> None:
    shared = data.draw(st.integers(1, len(words)))
    tail = data.draw(st.lists(st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True), max_size=4))
    second = words[-shared:] + tail
    cycle, stem = "_".join(words), "_".join(second)
    overlap = max(n for n in range(len(words) + 1) if n <= len(second) and words[len(words) - n :] == second[:n])
    assert template_key(cycle, f"{stem}.xlsx") == "_".join(words + second[overlap:])


@pytest.mark.parametrize("key", ["", "Q1", "a__b", "_a", "a_", "a b", "ação", "../x", "a" * (MAX_LENGTH + 1), "a\n"])
def test_what_is_no_key(key: str) -> None:
    assert not is_template_key(key)
