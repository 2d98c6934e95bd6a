"""Measures what the project promises: `make bench`.

The workbooks and labels made by people lie outside the project, in EVAL_DIR (by default beside the checkout), with the
scorer in the folder next to it. Without them only what our own sample shows is measured.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from support.stack import Stack
from tr4ction_cli.sample import FILE_NAME, make_sample

ROOT = Path(__file__).resolve().parents[1]
EVAL = Path(os.environ.get("EVAL_DIR") or ROOT.parent / "shared" / "eval").resolve()
SCORER = EVAL.parent / "tools" / "score_fields.py"
PROGRAM = Path(sys.executable).with_name("tr4ction")

RUNS = 5
UPLOADS = 5
PASSWORD = "uma senha para medir"  # noqa: S105  of a stack that lives for seconds on the loopback address

FIGURES = ("precision", "recall", "f1", "label_accuracy", "type_accuracy")

LOAD = "import openpyxl, sys; openpyxl.load_workbook(sys.argv[1])"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tr4ction-bench-") as name:
        folder = Path(name)
        workbook = EVAL / "q1" / "Template Q1.xlsx"
        if not workbook.is_file():
            print(f"no evaluation data at {EVAL}: measuring our own sample instead (set EVAL_DIR)")
            workbook = folder / FILE_NAME
            workbook.write_bytes(make_sample())
        measure_commands(workbook, folder)
        measure_detection(folder)
        measure_stack(workbook, folder / "stack")


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


def cpu_of(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def measure_detection(folder: Path) -> None:
    if not SCORER.is_file():
        return
    heading("Detection against labels made by people")
    for workbook, gold in labelled():
        predicted = folder / "predicted.json"
        with predicted.open("wb") as output:
            subprocess.run([str(PROGRAM), "inspect", str(workbook), "--json"], check=True, stdout=output)
        scorer = [sys.executable, str(SCORER), str(gold), str(predicted), "--json"]
        scores = json.loads(subprocess.run(scorer, check=True, capture_output=True).stdout)
        # Labels made by people have names and types; cells that authors unlocked have neither.
        names = FIGURES if gold.is_dir() else FIGURES[:3]
        show(workbook.name, "  ".join(f"{name} {scores[name]:.3f}" for name in names))


def labelled() -> Iterator[tuple[Path, Path]]:
    """Workbooks with their labels."""
    yield EVAL / "q1" / "Template Q1.xlsx", EVAL / "q1" / "gold"
    for gold in sorted((EVAL / "forms").glob("*.gold.json")):
        for workbook in sorted(gold.parent.glob(f"{gold.name.removesuffix('.gold.json')}.*xl*")):
            yield workbook, gold


def measure_stack(workbook: Path, folder: Path) -> None:
    heading("The stack on this machine, wall time")
    folder.mkdir()
    stack = Stack(folder, settings={"ADMIN_PASSWORD": PASSWORD})
    try:
        show("first start to ready", f"{stack.start():.2f} s")
        show("stop", f"{seconds_of(stack.stop):.2f} s")
        show("later start to ready", f"{stack.start():.2f} s")
        measure_uploads(stack, workbook)
    finally:
        stack.stop()
        stack.end()


def measure_uploads(stack: Stack, workbook: Path) -> None:
    data = workbook.read_bytes()
    with stack.log_in(PASSWORD) as admin:

        def upload(cycle: str) -> None:
            admin.post(
                "/admin/templates/upload", params={"cycle": cycle}, files={"file": (workbook.name, data)}
            ).raise_for_status()

        times = [seconds_of(lambda: upload(f"B{number}")) for number in range(UPLOADS)]  # noqa: B023  called at once
        show(f"upload of {workbook.name}", f"first {times[0]:.2f} s, median {statistics.median(times):.2f} s")
        show("the same again", f"{seconds_of(lambda: upload('B0')):.2f} s")


def seconds_of(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def heading(text: str) -> None:
    print(f"\n{text}")


def show(name: str, value: str) -> None:
    print(f"  {name:<52} {value}", flush=True)


if __name__ == "__main__":
    main()
