"""The names of cycles, the same wherever one is named."""

from __future__ import annotations

import re

from tr4ction_common.languages import Text
from tr4ction_common.problems import ProblemType

MAX_CYCLE = 40

CYCLE_MALFORMED = ProblemType(
    "cycle_malformed",
    422,
    Text("Ciclo malformado", "Malformed cycle"),
    Text(
        "O ciclo começa com letra ou número e tem até 40 letras sem acento, números, `-` ou `_`, como `Q1_2026`.",
        "A cycle starts with a letter or digit and has up to 40 plain letters, digits, `-` or `_`, such as `Q1_2026`.",
    ),
)

_CYCLE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{MAX_CYCLE - 1}}}")


def is_cycle(name: str) -> bool:
    """A letter or digit, then up to 39 plain letters, digits, `-` or `_`, such as `Q1_2026`."""
    return _CYCLE.fullmatch(name) is not None
