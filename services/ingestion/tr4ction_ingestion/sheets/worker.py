"""What runs inside a worker process to draw a sheet: here, as in `parsing.worker`, the engine is loaded."""

from __future__ import annotations

from dataclasses import replace

from tr4ction_ingestion.parsing.model import Refused
from tr4ction_ingestion.parsing.worker import engine_limits, or_end
from tr4ction_ingestion.sheets.model import DrawTask, SheetPage


def draw_sheet(task: DrawTask) -> SheetPage | Refused:
    """Draws one sheet as a page."""
    return or_end(_draw, task)


def _draw(task: DrawTask) -> SheetPage | Refused:
    from tr4ction_workbook.ooxml import WorkbookError, read_workbook
    from tr4ction_workbook.rendering import content_security_policy, render_sheet

    try:
        workbook = read_workbook(task.original, engine_limits(task.limits))
        sheet = workbook.sheets[task.index]
        # A name that no database keeps is stored as another; these fields are of this sheet all the same.
        fields = [replace(field, sheet_name=sheet.name) for field in task.fields]
        page = render_sheet(workbook, sheet, fields, language=task.language)
    except WorkbookError as error:
        return Refused(error.code, error.params)
    return SheetPage(page.encode("utf-8", "replace"), content_security_policy(page))
