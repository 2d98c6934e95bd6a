"""What a fuzz target is: where it starts, what must hold for any bytes, how bytes become other bytes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Mutate = Callable[[bytes, int, random.Random], bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """`check` raises on any fault of the engine; what the engine refuses by name is none.

    `seeds` are made by our own code. `mutate` (data, greatest length, dice) gives other data, where flipping bytes
    would seldom lead to anything that is still read; None leaves it to the fuzzer. Of the time of a campaign, a target
    gets its `weight` over that of all.
    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    check: Callable[[bytes], None]
    mutate: Mutate | None = None
    max_length: int = 4096
    weight: int = 1
