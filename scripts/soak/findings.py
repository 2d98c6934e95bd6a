"""What a campaign came to, and where it keeps what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "soak"


@dataclass(slots=True)
class Findings:
    """`lines` say what was done and counted, `faults` what is not as it must be."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


Campaign = Callable[[float, int], Findings]
"""Runs for some seconds from a seed; the same seed makes the same choices."""
