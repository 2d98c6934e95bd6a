"""The processes of a stack, however they came to be on their own.

Every process that is started for the stack carries a mark in its environment, which its children inherit. So they can
be found even where their parents were killed and nobody remembers their ids.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

MARK = "TR4CTION_STACK"
POLL_SECONDS = 0.05
KILL_SECONDS = 5.0


def marked(data_dir: Path) -> list[int]:
    """The ids of all processes of the stack in `data_dir`. Reads /proc: empty on systems that have none."""
    wanted = os.fsencode(f"{MARK}={data_dir}")
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if wanted in _environment(entry)]


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:  # it has ended, or it is somebody else's
        return []


def end_all(data_dir: Path, patience: float) -> int:
    """Asks every process of the stack to stop, and kills those that still run after `patience` seconds.

    Returns how many there were.
    """
    found = marked(data_dir)
    _signal(found, signal.SIGTERM)
    if not _gone_within(data_dir, patience):
        _signal(marked(data_dir), signal.SIGKILL)
        _gone_within(data_dir, KILL_SECONDS)
    return len(found)


def _gone_within(data_dir: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while marked(data_dir):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)
