"""Frozen panes (clause 18.3.1.66): rows and columns that stay while the rest is scrolled."""

from __future__ import annotations

from tr4ction_workbook.ooxml.model import FreezePane
from tr4ction_workbook.rendering.css import Rules, pixels
from tr4ction_workbook.rendering.geometry import Axis

HEADING_HEIGHT, HEADING_WIDTH = 20, 44
_MAX_FROZEN = 40  # rows or columns; more would leave nothing to scroll
_ROOM = 1.5  # how many times as large as what is frozen a window must be


class Panes:
    """Classes of the rows and columns that stay. In a window too small for them nothing stays but the headings."""

    def __init__(self, freeze: FreezePane | None, rows: Axis, columns: Axis, rules: Rules) -> None:
        self.row_classes: dict[int, str] = {}
        self.column_classes: dict[int, str] = {}
        if freeze is None:
            return
        frozen_rows = rows.within(1, freeze.rows)
        frozen_columns = columns.within(1, freeze.columns)
        if len(frozen_rows) > _MAX_FROZEN or len(frozen_columns) > _MAX_FROZEN:
            return
        found = []
        for row in frozen_rows:
            name = self.row_classes[row] = f"fr{row}"
            found.append(f"tr.{name}>*{{top:{pixels(HEADING_HEIGHT + rows.start(row))}}}")
        for column in frozen_columns:
            name = f"fc{column}"
            self.column_classes[column] = f"fc {name}"
            found.append(f"td.{name}{{inset-inline-start:{pixels(HEADING_WIDTH + columns.start(column))}}}")
        if frozen_rows or frozen_columns:
            height = round(rows.start(freeze.rows + 1) * _ROOM) + HEADING_HEIGHT
            width = round(columns.start(freeze.columns + 1) * _ROOM) + HEADING_WIDTH
            rules.add(
                f"@media screen and (min-height:{height}px) and (min-width:{width}px){{"
                "tr.fr>*,td.fc{position:sticky;z-index:2}td.host.fc,tr.fr>td.host{z-index:3}"
                "tr.fr>td.fc{z-index:4}tr.fr>td.fc.host{z-index:5}tr.fr>th{z-index:6}" + "".join(found) + "}"
            )
