"""Reading a workbook as a worker does: in a process of its own, within 512 MiB of address space.

What does not end is ended by the processor time it took: on a busy machine a minute on the clock says nothing.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import Any

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10  # after which the engine refuses
_CPU_SECONDS_OF_PROCESS = 3 * CPU_SECONDS

READ = frozenset(("result",))
TOO_MUCH = frozenset(("workbook_too_large", "zip_bomb", "xml_bomb", "workbook_too_complex"))


def read_confined(data: bytes, *, timeout: float) -> dict[str, Any]:
    """What came of a workbook that was read, searched for fields and written down: `code` and `message` of a refusal,
    `memory` as code where there was not enough; or `size` of the snapshot, `stats`, `report` and `fields` (id and
    cells). Raises AssertionError where the engine failed, subprocess.TimeoutExpired where it did not end."""
    done = subprocess.run([sys.executable, __file__], input=data, capture_output=True, timeout=timeout, check=False)
    assert done.returncode == 0, f"status {done.returncode}: {done.stderr.decode()[-2000:]}"
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def outcome_of(data: bytes) -> str:
    """`result`, or the code of the refusal."""
    code: str = read_confined(data, timeout=600).get("code", "result")
    return code


def _read(data: bytes) -> dict[str, Any]:
    from tr4ction_workbook.inspection import inspect_workbook
    from tr4ction_workbook.ooxml import Limits, WorkbookError

    # What repeats can be mixed with what does not compress, so that the ratio protects from nothing here.
    limits = Limits(max_seconds=CPU_SECONDS, max_ratio=10**9).within(MEMORY)
    try:
        inspection = inspect_workbook(data, limits)
        size = len(inspection.snapshot())
    except WorkbookError as error:
        return {"code": error.code, "message": str(error)}
    except MemoryError:  # of which a worker dies; what is said then has a name too
        return {"code": "memory"}
    fields = [(field.field_id, field.cell_range) for field in inspection.fields]
    return {"size": size, "stats": inspection.stats, "report": inspection.validation_report, "fields": fields}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS_OF_PROCESS, _CPU_SECONDS_OF_PROCESS))
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout)
