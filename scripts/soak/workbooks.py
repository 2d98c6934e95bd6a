"""The frame of campaigns over mangled workbooks: where they start from, how long each may take, what is kept."""

from __future__ import annotations

import os
import random
import resource
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from soak.findings import KEPT, ROOT, Findings
from soak.mangling import mangle_archive, mangle_part
from support import workbooks
from tr4ction_cli.sample import make_sample

EVAL = Path(os.environ.get("EVAL_DIR") or ROOT.parent / "shared" / "eval").resolve()

SECONDS_ALLOWED = 20
MAX_SEED_BYTES = 100_000

Action = Callable[[bytes, random.Random], str]
"""What is done to one workbook; gives the outcome in a word, and raises what must not be."""

_MANGLERS: tuple[Callable[[bytes, random.Random], bytes], ...] = (mangle_archive, mangle_part, mangle_part, mangle_part)


class TooSlowError(Exception):
    """The engine took longer than is allowed."""


def over_workbooks(action: Action, seconds: float, seed: int, *, mangled: float) -> Findings:
    """`action` on one workbook after the other, that share of them mangled. Each has a seed, counted up from `seed`."""
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    starts = _seeds()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        dice = random.Random(seed)
        data = dice.choice(starts)
        if dice.random() < mangled:
            data = dice.choice(_MANGLERS)(data, dice)
        try:
            with _time_limit(SECONDS_ALLOWED):
                outcomes[action(data, dice)] += 1
        except Exception as error:  # every kind of it is what we look for
            faults.append(_keep(data, seed, error))
        seed += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    return Findings([f"{outcomes.total()} workbooks, {peak} MiB at most", counts], faults)


def _seeds() -> list[bytes]:
    """Workbooks to start from: ours, and the odd ones of others where they are at hand."""
    own = [
        make_sample(),
        workbooks.scenario_workbook(),
        workbooks.simple_workbook("Nome", "Idade"),
        workbooks.package(),
    ]
    others = [path for path in sorted((EVAL / "nasty").glob("*.xls*")) if path.stat().st_size <= MAX_SEED_BYTES]
    return own + [path.read_bytes() for path in others if path.stat().st_size]


def _keep(data: bytes, seed: int, error: Exception) -> str:
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{type(error).__name__}-{seed}.xlsx"
    path.write_bytes(data)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"seed {seed}: {type(error).__name__}: {error} at {Path(place.filename).name}:{place.lineno}; kept as {path}"


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    previous = signal.signal(signal.SIGALRM, _too_slow)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlowError(f"more than {SECONDS_ALLOWED} s")
