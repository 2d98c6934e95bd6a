"""Detection against labels made by people, on workbooks that are not ours and so lie outside the project.

The floors keep what is reached from being lost; `make bench` prints the figures themselves.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.evaluation import EVAL, HOW_TO_GET, IS_HERE, SCORER
from tr4ction_workbook.inspection import inspect_workbook

pytestmark = pytest.mark.skipif(not IS_HERE, reason=HOW_TO_GET)

FLOORS = {
    "q1/Template Q1.xlsx": ("q1/gold", {"f1": 0.98, "label_accuracy": 0.95, "type_accuracy": 0.95}),
    **{
        f"forms/{form}{ending}": (f"forms/{form}.gold.json", {"f1": 1.0 if "stripped" not in ending else floor})
        for form, extension, floor in (
            ("ARPA_Annual_Performance_Report_Workbook", "xlsx", 0.95),
            ("ARPA_SFRF_Reporting_Workbook_v20220929", "xlsm", 0.98),
            ("LoanAmortization_TP10073881", "xltx", 0.98),
            ("PF_Round_2_Success", "xlsx", 0.97),
            ("Timesheet", "xlsx", 0.93),
            ("issue.3720", "xlsx", 0.08),  # nothing on the sheet shows most of the cells that its author unlocked
            ("naaar-reporting-template", "xlsx", 0.97),
            ("v8", "xlsx", 0.96),
        )
        for ending in (f".{extension}", f".stripped.{extension}")
    },
}


@pytest.mark.parametrize("workbook", FLOORS)
def test_detection_keeps_its_floor(workbook: str, tmp_path: Path) -> None:
    gold, floors = FLOORS[workbook]
    predicted = tmp_path / "fields.json"
    fields = [field.as_dict() for field in inspect_workbook(EVAL / workbook).fields]
    predicted.write_text(json.dumps({"fields": fields}), "utf-8")

    command = [sys.executable, str(SCORER), str(EVAL / gold), str(predicted), "--json"]
    scores = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert {name: scores[name] for name, floor in floors.items() if scores[name] < floor} == {}
