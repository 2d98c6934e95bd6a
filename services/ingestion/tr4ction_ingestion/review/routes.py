"""`/admin/templates/{id}/fields` and what else an admin says about a template."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import FORBIDDEN, VALIDATION_FAILED
from tr4ction_common.internal_tokens import AdminCaller
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.review import errors
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.review.schemas import (
    CorrectionList,
    CorrectionView,
    FieldChange,
    NewField,
    SheetToLeaveOut,
)
from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.templates.errors import TEMPLATE_NOT_FOUND
from tr4ction_ingestion.templates.schemas import CorrectedFieldView

_TEMPLATE = "/{template_id}"
_REFUSED = (FORBIDDEN, TEMPLATE_NOT_FOUND, VALIDATION_FAILED)

router = APIRouter(prefix="/admin/templates", tags=["review"])


def _reading(caller: AdminCaller, session: ReadSession) -> ReviewService:
    return ReviewService(ReviewRepository(session), caller.user_id)


def _writing(caller: AdminCaller, session: WriteSession) -> ReviewService:
    return ReviewService(ReviewRepository(session), caller.user_id)


Reading = Annotated[ReviewService, Depends(_reading)]
Writing = Annotated[ReviewService, Depends(_writing)]


@router.post(
    f"{_TEMPLATE}/fields",
    status_code=201,
    responses=problems(*_REFUSED, errors.SHEET_NOT_FOUND, errors.RANGE_INVALID, errors.RANGE_TAKEN),
)
async def add_field(template_id: str, body: NewField, review: Writing) -> CorrectedFieldView:
    """Makes a range a field that detection did not find."""
    template = await review.template(template_id, lock=True)
    added = await review.add(template, body.model_dump())
    return CorrectedFieldView.model_validate(added, from_attributes=True)


@router.patch(f"{_TEMPLATE}/fields/{{field_id}}", responses=problems(*_REFUSED, errors.FIELD_NOT_FOUND))
async def change_field(template_id: str, field_id: str, body: FieldChange, review: Writing) -> CorrectedFieldView:
    """Corrects what detection said of a field; founders see it when the template is published (again)."""
    template = await review.template(template_id, lock=True)
    changed = await review.change(template, field_id, body.values())
    return CorrectedFieldView.model_validate(changed, from_attributes=True)


@router.delete(
    f"{_TEMPLATE}/fields/{{field_id}}", status_code=204, responses=problems(*_REFUSED, errors.FIELD_NOT_FOUND)
)
async def remove_field(template_id: str, field_id: str, review: Writing) -> None:
    """Says that what detection found is no field."""
    await review.remove(await review.template(template_id, lock=True), field_id)


@router.post(f"{_TEMPLATE}/left-out-sheets", status_code=201, responses=problems(*_REFUSED, errors.SHEET_NOT_FOUND))
async def leave_sheet_out(template_id: str, body: SheetToLeaveOut, review: Writing) -> CorrectionView:
    """Says that a sheet is no part of the trail. Undone like every correction."""
    template = await review.template(template_id, lock=True)
    return CorrectionView.of(await review.leave_out(template, body.sheet_name))


@router.get(f"{_TEMPLATE}/corrections", responses=problems(FORBIDDEN, TEMPLATE_NOT_FOUND))
async def list_corrections(template_id: str, review: Reading) -> CorrectionList:
    """Everything that was said about the template, by whom and when, undone or not."""
    found = await review.corrections(await review.template(template_id))
    return CorrectionList(corrections=[CorrectionView.of(item) for item in found])


@router.post(
    f"{_TEMPLATE}/corrections/{{correction_id}}/undo",
    responses=problems(FORBIDDEN, TEMPLATE_NOT_FOUND, errors.CORRECTION_NOT_FOUND, errors.CORRECTION_UNDONE),
)
async def undo_correction(template_id: str, correction_id: str, review: Writing) -> CorrectionView:
    template = await review.template(template_id, lock=True)
    return CorrectionView.of(await review.undo(template, correction_id))
