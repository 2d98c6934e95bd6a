"""What drawing sheets costs: CPU in this process, beside what reading the workbook costs others."""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl

from bench.report import heading, show
from tr4ction_workbook.fields import detect_fields
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.rendering import render_sheet

ROUNDS = 5
LOAD_ROUNDS = 2  # of openpyxl, which takes seconds


def measure_rendering(workbook: Path) -> None:
    heading(f"Sheets of {workbook.name} as HTML, CPU of one process, median of {ROUNDS}")
    book = read_workbook(workbook)
    fields = detect_fields(book).fields
    times: dict[str, list[float]] = {sheet.name: [] for sheet in book.sheets}
    loads: list[float] = []
    sizes = {}
    for number in range(ROUNDS):
        for sheet in book.sheets:
            times[sheet.name].append(cpu(lambda: render_sheet(book, sheet, fields)))  # noqa: B023  called at once
        if number < LOAD_ROUNDS:
            loads.append(cpu(lambda: _load(workbook)))
    for sheet in book.sheets:
        sizes[sheet.name] = len(render_sheet(book, sheet, fields))
    medians = {name: statistics.median(found) for name, found in times.items()}
    slowest, largest = max(medians, key=medians.__getitem__), max(sizes, key=sizes.__getitem__)
    show(f"slowest of {len(medians)} sheets", f"{medians[slowest] * 1000:.0f} ms  ({slowest})")
    show("all sheets together", f"{sum(medians.values()) * 1000:.0f} ms")
    show("largest page", f"{sizes[largest] / 1e6:.2f} MB  ({largest})")
    load = statistics.median(loads)
    show("openpyxl.load_workbook, for comparison", f"{load * 1000:.0f} ms")
    show("all sheets / load_workbook", f"1/{load / sum(medians.values()):.1f}")


def _load(workbook: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(workbook)


def cpu(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started
