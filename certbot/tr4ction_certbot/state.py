"""What became of the last tries to renew, for nginx's `/health/ready` and for the next start."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

SIZE = 1024


@dataclass(frozen=True)
class RenewalState:
    """`renewal` and `rehearsal` are `ok` or `failed`; times are ISO 8601 in UTC.

    `failures` in a row are counted; `next_try` is when a container that starts anew may try again.
    """

    renewal: str = "ok"
    failures: int = 0
    tried: str = ""
    next_try: str = ""
    rehearsal: str = "ok"
    rehearsed: str = ""


def read_state(path: Path) -> RenewalState:
    """As it was left; a new one where there is none that can be read."""
    try:
        values = json.loads(path.read_text("utf-8"))
        for moment in ("tried", "next_try", "rehearsed"):
            datetime.fromisoformat(values[moment] or "1970-01-01")
        return RenewalState(**{**values, "failures": int(values["failures"])})
    except (OSError, KeyError, TypeError, ValueError):
        return RenewalState()


def write_state(path: Path, state: RenewalState) -> None:
    """Over what stands there and never longer: on a full disk no file can grow, and that must be told."""
    line = json.dumps(asdict(state)).ljust(SIZE - 1) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        os.pwrite(handle, line.encode("ascii"), 0)
    finally:
        os.close(handle)
