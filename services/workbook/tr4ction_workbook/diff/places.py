"""Fields by the cells they stand in, where the matched fields around them show that nothing moved between these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tr4ction_workbook.diff.pairing import END, START, Block, Context, Contexts, Pairing, blocks_by
from tr4ction_workbook.diff.siblings import pair_in_order
from tr4ction_workbook.diff.wording import is_part_of, likeness, numbers_in
from tr4ction_workbook.ooxml.model import CellRange

Cell = tuple[int, int, int]  # row, column and height

_ALIKE = 0.5  # enough for two labels of the same cell


def pair_by_place(
    pairing: Pairing, old: Sequence[int], new: Sequence[int], contexts: Contexts, is_contested: Callable[[Block], bool]
) -> None:
    """Matches fields with labels alike that stand in the same cell, once rows and columns that came or went elsewhere
    are counted."""
    columns = _columns(pairing, old, new)
    gaps = blocks_by(pairing.open_old(old), pairing.open_new(new), contexts.old.__getitem__, contexts.new.__getitem__)
    for gap in gaps:
        shift = _shift(pairing, contexts.old[gap[0][0]])
        if shift is None or is_contested(gap):
            continue
        found, is_known = _at_same_cells(pairing, gap, shift, columns)
        is_enclosed = is_known and _is_enclosed(contexts.old[gap[0][0]], shift)
        if not is_enclosed and not len(found) == len(gap[0]) == len(gap[1]):
            continue  # nothing but all of it being there could show that this is its place
        for one, other in found:
            if _could_be_same(pairing, one, other):
                pair_in_order(pairing, ([one], [other]), "same cell, and labels alike")


def _shift(pairing: Pairing, context: Context) -> int | None:
    """Rows by which a gap moved; None where its two ends did not move alike. The ends of a sheet say nothing."""
    shifts: set[int] = set()
    for anchor in context:
        if anchor not in (START, END):
            here, there = pairing.old.rows[anchor], pairing.new.rows[pairing.new_of[anchor]]
            if here is None or there is None:
                return None
            shifts.add(there - here)
    return None if len(shifts) > 1 else sum(shifts)


def _is_enclosed(context: Context, shift: int) -> bool:
    """Whether both ends of a gap say how it moved; the top of a sheet does where nothing moved."""
    return context[1] != END and (context[0] != START or shift == 0)


def _at_same_cells(
    pairing: Pairing, gap: Block, shift: int, columns: dict[int, int]
) -> tuple[list[tuple[int, int]], bool]:
    """The fields of a gap that stand in the same cell; and whether it is known of all where their columns went."""
    taken = set(columns.values())

    def old_cell(place: int) -> Cell | None:
        box = pairing.old.boxes[place]
        if box is None or (box.left not in columns and box.left in taken):
            return None
        return box.top + shift, columns.get(box.left, box.left), box.height

    def new_cell(place: int) -> Cell | None:
        box = pairing.new.boxes[place]
        return None if box is None else (box.top, box.left, box.height)

    old_columns = {box.left for place in gap[0] if (box := pairing.old.boxes[place])}
    new_columns = {box.left for place in gap[1] if (box := pairing.new.boxes[place])}
    is_known = old_columns <= columns.keys() and new_columns <= taken
    found = [(old[0], new[0]) for old, new in blocks_by(*gap, old_cell, new_cell) if len(old) == len(new) == 1]
    return found, is_known


def _could_be_same(pairing: Pairing, old: int, new: int) -> bool:
    one, other = pairing.old.labels[old], pairing.new.labels[new]
    if one and pairing.old.exact[old] == pairing.new.exact[new]:
        return True
    if pairing.old.fields[old].inferred_type != pairing.new.fields[new].inferred_type:
        return False
    if is_part_of(one, other) or is_part_of(other, one):
        return True
    return numbers_in(one) == numbers_in(other) and likeness(one, other) >= _ALIKE


def _columns(pairing: Pairing, old: Iterable[int], new: Sequence[int]) -> dict[int, int]:
    """Old columns → new ones, where all matched fields agree."""
    inside = set(new)
    pairs = [(place, pairing.new_of[place]) for place in old if pairing.new_of.get(place) in inside]
    links = [(pairing.old.boxes[one], pairing.new.boxes[other]) for one, other in pairs]
    forward, backward = _agreed(links), _agreed((there, here) for here, there in links)
    return {here: there for here, there in forward.items() if backward.get(there) == here}


def _agreed(links: Iterable[tuple[CellRange | None, CellRange | None]]) -> dict[int, int]:
    found: dict[int, set[int]] = {}
    for one, other in links:
        if one is not None and other is not None:
            found.setdefault(one.left, set()).add(other.left)
    return {column: others.pop() for column, others in found.items() if len(others) == 1}
