"""What runs inside a worker process to fill a workbook: here, as in `parsing.worker`, the engine is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from tr4ction_ingestion.exports.model import FieldPlace, FillResult, FillTask, LeftOut
from tr4ction_ingestion.parsing.model import Refused
from tr4ction_ingestion.parsing.worker import engine_limits, or_end

if TYPE_CHECKING:
    from tr4ction_workbook.fields import FillableField
    from tr4ction_workbook.fields.model import InferredType


def fill_workbook(task: FillTask) -> FillResult | Refused:
    """Fills a workbook. Answers that it refuses are left out and named: the others shall not be lost with them."""
    return or_end(_fill, task)


def _fill(task: FillTask) -> FillResult | Refused:
    from tr4ction_workbook import filling
    from tr4ction_workbook.ooxml import WorkbookError

    fields = _engine_fields(task.fields)
    cells = {_first_cell(item): item.field_id for item in task.fields}
    answers = dict(task.answers)
    left_out: list[LeftOut] = []
    while True:
        try:
            filled = filling.fill_workbook(
                task.original,
                answers,
                fields=fields,
                allow_signed=True,
                properties=task.properties,
                limits=engine_limits(task.limits),
            )
        except WorkbookError as error:
            return Refused(error.code, error.params)
        except filling.FillError as error:
            refused = [
                LeftOut(field_id, finding.where, finding.code)
                for finding in error.findings
                if (field_id := cells.get(finding.where)) in answers and field_id is not None
            ]
            if not refused:
                raise  # it is not about an answer: leaving some out would not help
            left_out += refused
            for item in refused:
                answers.pop(item.field_id, None)
        else:
            task.output.write_bytes(filled.data)
            return FillResult(len(filled.cells), left_out)


def _engine_fields(places: Sequence[FieldPlace]) -> list[FillableField]:
    from tr4ction_workbook.fields import FillableField

    return [
        FillableField(
            field_id=place.field_id,
            sheet_name=place.sheet_name,
            cell_range=place.cell_range,
            label=place.label,
            inferred_type=cast("InferredType", place.type),
            options=tuple(place.options),
            required=False,
            example_value=None,
            phase=None,
            group=None,
            help=None,
            order_index=order,
            confidence=1.0,
            reasons=(),
        )
        for order, place in enumerate(places)
    ]


def _first_cell(place: FieldPlace) -> str:
    """As findings name it."""
    from tr4ction_workbook.filling import cell_name
    from tr4ction_workbook.ooxml.model import CellRange

    area = CellRange.parse(place.cell_range)
    return cell_name(place.sheet_name, area.top, area.left)
