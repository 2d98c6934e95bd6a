"""Where ranges that people made fields stand in the next version, told by the detected fields around them."""

from __future__ import annotations

from collections.abc import Sequence

from tr4ction_ingestion.review.ranges import Rectangle

Move = tuple[Rectangle, Rectangle]
"""Where a field of the same sheet was, and where it is."""


def place_after(area: Rectangle, moves: Sequence[Move]) -> Rectangle | None:
    """Where `area` is now; None where the fields around it do not say so alike.

    What stands in the same rows moved as it did. What stands between two fields that moved alike did so too. Beyond
    all fields nothing moved only where no field did.
    """
    shifts = _beside(area, moves) or _around(area, moves) or _all_still(moves)
    if len(shifts) != 1:
        return None
    moved = area.shifted(*shifts.pop())
    return moved if moved.is_on_a_sheet else None


def _beside(area: Rectangle, moves: Sequence[Move]) -> set[tuple[int, int]]:
    return {_shift(move) for move in moves if move[0].top <= area.bottom and area.top <= move[0].bottom}


def _around(area: Rectangle, moves: Sequence[Move]) -> set[tuple[int, int]]:
    above = max((move for move in moves if move[0].bottom < area.top), key=lambda move: move[0].bottom, default=None)
    below = min((move for move in moves if move[0].top > area.bottom), key=lambda move: move[0].top, default=None)
    return {_shift(above), _shift(below)} if above and below else set()


def _all_still(moves: Sequence[Move]) -> set[tuple[int, int]]:
    return {_shift(move) for move in moves} & {(0, 0)} if all(_shift(move) == (0, 0) for move in moves) else set()


def _shift(move: Move) -> tuple[int, int]:
    before, after = move
    return after.top - before.top, after.left - before.left
