"""How long to wait until the next try."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST_RETRY = 1 / 48  # of the usual wait: a quarter of an hour of twelve hours
SPREAD = 0.2


def seconds_to_wait(failures: int, renew_hours: float, draw: Callable[[float, float], float] = random.uniform) -> float:
    """Longer after each failure in a row, and never the same: an authority must not be asked by all at one moment."""
    usual = renew_hours * 3600
    wait = usual if failures == 0 else min(usual, usual * FIRST_RETRY * 2 ** min(failures - 1, 32))
    return wait * draw(1 - SPREAD, 1 + SPREAD)
