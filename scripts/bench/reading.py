"""What a complete snapshot costs beside what other readers of Python cost, and how that grows.

CPU seconds of one process, the candidates by turns, the best of some rounds of each: the machine's other work then
falls on all alike. Memory is the peak of a process of its own for each. Figures are ratios, which other machines share.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

import openpyxl
import python_calamine

from bench.generated import Grid
from bench.report import heading, show
from tr4ction_workbook.inspection import inspect_workbook
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.ooxml.errors import WorkbookTooLargeError
from tr4ction_workbook.snapshot import build_snapshot, encode_snapshot

LARGE = {"500,000 styled cells": Grid(25_000), "1,000,000 cells": Grid(50_000)}
SHEETS = {"1,000,000 cells in four sheets": Grid(12_500, sheets=4)}
_XML = (".xml", ".rels", ".vml")

Action = Callable[[bytes], object]


def measure_reading(workbook: Path) -> None:
    data = workbook.read_bytes()
    compare(f"A complete snapshot of {workbook.name}, CPU of this process", data, rounds=9)
    for name, grid in LARGE.items():
        compare(f"A complete snapshot of {name}", grid.path().read_bytes(), rounds=2)
    for name, grid in (LARGE | SHEETS).items():
        compare_memory(f"Peak memory of a process that reads {name}", grid.path())
    measure_growth()


# --- The candidates ---


def floor(data: bytes) -> None:
    """The least that reading XML costs: inflate, and expat without a handler."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(_XML):
                expat.ParserCreate().Parse(archive.read(name), True)


def openpyxl_load(data: bytes) -> None:
    openpyxl.load_workbook(io.BytesIO(data))


def calamine_values(data: bytes) -> None:
    """Values only: it has neither styles nor formulas."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def snapshot(data: bytes) -> None:
    encode_snapshot(build_snapshot(read_workbook(data)))


def read(data: bytes) -> None:
    read_workbook(data)


def inspect(data: bytes) -> None:
    """With detection; a large sheet of data is refused as no form, before it is searched."""
    with contextlib.suppress(WorkbookTooLargeError):
        inspect_workbook(data).snapshot()


# --- Time ---


def cpu(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


def snapshot_steps(data: bytes) -> tuple[float, float, float]:
    """CPU seconds of reading, of making the document, and of its bytes."""
    started = time.process_time()
    workbook = read_workbook(data)
    was_read = time.process_time()
    document = build_snapshot(workbook)
    was_built = time.process_time()
    encode_snapshot(document)
    return was_read - started, was_built - was_read, time.process_time() - was_built


def compare(title: str, data: bytes, rounds: int) -> None:
    heading(title)
    peers: dict[str, Action] = {
        "openpyxl.load_workbook": openpyxl_load,
        "python-calamine, values only": calamine_values,
        "floor: inflate and bare expat": floor,
    }
    taken: dict[str, list[float]] = {name: [] for name in peers}
    steps = []
    for _ in range(rounds):
        for name, action in peers.items():
            taken[name].append(cpu(lambda: action(data)))  # noqa: B023  called at once
        steps += [snapshot_steps(data) for _ in range(2)]
    read, built, encoded = min(steps, key=sum)
    total = read + built + encoded
    show(
        "snapshot",
        f"{total * 1e3:8.1f} ms = read {read * 1e3:.1f}, document {built * 1e3:.1f}, bytes {encoded * 1e3:.1f}",
    )
    for name, times in taken.items():
        show(name, f"{min(times) * 1e3:8.1f} ms")
    show("openpyxl / snapshot", f"{min(taken['openpyxl.load_workbook']) / total:8.1f}")
    show("snapshot / floor", f"{total / min(taken['floor: inflate and bare expat']):8.1f}")


# --- Memory ---

_CHILD = """
import sys
from pathlib import Path
from bench import reading
getattr(reading, sys.argv[1])(Path(sys.argv[2]).read_bytes())
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""


def peak_memory(action: str, workbook: Path) -> float:
    """MiB resident at most in a process that does it, its modules among them."""
    command = [sys.executable, "-c", _CHILD, action, str(workbook)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(output[-1]) / 1024


def compare_memory(title: str, workbook: Path) -> None:
    heading(title)
    for action in (openpyxl_load, calamine_values, read, snapshot, inspect):
        show(action.__name__, f"{peak_memory(action.__name__, workbook):8.0f} MiB")


# --- Growth ---


def measure_growth() -> None:
    """Cost of workbooks that differ in one thing from each other."""
    heading("How a snapshot grows: CPU between a smaller and a larger workbook")
    show_slope("cell with a value", Grid(5_000), Grid(25_000))
    show_slope("cell with a value, no two rows alike", Grid(5_000, is_scattered=True), Grid(25_000, is_scattered=True))
    show_slope("blank styled cell", Grid(5_000, is_blank=True), Grid(25_000, is_blank=True))
    show_slope("sheet of 100 cells", Grid(5, sheets=10), Grid(5, sheets=210))
    show_slope("style", Grid(5_000), Grid(5_000, styles=4_040))
    show_slope("text", Grid(5_000, strings=1_000), Grid(5_000, strings=21_000))


def show_slope(unit: str, small: Grid, large: Grid) -> None:
    datas = [grid.path().read_bytes() for grid in (small, large)]
    rounds = [[cpu(lambda: snapshot(data)) for data in datas] for _ in range(5)]  # noqa: B023  called at once
    more = min(costs[1] for costs in rounds) - min(costs[0] for costs in rounds)
    show(f"another {unit}", f"{more / large.exceeds(small) * 1e6:8.2f} µs")
