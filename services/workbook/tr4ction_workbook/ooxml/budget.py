"""What reading one workbook has cost so far, and when that is too much."""

from __future__ import annotations

import time

from tr4ction_workbook.ooxml.errors import WorkbookTooComplexError, WorkbookTooLargeError
from tr4ction_workbook.ooxml.limits import Limits


class Deadline:
    """CPU time of the process that one operation has left."""

    def __init__(self, limits: Limits) -> None:
        self._allowed = limits.max_seconds
        self._end = time.process_time() + limits.max_seconds

    def check(self) -> None:
        """Raises WorkbookTooComplexError when it has passed. Costs less than a microsecond; call it in every loop whose
        length a file decides."""
        if time.process_time() > self._end:
            raise WorkbookTooComplexError(seconds=round(self._allowed))


class Budget:
    """How much a workbook may still have of what costs time and memory. Each `take_…` raises WorkbookTooLargeError when
    there is not enough left, and WorkbookTooComplexError when time is over."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.deadline = Deadline(limits)
        self._cells = limits.max_cells
        self._rows = limits.max_rows
        self._strings = limits.max_strings
        self._nodes = limits.max_nodes
        self._ranges = limits.max_ranges
        self._formula_characters = limits.max_formula_characters

    def take_cells(self, count: int, rows: int = 0) -> None:
        self._cells = self._left(self._cells, count, "max_cells")
        self._rows = self._left(self._rows, rows, "max_rows")
        self.deadline.check()

    def give_back_cells(self, count: int, rows: int) -> None:
        """For what is read in another way after all."""
        self._cells += count
        self._rows += rows

    def take_strings(self, count: int) -> None:
        self._strings = self._left(self._strings, count, "max_strings")
        self.deadline.check()

    def take_nodes(self, count: int) -> None:
        self._nodes = self._left(self._nodes, count, "max_nodes")
        self.deadline.check()

    def give_back_nodes(self, data: bytes, kept: int) -> None:
        """For a tree that was read and forgotten; `kept` is what stays of it."""
        self.take_nodes(kept - count_nodes(data))

    def check_nodes(self, count: int) -> None:
        """Whether that many could be taken."""
        self._left(self._nodes, count, "max_nodes")
        self.deadline.check()

    def take_ranges(self, count: int) -> None:
        self._ranges = self._left(self._ranges, count, "max_ranges")

    def take_formula(self, characters: int) -> None:
        self._formula_characters = self._left(self._formula_characters, characters, "max_formula_characters")

    def _left(self, had: int, taken: int, limit: str) -> int:
        if taken > had:
            raise WorkbookTooLargeError(limit=limit, allowed=getattr(self.limits, limit))
        return had - taken


def count_nodes(data: bytes) -> int:
    """Tags and attributes of markup, and at most that many of a tree's nodes."""
    return data.count(b"<") + data.count(b"=")
