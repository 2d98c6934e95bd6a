"""Measures what the project promises: `make bench`.

The workbooks and labels made by people lie outside the project; without them only our own sample is measured.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.commands import measure_commands
from bench.data import EVAL
from bench.detection import measure_detection
from bench.diffing import measure_diffing
from bench.filling import measure_filling
from bench.forms import measure_forms
from bench.gateway import measure_gateway
from bench.reading import measure_reading
from bench.rendering import measure_rendering
from bench.stack import measure_stack
from bench.tls import measure_tls
from tr4ction_cli.sample import FILE_NAME, make_sample


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tr4ction-bench-") as name:
        folder = Path(name)
        workbook = EVAL / "q1" / "Template Q1.xlsx"
        if not workbook.is_file():
            print(f"no evaluation data at {EVAL}: measuring our own sample instead (set EVAL_DIR)")
            workbook = folder / FILE_NAME
            workbook.write_bytes(make_sample())
        measure_reading(workbook)
        measure_commands(workbook, folder)
        measure_filling(workbook)
        measure_rendering(workbook)
        measure_detection(folder)
        measure_diffing()
        measure_gateway()
        measure_forms(workbook)
        measure_stack(workbook, folder / "stack")
        measure_tls()


if __name__ == "__main__":
    main()
