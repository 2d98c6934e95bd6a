"""`python -m figures report` rewrites the figures of docs/DETECTION.md, `calibrate` the shipped confidences."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from figures.calibration import calibrate, verdicts
from figures.data import SCORER
from figures.report import write_report
from tr4ction_workbook.fields import confidence


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("report", "calibrate"))
    if parser.parse_args().what == "report":
        _need_data()
        write_report()
    else:
        _need_data()
        write_calibration()


def _need_data() -> None:
    if not SCORER.is_file():
        sys.exit(f"no labelled workbooks: {SCORER} is missing. Name the folder of the evaluation data in EVAL_DIR.")


def write_calibration() -> None:
    known = confidence.load_calibration()
    fitted = calibrate(verdicts(), known.unlabelled, known.version)
    target = Path(confidence.__file__).with_suffix(".json")
    target.write_bytes(msgspec.json.format(msgspec.json.encode(fitted), indent=2) + b"\n")


if __name__ == "__main__":
    main()
