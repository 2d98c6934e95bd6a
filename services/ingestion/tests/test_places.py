"""Where a range is after rows and columns came and went."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tr4ction_ingestion.review.ranges import Rectangle
from tr4ction_ingestion.versions.places import place_after


def moved(area: str, *moves: tuple[str, str]) -> str | None:
    found = place_after(Rectangle.of(area), [(Rectangle.of(old), Rectangle.of(new)) for old, new in moves])
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("area", "moves", "expected"),
    [
        ("E5", [("C5", "C7")], "E7"),
        ("E5:F6", [("C4", "C4"), ("C9", "C9")], "E5:F6"),
        ("E5", [("C4", "C6"), ("C9", "C11")], "E7"),
        ("E5", [("C4", "C4"), ("C9", "C10")], None),
        ("E5", [("C2", "C2"), ("C3", "C3")], "E5"),
        ("E5", [("C2", "C4"), ("C3", "C5")], None),
        ("E5", [("C5", "C6"), ("D5", "D9")], None),
        ("A1", [("C1", "B1")], None),
        ("E5", [], None),
    ],
    ids=["beside", "still", "between", "torn", "below still", "below moved", "contradiction", "off the sheet", "alone"],
)
def test_a_place_is_told_by_its_neighbours(area: str, moves: list[tuple[str, str]], expected: str | None) -> None:
    assert moved(area, *moves) == expected


@given(st.integers(1, 16_000), st.integers(1, 1_000_000), st.integers(0, 300), st.integers(0, 3000))
def test_ranges_are_read_as_they_are_written(left: int, top: int, width: int, height: int) -> None:
    area = Rectangle(top, left, top + height, left + width)
    assert Rectangle.of(str(area)) == area
