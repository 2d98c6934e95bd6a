"""What a fill holds in memory at once, in multiples of the largest part."""

from __future__ import annotations

import tracemalloc

import pytest

from support.workbooks import large_workbook
from tr4ction_workbook.filling import fill_workbook
from tr4ction_workbook.ooxml.archive import Archive
from tr4ction_workbook.ooxml.limits import Limits


@pytest.mark.heavy
def test_peak_memory_is_at_most_four_times_the_largest_part():
    data = large_workbook(300_000)
    largest = max(entry.size for entry in Archive(data, Limits()))
    answers = {f"ICP!A{row}": f"resposta {row}" for row in range(1, 3_000, 50)}
    tracemalloc.start()
    filled = fill_workbook(data, answers)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(filled.cells) == len(answers)
    assert peak < 4 * largest
