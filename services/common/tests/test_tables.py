"""Row numbers as they stand in addresses."""

from __future__ import annotations

import pytest

from tr4ction_common.tables import MAX_IDENTITY, identity_of


@pytest.mark.parametrize("text", ["0", "1", "42", "007", str(MAX_IDENTITY)])
def test_digits_are_a_number(text: str) -> None:
    assert identity_of(text) == int(text)


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "1e3", " 1", "٣", "²", "x", str(MAX_IDENTITY + 1), "9" * 5000])
def test_nothing_else_is(text: str) -> None:
    assert identity_of(text) is None
