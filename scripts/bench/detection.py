"""How well and how quickly fields are found: against labels made by people, and on sheets of growing size."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from bench.data import PROGRAM
from bench.report import heading, show
from figures.calibration import reliability, verdicts
from figures.data import AS_FOUND, METHOD, SCORER, STRIPPED, Labelled, labelled, mean, workbook_at
from figures.growth import SHAPES, grown
from tr4ction_workbook.fields import detect_fields
from tr4ction_workbook.fields.confidence import load_calibration
from tr4ction_workbook.ooxml.model import Workbook

FIGURES = ("precision", "recall", "f1", "label_accuracy", "type_accuracy")
ROUNDS = 5
SIZES = (125_000, 500_000)  # cells


def measure_detection(folder: Path) -> None:
    heading("Detection: CPU seconds after reading, and per cell as the sheet grows")
    for shape in SHAPES:
        small, large = (_seconds(grown(shape, cells)) for cells in SIZES)
        growth = f"{large / small:.2f} times for {SIZES[1] // SIZES[0]} times the cells"
        show(f"{SIZES[1]:,} cells: {shape}", f"{large:.2f} s   {growth}")
    if not SCORER.is_file():
        return
    method = next(item for item in labelled() if item.kind == METHOD)
    show(method.name, f"{1000 * min(_seconds(workbook_at(method.path)) for _ in range(ROUNDS)):.0f} ms")
    heading("Detection against labels made by people")
    scores = {item: _score(item, folder) for item in labelled() if item.kind in (METHOD, AS_FOUND, STRIPPED)}
    for item, found in scores.items():
        # Labels made by people have names and types; cells that authors unlocked have neither.
        names = FIGURES if item.kind == METHOD else FIGURES[:3]
        show(item.name, "  ".join(f"{name} {found[name]:.3f}" for name in names))
    for kind in (AS_FOUND, STRIPPED):
        show(f"mean of {kind}", f"f1 {mean(found['f1'] for item, found in scores.items() if item.kind == kind):.3f}")
    heading("Confidence: how many are right, each family judged by what the others taught")
    for part in reliability(verdicts(), load_calibration().unlabelled):
        if part.fields:
            show(f"{part.low:.2f} to {min(part.high, 1):.2f}", f"{part.fields:6} fields  right {part.right:.3f}")


def _score(item: Labelled, folder: Path) -> dict[str, float]:
    predicted = folder / "predicted.json"
    with predicted.open("wb") as output:
        subprocess.run([str(PROGRAM), "inspect", str(item.path), "--json"], check=True, stdout=output)
    scorer = [sys.executable, str(SCORER), str(item.gold), str(predicted), "--json"]
    scores: dict[str, float] = json.loads(subprocess.run(scorer, check=True, capture_output=True).stdout)
    return scores


def _seconds(workbook: Workbook) -> float:
    started = time.process_time()
    detect_fields(workbook)
    return time.process_time() - started
