"""What the file itself says of cells, beside their looks: validations, tables, linked controls."""

from __future__ import annotations

from dataclasses import dataclass, field

from tr4ction_workbook.fields.controls import Linked, linked_controls
from tr4ction_workbook.fields.grid import Grid, places
from tr4ction_workbook.ooxml.model import CellRange, DataValidation, Sheet

# What a sheet may cost: ranges that real sheets never have are passed over.
_VALIDATION_BUDGET = 3_000_000  # cells validated
_TABLE_BUDGET = 500_000  # cells of tables
_UNSTORED_BUDGET = 2_000  # cells that only a validation makes known


@dataclass(slots=True)
class Marks:
    """By place. `table_bodies` are cells of tables below their header row and above their totals."""

    validations: dict[int, DataValidation] = field(default_factory=dict)
    controls: dict[int, Linked] = field(default_factory=dict)
    table_headers: set[int] = field(default_factory=set)
    table_bodies: set[int] = field(default_factory=set)


def read_marks(sheet: Sheet, grid: Grid) -> Marks:
    marks = Marks(validations=_validated(sheet, grid), controls=linked_controls(sheet))
    budget = _TABLE_BUDGET
    for table in sheet.tables:
        box = table.range
        if table.header_rows == 0 or box.area > budget:
            continue
        budget -= box.area
        header = CellRange(box.top, box.left, box.top, box.right)
        marks.table_headers.update(places(header))
        last = box.bottom - table.totals_rows
        if last > box.top:
            marks.table_bodies.update(places(CellRange(box.top + 1, box.left, last, box.right)))
    return marks


def _validated(sheet: Sheet, grid: Grid) -> dict[int, DataValidation]:
    """Stored cells and the first cells of merges count; of a small range, cells that are not stored too."""
    found: dict[int, DataValidation] = {}
    budget, unstored = _VALIDATION_BUDGET, _UNSTORED_BUDGET
    for validation in sheet.validations:
        for box in validation.ranges:
            if box.area <= unstored:
                unstored -= box.area
                found.update(dict.fromkeys(places(box), validation))
                continue
            for where in grid.stored_in(box):
                found[where] = validation
                budget -= 1
                if budget == 0:
                    return found
    return found
