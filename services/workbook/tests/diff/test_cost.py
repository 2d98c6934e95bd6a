"""Forms as large as forms may be, at their worst."""

from __future__ import annotations

import pytest

from tr4ction_workbook.diff import match_fields

FIELDS = 6_000

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(60)]  # what is quadratic takes hours


def words(number):
    return " ".join(("alfa", "beta", "gama", "delta", "epsilon")[int(digit) % 5] + digit for digit in str(number))


@pytest.mark.parametrize(
    ("old_label", "new_label"),
    [
        (lambda row: "Meta", lambda row: "Meta"),
        (lambda row: f"Meta {row}", lambda row: f"Meta {row + 1}"),
        (words, lambda row: words(row) + " x"),
        (lambda row: f"antes {row}", lambda row: f"{row} depois"),
        (lambda row: "", lambda row: ""),
    ],
    ids=["equal", "numbered", "reworded", "different", "nameless"],
)
def test_many_fields_of_one_sheet(field, numbered, old_label, new_label):
    old = numbered([field(old_label(row), row=row) for row in range(1, FIELDS)])
    new = numbered([field(new_label(row), row=row) for row in range(1, FIELDS + 1)])
    found = match_fields(old, new)
    assert len(found.matches) + sum(len(doubt.old) for doubt in found.doubts) + len(found.removed) == FIELDS - 1


def test_many_equal_sheets(field, numbered):
    def sheets(name):
        return numbered([field("Nome", sheet=f"{name} {number}") for number in range(2000)])

    found = match_fields(sheets("Aba"), sheets("Folha"))
    assert sum(len(doubt.old) for doubt in found.doubts) + len(found.matches) == 2000
