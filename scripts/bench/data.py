"""What is measured: workbooks and labels made by people in EVAL_DIR (by default beside the checkout), and our own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EVAL = Path(os.environ.get("EVAL_DIR") or ROOT.parent / "shared" / "eval").resolve()
PROGRAM = Path(sys.executable).with_name("tr4ction")
