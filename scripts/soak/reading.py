"""Mangles workbooks and reads them.

Whatever the bytes, the engine gives a result or a WorkbookError, in time. A workbook that makes it do anything else is
kept in build/soak, with the seed in its name.
"""

from __future__ import annotations

import random

from soak.findings import Findings
from soak.workbooks import over_workbooks
from tr4ction_workbook.inspection import inspect_workbook
from tr4ction_workbook.ooxml import WorkbookError


def read_mangled(seconds: float, seed: int) -> Findings:
    """One mangled workbook after the other."""
    return over_workbooks(_read, seconds, seed, mangled=1)


def _read(data: bytes, _dice: random.Random) -> str:
    """What became of it. Raises whatever the engine should not."""
    try:
        inspection = inspect_workbook(data)
        inspection.snapshot()
    except WorkbookError as error:
        return error.code
    return "read"
