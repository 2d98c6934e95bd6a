"""Merged cells of a sheet (ECMA-376 part 1, clauses 18.3.1.54 and 18.3.1.55)."""

from __future__ import annotations

import re

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.budget import Budget, count_nodes
from tr4ction_workbook.ooxml.model import CellRange

_MERGES = re.compile(rb'<mergeCells(?:\s[^<>]*)?(?<!/)>((?:\s*+<mergeCell ref="[A-Z0-9:$]++"\s?/>)++)\s*+</mergeCells>')
_REFERENCE = re.compile(rb'"([^"]++)"')


def cut_merges(tail: bytes, budget: Budget) -> tuple[bytes, list[CellRange]]:
    """What follows the cells without its merges, and these: a third of the elements around the cells of a template.

    Nothing is cut where there is any doubt. Whether `mergeCells` is where it should be is for the caller to see.
    """
    match = _MERGES.search(tail) if tail.count(b"mergeCells") == 2 and b"<!" not in tail and b"<?" not in tail else None
    if match is None:
        return tail, []
    budget.take_nodes(count_nodes(match[1]))
    try:
        found = [CellRange.parse(reference.decode()) for reference in _REFERENCE.findall(match[1])]
    except ValueError:
        return tail, []
    return tail[: match.start(1)] + tail[match.end(1) :], found


def read_merges(root: xml.Element) -> list[CellRange]:
    """Those that `cut_merges` left, which are taken out of the tree."""
    found: list[CellRange] = []
    taken = []
    holder = xml.child(root, "mergeCells")
    for item in () if holder is None else holder:
        try:
            found.append(CellRange.parse(item.get("ref") or ""))
        except ValueError:
            continue
        if len(item.values()) == 1 and not len(item):
            taken.append(item)
    xml.take_out(taken)
    return found
