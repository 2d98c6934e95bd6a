"""The choice of a language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tr4ction_common.languages import Text, negotiate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "pt-BR"),
        ("", "pt-BR"),
        ("*", "pt-BR"),
        ("fr, de;q=0.9", "pt-BR"),
        ("en", "en"),
        ("EN-us", "en"),
        ("pt-PT", "pt-BR"),
        ("en;q=0.8, pt;q=0.9", "pt-BR"),
        ("pt;q=0.8, en;q=0.9", "en"),
        ("fr, en;q=0.5, pt;q=0.1", "en"),
        ("en;q=0", "pt-BR"),
        ("en;q=nonsense", "pt-BR"),
        ("en, pt", "en"),
    ],
)
def test_the_preferred_one_of_ours(header: str | None, language: str) -> None:
    assert negotiate(header) == language


@given(st.text())
def test_any_header_gives_a_language(header: str) -> None:
    assert negotiate(header) in ("pt-BR", "en")


def test_texts_take_parameters_and_leave_other_braces_alone() -> None:
    assert Text("até {n}", "up to {n}").render("pt-BR", n=3) == "até 3"
    assert Text("a {b}", "a {b}").render("en") == "a {b}"
