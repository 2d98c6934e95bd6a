"""How much a workbook may hold. All sizes in bytes after inflating."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Checked against the archive's directory before anything is inflated, and again while inflating: headers lie.

    `max_ratio` is inflated size over stored size and counts only for parts above `ratio_floor`: a small part of one
    repeated letter harms nobody. `max_cells` counts stored cells of all sheets together.
    """

    max_entries: int = 20_000
    max_part_bytes: int = 400 * MIB
    max_total_bytes: int = 1024 * MIB
    max_ratio: int = 300
    ratio_floor: int = 8 * MIB
    max_cells: int = 3_000_000
