"""What the service itself loads: of the engine its version, and no more."""

from __future__ import annotations

import subprocess
import sys


def test_the_service_itself_does_not_load_the_engine() -> None:
    code = "import sys, tr4ction_ingestion.main; sys.exit(any(m.startswith('tr4ction_workbook.') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
