"""`/admin/templates/{id}`: the template as people have corrected it, and what they say about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import BODY_PROBLEMS
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AdminCaller
from tr4ction_common.paths import PathId
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
from tr4ction_ingestion.templates.dependencies import Templates
from tr4ction_ingestion.templates.errors import STORED_FILE_DAMAGED, STORED_FILE_MISSING, TEMPLATE_NOT_FOUND
from tr4ction_ingestion.templates.schemas import (
    CorrectedFieldView,
    PhaseSummary,
    SheetGuidance,
    TemplateContext,
    TemplateDetail,
    TemplateSummary,
    TemplateView,
)
from tr4ction_ingestion.templates.service import phases
from tr4ction_ingestion.wire import FieldPath

_TEMPLATE = "/{template_id}"
_FOUND = (*CALLER_PROBLEMS, TEMPLATE_NOT_FOUND)
_SAID = (*_FOUND, *BODY_PROBLEMS)

detail = APIRouter(prefix="/admin/templates", tags=["templates"])
router = APIRouter(prefix="/admin/templates", tags=["review"])


def _reading(caller: AdminCaller, session: ReadSession) -> ReviewService:
    return ReviewService(ReviewRepository(session), caller.user_id)


def _writing(caller: AdminCaller, session: WriteSession) -> ReviewService:
    return ReviewService(ReviewRepository(session), caller.user_id)


Reading = Annotated[ReviewService, Depends(_reading)]
Writing = Annotated[ReviewService, Depends(_writing)]


@detail.get("/{template_id}", responses=problems(*CALLER_PROBLEMS, TEMPLATE_NOT_FOUND))
async def get_template(template_id: PathId, review: Reading) -> TemplateDetail:
    """A template with its fields, in the order of the workbook."""
    template = await review.template(template_id)
    fields = await review.fields(template)
    return TemplateDetail(
        template=TemplateView.model_validate(template),
        fields=[CorrectedFieldView.model_validate(item, from_attributes=True) for item in fields],
    )


@detail.get(
    "/{template_id}/context",
    responses=problems(*CALLER_PROBLEMS, TEMPLATE_NOT_FOUND, STORED_FILE_MISSING, STORED_FILE_DAMAGED),
)
async def get_template_context(template_id: PathId, review: Reading, templates: Templates) -> TemplateContext:
    """What an agent must know of a template to help with it."""
    template = await review.template(template_id)
    fields = await review.fields(template)
    return TemplateContext(
        template_meta=TemplateSummary.model_validate(template),
        fillable_fields=[CorrectedFieldView.model_validate(item, from_attributes=True) for item in fields],
        phases_summary=[PhaseSummary.model_validate(item, from_attributes=True) for item in phases(fields)],
        guidance=[SheetGuidance.model_validate(item) for item in await templates.guidance(template)],
    )


@router.post(
    f"{_TEMPLATE}/fields",
    status_code=201,
    responses=problems(*_SAID, errors.SHEET_NOT_FOUND, errors.RANGE_INVALID, errors.RANGE_TAKEN),
)
async def add_field(template_id: PathId, body: NewField, review: Writing) -> CorrectedFieldView:
    """Makes a range a field that detection did not find."""
    template = await review.template(template_id, lock=True)
    added = await review.add(template, body.model_dump())
    return CorrectedFieldView.model_validate(added, from_attributes=True)


@router.patch(f"{_TEMPLATE}/fields/{{field_id}}", responses=problems(*_SAID, errors.FIELD_NOT_FOUND))
async def change_field(
    template_id: PathId, field_id: FieldPath, body: FieldChange, review: Writing
) -> CorrectedFieldView:
    """Corrects what detection said of a field; founders see it when the template is published (again)."""
    template = await review.template(template_id, lock=True)
    changed = await review.change(template, field_id, body.values())
    return CorrectedFieldView.model_validate(changed, from_attributes=True)


@router.delete(f"{_TEMPLATE}/fields/{{field_id}}", status_code=204, responses=problems(*_FOUND, errors.FIELD_NOT_FOUND))
async def remove_field(template_id: PathId, field_id: FieldPath, review: Writing) -> None:
    """Says that what detection found is no field."""
    await review.remove(await review.template(template_id, lock=True), field_id)


@router.post(f"{_TEMPLATE}/left-out-sheets", status_code=201, responses=problems(*_SAID, errors.SHEET_NOT_FOUND))
async def leave_sheet_out(template_id: PathId, body: SheetToLeaveOut, review: Writing) -> CorrectionView:
    """Says that a sheet is no part of the trail. Undone like every correction."""
    template = await review.template(template_id, lock=True)
    return CorrectionView.of(await review.leave_out(template, body.sheet_name))


@router.get(f"{_TEMPLATE}/corrections", responses=problems(*_FOUND))
async def list_corrections(template_id: PathId, review: Reading) -> CorrectionList:
    """Everything that was said about the template, by whom and when, undone or not."""
    found = await review.corrections(await review.template(template_id))
    return CorrectionList(corrections=[CorrectionView.of(item) for item in found])


@router.post(
    f"{_TEMPLATE}/corrections/{{correction_id}}/undo",
    responses=problems(*_FOUND, errors.CORRECTION_NOT_FOUND, errors.CORRECTION_UNDONE),
)
async def undo_correction(template_id: PathId, correction_id: PathId, review: Writing) -> CorrectionView:
    """Takes a correction back: what was said before it holds again."""
    template = await review.template(template_id, lock=True)
    return CorrectionView.of(await review.undo(template, correction_id))
