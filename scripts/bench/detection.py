"""How well fields are found, against labels made by people."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.data import EVAL, PROGRAM
from bench.report import heading, show

SCORER = EVAL.parent / "tools" / "score_fields.py"
FIGURES = ("precision", "recall", "f1", "label_accuracy", "type_accuracy")


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
