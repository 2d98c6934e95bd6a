"""What the commands on files cost, each as a process of its own."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from bench.data import PROGRAM
from bench.report import cpu_of, heading, show

RUNS = 5
LOAD = "import openpyxl, sys; openpyxl.load_workbook(sys.argv[1])"


def measure_commands(workbook: Path, folder: Path) -> None:
    heading(f"CPU of the whole process on {workbook.name}, median of {RUNS}")
    load = show_cpu("openpyxl.load_workbook", [sys.executable, "-c", LOAD, str(workbook)])
    snapshot = show_cpu("tr4ction snapshot", [str(PROGRAM), "snapshot", str(workbook), "-o", str(folder / "s.gz")])
    show_cpu("tr4ction inspect --json", [str(PROGRAM), "inspect", str(workbook), "--json"])
    show("snapshot / load_workbook", f"1/{load / snapshot:.1f}")


def show_cpu(name: str, command: list[str]) -> float:
    """Seconds."""
    seconds = statistics.median(cpu_of(command) for _ in range(RUNS))
    show(name, f"{seconds:.3f} s")
    return seconds
