"""Large workbooks cost seconds each: a test of one is heavy. The small ones show nearly everything that there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.evaluation import EVAL

LARGE_BYTES = 80_000

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:  # of the whole session, whatever else is collected
        if not (isinstance(item, pytest.Function) and item.path.is_relative_to(_HERE)):
            continue
        if any(map(_is_large, _parameters(item))):
            item.add_marker(pytest.mark.heavy)


def _parameters(item: pytest.Function) -> list[object]:
    return list(item.callspec.params.values()) if hasattr(item, "callspec") else []


def _is_large(parameter: object) -> bool:
    """Whether it is a large evaluation file, given by its path or by its name below the folder of them all."""
    if not isinstance(parameter, (str, Path)):
        return False
    path = EVAL / parameter
    return path.is_relative_to(EVAL) and path.is_file() and path.stat().st_size > LARGE_BYTES
