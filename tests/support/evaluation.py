"""Other people's workbooks, with labels made by people. They lie outside the project, and are used where at hand.

EVAL_DIR names their folder; by default it is looked for beside the checkout, with the scorer in the folder next to it.
"""

from __future__ import annotations

import os
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "eval"

EVAL = Path(os.environ.get("EVAL_DIR") or _BESIDE).resolve()
SCORER = EVAL.parent / "tools" / "score_fields.py"
Q1 = EVAL / "q1" / "Template Q1.xlsx"

IS_HERE = Q1.is_file() and SCORER.is_file()
HOW_TO_GET = "needs the evaluation workbooks: put them beside the checkout or name their folder in EVAL_DIR"


def workbooks() -> list[Path]:
    """Every workbook there is; empty where they are not at hand."""
    return sorted(EVAL.glob("*/*.xl*"))


# What the engine refuses, by a part of the file's name.
_REFUSED = {
    "encrypt": "workbook_encrypted",
    "pass_protected": "workbook_encrypted",
    "protected_passtika": "workbook_encrypted",
    "protected_sha512": "workbook_encrypted",
    "npoi__protect__": "workbook_encrypted",
    "54764": "xml_bomb",
    "poc-xmlbomb__": "xml_bomb",
    "poc-xmlbomb-empty": "file_empty",
    "invalid__": "not_a_workbook",
    "TP10094814": "not_a_workbook",  # of a test version of Excel 2007
}


def expected_refusal(workbook: Path) -> str | None:
    """The code with which a workbook must be refused; None where it must be read."""
    return next((code for part, code in _REFUSED.items() if part in workbook.name), None)
