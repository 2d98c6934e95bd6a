"""The whole stack on this machine, without Docker."""

from __future__ import annotations

import statistics
from pathlib import Path

from bench.report import heading, seconds_of, show
from support.stack import Stack

UPLOADS = 5
PASSWORD = "uma senha para medir"  # noqa: S105  of a stack that lives for seconds on the loopback address


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
