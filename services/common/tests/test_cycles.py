"""What a cycle may be called."""

from __future__ import annotations

import pytest

from tr4ction_common.cycles import is_cycle


@pytest.mark.parametrize("name", ["Q1", "q1", "Q1_TEST", "2026-Q1", "x" * 40])
def test_good_names(name: str) -> None:
    assert is_cycle(name)


@pytest.mark.parametrize("name", ["", "_Q1", "-", "Q 1", "../x", "Ção", "Q1\n", "x" * 41, "🚀"])
def test_bad_names(name: str) -> None:
    assert not is_cycle(name)
