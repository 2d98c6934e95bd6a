"""What filling costs, beside what openpyxl takes to load and save the same workbook."""

from __future__ import annotations

import io
import statistics
import time
import tracemalloc
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl

from bench.report import heading, show
from support.workbooks import large_workbook
from tr4ction_workbook.fields import FillableField
from tr4ction_workbook.filling import Answer, fill_workbook
from tr4ction_workbook.inspection import inspect_workbook
from tr4ction_workbook.ooxml.archive import Archive
from tr4ction_workbook.ooxml.limits import Limits

SHEETS, CELLS = 5, 500
ROUNDS, FILLS_A_ROUND = 5, 5
LARGE_CELLS = 1_000_000
KINDS: Mapping[str, Answer] = {"number": 1234.5, "date": "2026-01-31", "boolean": True}


def measure_filling(workbook: Path) -> None:
    heading(f"Filling {workbook.name}, CPU in one process, best of {ROUNDS}, taken in turns with openpyxl")
    data = workbook.read_bytes()
    fields = inspect_workbook(workbook).fields
    answers = answers_for(fields)
    fills, loads = [], []
    for _ in range(ROUNDS):
        fills.append(min(cpu_of(lambda: fill_workbook(data, answers, fields=fields)) for _ in range(FILLS_A_ROUND)))
        loads.append(cpu_of(lambda: load_and_save(data)))
    show(f"fill {len(answers)} cells in {SHEETS} sheets", f"{min(fills) * 1000:.1f} ms")
    show("openpyxl load + save", f"{min(loads):.2f} s")
    show("openpyxl / fill", f"{statistics.median(loads) / statistics.median(fills):.0f}×")
    measure_large()


def measure_large() -> None:
    data = large_workbook(LARGE_CELLS)
    largest = max(entry.size for entry in Archive(data, Limits()))
    answers: dict[str, Answer] = {f"ICP!A{row}": f"resposta {row}" for row in range(1, LARGE_CELLS // 100, 25)}
    show(f"fill {len(answers)} of {LARGE_CELLS:,} cells", f"{cpu_of(lambda: fill_workbook(data, answers)):.2f} s")
    tracemalloc.start()
    fill_workbook(data, answers)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    show("peak memory / largest part", f"{peak / largest:.1f}× of {largest / 2**20:.0f} MiB")


def answers_for(fields: Sequence[FillableField]) -> dict[str, Answer]:
    """As many answers as are asked for, spread evenly over the sheets with most fields."""
    by_sheet: dict[str, list[FillableField]] = {}
    for field in fields:
        by_sheet.setdefault(field.sheet_name, []).append(field)
    largest = sorted(by_sheet.values(), key=len, reverse=True)[:SHEETS]
    chosen = [items[index] for index in range(max(map(len, largest))) for items in largest if index < len(items)]
    return {field.field_id: answer_for(field) for field in chosen[:CELLS]}


def answer_for(field: FillableField) -> Answer:
    return field.options[0] if field.options else KINDS.get(field.inferred_type, f"Resposta de {field.label[:60]}")


def load_and_save(data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(io.BytesIO(data)).save(io.BytesIO())


def cpu_of(action: Callable[[], object]) -> float:
    """Seconds."""
    started = time.process_time()
    action()
    return time.process_time() - started
