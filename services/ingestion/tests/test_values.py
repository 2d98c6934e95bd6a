"""What counts as an answer, by type."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tr4ction_ingestion.answers.values import MAX_TEXT, WrongValueError, checked, is_empty

OPTIONS = ["B2B", "B2C", "Governo federal"]


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_nothing_is_no_answer(value: object) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, False, "0", "-"])
def test_what_looks_like_nothing_is_an_answer(value: object) -> None:
    assert not is_empty(value)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (12, 12),
        (12.0, 12),
        (0.5, 0.5),
        ("12", 12),
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("1.234", 1234),
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("-3", -3),
        ("R$ 1.000,00", 1000),
        ("10%", 0.1),
        (" 7 ", 7),
        ("1e3", 1000),
    ],
)
def test_numbers_as_people_write_them(sent: object, kept: float) -> None:
    found = checked(sent, "number", [])
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize(
    "sent", ["abc", "1,2,3", "1.2.3", "12a", "--1", "%", True, math.nan, math.inf, "1e999", [1], "9" * 65]
)
def test_what_is_no_number(sent: object) -> None:
    with pytest.raises(WrongValueError):
        checked(sent, "number", [])


@pytest.mark.parametrize("sent", ["2026-12-31", "31/12/2026", "31-12-2026", "31.12.2026", "2026-12-31T10:00:00Z"])
def test_dates_as_people_write_them(sent: str) -> None:
    assert checked(sent, "date", []) == "2026-12-31"


@pytest.mark.parametrize("sent", ["31/02/2026", "12/31/2026", "1899-12-31", "amanhã", 45000, True, "2026"])
def test_what_is_no_date(sent: object) -> None:
    with pytest.raises(WrongValueError):
        checked(sent, "date", [])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(True, True), ("Sim", True), ("não", False), ("NAO", False), ("yes", True), (0, False), (1, True), ("x", True)],
)
def test_yes_and_no(sent: object, kept: bool) -> None:
    assert checked(sent, "boolean", []) is kept


@pytest.mark.parametrize("sent", ["talvez", 2, 0.5, []])
def test_neither_yes_nor_no(sent: object) -> None:
    with pytest.raises(WrongValueError):
        checked(sent, "boolean", [])


@pytest.mark.parametrize(("sent", "kept"), [("B2B", "B2B"), ("b2b", "B2B"), (" governo  FEDERAL ", "Governo federal")])
def test_a_choice_is_kept_as_it_stands_in_the_list(sent: str, kept: str) -> None:
    assert checked(sent, "choice", OPTIONS) == kept


def test_other_choices_are_told_what_there_is() -> None:
    with pytest.raises(WrongValueError) as refused:
        checked("C2C", "choice", OPTIONS)
    assert refused.value.text.pt == "Escolha uma das opções: B2B, B2C, Governo federal"


def test_a_list_that_nobody_knows_takes_any_text() -> None:
    assert checked("C2C", "choice", []) == "C2C"


@pytest.mark.parametrize("sent", ["a\0b", "a\ud800b", "\x1f", "\ufffe", "x" * (MAX_TEXT + 1), ["a"], {"a": 1}, True])
def test_what_no_cell_holds(sent: object) -> None:
    with pytest.raises(WrongValueError):
        checked(sent, "text_long", [])


def test_text_that_looks_like_a_formula_is_text() -> None:
    assert checked("=1+1\r\n-2", "text_short", []) == "=1+1\n-2"


@given(st.decimals(-(10**9), 10**9, places=2))
def test_any_amount_in_brazilian_is_that_number(amount: object) -> None:
    english = f"{amount:,.2f}"
    brazilian = english.replace(",", "·").replace(".", ",").replace("·", ".")
    assert checked(brazilian, "number", []) == float(amount)  # type: ignore[arg-type]


@given(st.dates(date(1900, 1, 1)))
def test_any_date_either_way(day: date) -> None:
    assert (
        checked(f"{day.day}/{day.month}/{day.year:04}", "date", [])
        == checked(day.isoformat(), "date", [])
        == day.isoformat()
    )


@given(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers(), max_size=2)),
    st.sampled_from(["text_short", "text_long", "number", "date", "choice", "boolean"]),
    st.lists(st.text(max_size=5), max_size=3),
)
def test_whatever_is_sent_is_kept_or_refused_and_stays_what_it_is(value: object, kind: str, options: list[str]) -> None:
    if is_empty(value):
        return
    try:
        kept = checked(value, kind, options)
    except WrongValueError:
        return
    assert checked(kept, kind, options) == kept
