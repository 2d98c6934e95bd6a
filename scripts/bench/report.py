"""How figures are taken and shown."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Callable


def heading(text: str) -> None:
    print(f"\n{text}")


def show(name: str, value: str) -> None:
    print(f"  {name:<52} {value}", flush=True)


def seconds_of(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def cpu_of(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
