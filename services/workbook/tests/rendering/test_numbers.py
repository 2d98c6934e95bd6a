"""Number formats: what Excel shows, in both languages."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tr4ction_workbook.rendering.numbers import LOCALES, Formatter

PT, EN = Formatter(LOCALES["pt-BR"]), Formatter(LOCALES["en"])
SPACE = "\N{FIGURE SPACE}"
NEW_YEAR = 45_292  # 1 January 2024, a Monday

NUMBERS = [
    (1234.5, "#,##0.00", "1.234,50", "1,234.50"),
    (-1234.5, "#,##0.00", "-1.234,50", "-1,234.50"),
    (-1234.5, "#,##0.00_);(#,##0.00)", "(1.234,50)", "(1,234.50)"),
    (0, '0;-0;"zero"', "zero", "zero"),
    (5, "000", "005", "005"),
    (0.5, "#.##", ",5", ".5"),
    (1.005, "0.00", "1,01", "1.01"),
    (-0.001, "0.00", "-0,00", "-0.00"),
    (12345, "000-0000", "001-2345", "001-2345"),
    (5, "?0.0?", f"{SPACE}5,0{SPACE}", f"{SPACE}5.0{SPACE}"),
    (0.256, "0.0%", "25,6%", "25.6%"),
    (1234567, "#,##0,", "1.235", "1,235"),
    (1234567, '0.0,,"M"', "1,2M", "1.2M"),
    (1234, "[$R$ -416]#,##0.00", "R$ 1.234,00", "R$ 1,234.00"),
    (12345, "0.00E+00", "1,23E+04", "1.23E+04"),
    (12345, "##0.0E+0", "12,3E+3", "12.3E+3"),
    (9.9999, "0.0E+0", "1,0E+1", "1.0E+1"),
    (0.00012, "0.0E-0", "1,2E-4", "1.2E-4"),
    (2.375, "# ?/8", "2 3/8", "2 3/8"),
    (3.14159, "# ??/??", f"3 {SPACE}1/7{SPACE}", f"3 {SPACE}1/7{SPACE}"),
    (0.5, "?/?", "1/2", "1/2"),
    (4, "# ?/?", f"4 {SPACE * 3}", f"4 {SPACE * 3}"),
    (5, '[>3]"high";[<=3]"low"', "high", "high"),
    (2, '[>3]"high";[<=3]"low"', "low", "low"),
    (-5, "[<0]0;0", "5", "5"),
    (-5, "[<3]0;0", "-5", "-5"),
    (7, '0 "d"', "7 d", "7 d"),
    (7, r"0\d", "7d", "7d"),
    (12, 'General" un"', "12 un", "12 un"),
    (12, "", "12", "12"),
    (1, ";;;", "", ""),
    (1, "0" * 600, "1", "1"),
]
GENERAL = [
    (0.1 + 0.2, "0.3"),
    (1 / 3, "0.333333333"),
    (-1 / 3, "-0.333333333"),
    (123456789.123, "123456789.1"),
    (1e10, "10000000000"),
    (123456789012, "1.23457E+11"),
    (99999999999.9, "1E+11"),
    (0.00001, "0.00001"),
    (0.0000123456, "1.23456E-05"),
    (1e300, "1E+300"),
]
DATES = [
    (NEW_YEAR + 0.5, "dd/mm/yyyy hh:mm", "01/01/2024 12:00", "01/01/2024 12:00"),
    (NEW_YEAR, "mm-dd-yy", "01/01/2024", "1/1/2024"),
    (NEW_YEAR + 0.75, "m/d/yy h:mm", "01/01/2024 18:00", "1/1/2024 18:00"),
    (NEW_YEAR, "d-mmm-yy", "1-jan-24", "1-Jan-24"),
    (NEW_YEAR, "dddd", "segunda-feira", "Monday"),
    (NEW_YEAR, "ddd, mmmmm", "seg, j", "Mon, J"),
    (NEW_YEAR, "[$-409]mmmm", "January", "January"),
    (NEW_YEAR, "[$-416]mmmm", "janeiro", "janeiro"),
    (NEW_YEAR, "[$-F800]dddd", "segunda-feira, 1 de janeiro de 2024", "Monday, January 1, 2024"),
    (NEW_YEAR, 'yyyy"年"m"月"', "2024年1月", "2024年1月"),
    (NEW_YEAR, "bbbb", "2567", "2567"),
    (NEW_YEAR + 0.75, "h:mm AM/PM", "6:00 PM", "6:00 PM"),
    (NEW_YEAR, "h:mm a/p", "12:00 a", "12:00 a"),
    (1.5, "[h]:mm", "36:00", "36:00"),
    (-1.5, "[h]:mm", "-36:00", "-36:00"),
    (1.50001, "[mm]:ss.00", "2160:00,86", "2160:00.86"),
    (0.5, "mm:ss", "00:00", "00:00"),
    (60, "dd/mm/yyyy", "29/02/1900", "29/02/1900"),
    (0, "dd/mm/yyyy", "00/01/1900", "00/01/1900"),
    (1, "dddd", "domingo", "Sunday"),
]


@pytest.mark.parametrize(("value", "code", "portuguese", "english"), NUMBERS + DATES)
def test_a_value_in_both_languages(value: float, code: str, portuguese: str, english: str) -> None:
    assert (PT.show(value, code).text, EN.show(value, code).text) == (portuguese, english)


@pytest.mark.parametrize(("value", "shown"), GENERAL)
def test_general_shows_as_many_digits_as_fit(value: float, shown: str) -> None:
    assert EN.show(value, "General").text == shown
    assert PT.show(value, "General").text == shown.replace(".", ",")


def test_general_heeds_the_room() -> None:
    assert EN.show(1 / 3, "General", width=6).text == "0.3333"
    assert EN.show(1234567.891, "General", width=8).text == "1234568"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "abc"),
        ('"<"@">"', "<abc>"),
        ('0;0;0;"t:"@', "t:abc"),
        ("0;-0;0;", ""),
        ("0.00", "abc"),
        ("@", "abc"),
    ],
)
def test_text(code: str, shown: str) -> None:
    assert EN.show("abc", code).text == shown


def test_booleans_speak_the_language() -> None:
    assert (PT.show(True, "0").text, EN.show(False, "0").text) == ("VERDADEIRO", "FALSE")


@pytest.mark.parametrize(
    ("value", "code", "color"),
    [(-1, "0;[Red]-0", "red"), (1, "0;[Red]-0", None), (1, "[Color10]0", "color10"), (1, "[Color 10]0", "color10")],
)
def test_the_colour_of_a_section(value: float, code: str, color: str | None) -> None:
    assert EN.show(value, code).color == color


def test_padding_that_fills_the_cell() -> None:
    shown = EN.show(5, '_("R$"* #,##0.00_)')
    assert (shown.text[: shown.fill_at], shown.text[shown.fill_at :], shown.fill) == (" R$", "5.00 ", " ")


def test_a_date_that_cannot_be() -> None:
    assert EN.show(-1, "dd/mm/yyyy").is_wrong
    assert EN.show(1e12, "dd/mm/yyyy").is_wrong


def test_the_other_date_system() -> None:
    assert Formatter(LOCALES["en"], date_1904=True).show(0, "yyyy-mm-dd").text == "1904-01-01"


@settings(deadline=None, max_examples=60)
@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_two_places_are_rounded_as_people_do(value: float) -> None:
    shown = EN.show(value, "#,##0.00").text
    assert Decimal(shown.replace(",", "")) == Decimal(f"{value:.15g}").quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert PT.show(value, "#,##0.00").text == shown.translate(str.maketrans(",.", ".,"))


@settings(deadline=None, max_examples=60)
@given(st.floats(-1e300, 1e300, allow_nan=False))
def test_general_stays_near_and_short(value: float) -> None:
    shown = EN.show(value, "General").text
    assert float(shown) == pytest.approx(value, rel=1e-4, abs=1e-9)
    assert len(shown.removeprefix("-")) <= 12  # of an exponent with three digits one more


@settings(deadline=None, max_examples=60)
@given(st.integers(61, 2_958_465), st.integers(0, 86_399))
def test_dates_are_those_of_the_calendar(day: int, second: int) -> None:
    moment = datetime(1899, 12, 30) + timedelta(days=day, seconds=second)  # noqa: DTZ001
    shown = EN.show(day + second / 86_400, "yyyy-mm-dd hh:mm:ss dddd").text
    assert shown == f"{moment:%Y-%m-%d %H:%M:%S} {EN.locale.days[(moment.weekday() + 1) % 7]}"


@settings(deadline=None, max_examples=150)
@given(
    st.text('0#?.,%/E+-@;[]$yYmMdDhHsS"\\*_ <>=aGeneralR1', max_size=40),
    st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**15), 10**15), st.text(max_size=20)),
)
def test_any_code_gives_a_bounded_text(code: str, value: float | str) -> None:
    for formatter in (PT, EN):
        shown = formatter.show(value, code)
        assert len(shown.text) < 4_000
        assert shown.fill_at is None or 0 <= shown.fill_at <= len(shown.text)
