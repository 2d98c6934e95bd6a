"""What a caller may choose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """How much of a sheet is drawn, from A1 on; what is left out is said on the page.

    `max_cells` counts positions of the grid, empty ones too. `max_characters` bounds the text of all cells together,
    and so it does for shapes, for notes and for addresses; `max_picture_bytes` the image files, each counted once.
    """

    max_rows: int = 1_000
    max_columns: int = 200
    max_cells: int = 60_000
    max_characters: int = 2_000_000
    max_drawings: int = 500
    max_fields: int = 10_000
    max_picture_bytes: int = 8 * 1024 * 1024
