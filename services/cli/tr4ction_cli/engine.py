"""The engine's refusals are the input's fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tr4ction_cli.errors import InputError
from tr4ction_workbook.ooxml import WorkbookError


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Makes the engine's refusal of `path` an InputError with the same code."""
    try:
        yield
    except WorkbookError as error:
        raise InputError(error.code, f"{path}: {error}") from error
