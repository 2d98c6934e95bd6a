"""`/admin/templates/upload`, `/{id}/redetect`, `/{id}/diff/{other}`: how versions come to be, and what they change."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.audited import object_header
from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AdminCaller, Caller
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.templates import errors as templates
from tr4ction_ingestion.templates.dependencies import Means
from tr4ction_ingestion.templates.documentation import UPLOAD_BODY
from tr4ction_ingestion.templates.reception import receive_file
from tr4ction_ingestion.templates.schemas import UploadResponse
from tr4ction_ingestion.versions.dependencies import Redetection, Uploads, UploadStaging
from tr4ction_ingestion.versions.repository import VersionRepository
from tr4ction_ingestion.versions.schemas import DiffView
from tr4ction_ingestion.versions.service import VersionService
from tr4ction_ingestion.versions.upload import check_names
from tr4ction_ingestion.wire import CycleQuery

_TEMPLATE = "/{template_id}"
_REFUSED = (*CALLER_PROBLEMS, templates.TEMPLATE_NOT_FOUND)

_PREFIX = "/admin/templates"
UPLOAD_PATH = f"{_PREFIX}/upload"

uploads = APIRouter(prefix=_PREFIX, tags=["templates"])
router = APIRouter(prefix=_PREFIX, tags=["versions"])

TemplateKeyQuery = Annotated[
    str | None,
    Query(
        description="Names the trail where cycle and file name shall not: lower-case words joined by `_`.",
        examples=["q1_template_q1"],
    ),
]


def _service(session: AsyncSession, caller: Caller) -> VersionService:
    return VersionService(VersionRepository(session), ReviewService(ReviewRepository(session), caller.user_id))


def _reading(caller: AdminCaller, session: ReadSession) -> VersionService:
    return _service(session, caller)


def _writing(caller: AdminCaller, session: WriteSession) -> VersionService:
    return _service(session, caller)


Reading = Annotated[VersionService, Depends(_reading)]
Writing = Annotated[VersionService, Depends(_writing)]


@uploads.post("/upload", openapi_extra=UPLOAD_BODY, responses=problems(*CALLER_PROBLEMS, *templates.UPLOAD_PROBLEMS))
async def upload_template(
    request: Request,
    response: Response,
    caller: AdminCaller,
    means: Means,
    staging: UploadStaging,
    uploading: Uploads,
    cycle: CycleQuery = None,
    template_key: TemplateKeyQuery = None,
) -> UploadResponse:
    """Reads a workbook into a template, a draft. The same bytes, key and cycle give the template that is there."""
    # The body is no parameter: FastAPI would read it before it asks who is there.
    names = check_names(cycle, template_key)
    uploading.check_room()
    staged = await staging.open()
    received = await receive_file(request, staged.original, means.settings.max_upload_bytes)
    template = await uploading.store(names, received, staged, caller.user_id)
    response.headers.update(object_header("template", template.id))
    return UploadResponse.of(template)


@router.get(
    f"{_TEMPLATE}/diff/{{other_id}}",
    response_class=Response,
    responses={200: {"model": DiffView}, **problems(*_REFUSED)},
)
async def diff_templates(template_id: PathId, other_id: PathId, versions: Reading) -> Response:
    """What changed from the first version to the other: by what detection found in each, without corrections."""
    old, new = await versions.template(template_id), await versions.template(other_id)
    return Response(await versions.diff(old, new), media_type="application/json")


@router.post(
    f"{_TEMPLATE}/redetect",
    responses=problems(
        *_REFUSED,
        templates.WORKBOOK_TOO_LARGE,
        templates.WORKBOOK_TOO_COMPLEX,
        templates.PARSE_FAILED,
        templates.INGESTION_BUSY,
        templates.STORED_FILE_MISSING,
        templates.STORED_FILE_DAMAGED,
    ),
)
async def redetect_template(
    template_id: PathId,
    response: Response,
    caller: AdminCaller,
    staging: UploadStaging,
    versions: Writing,
    redetection: Redetection,
) -> UploadResponse:
    """Looks for fields in the same workbook with today's rules: a draft of the next version, corrections kept."""
    template = await versions.template(template_id)
    redetection.check_room()
    made = await redetection.redetect(template, await staging.open(), caller.user_id)
    response.headers.update(object_header("template", made.id))
    return UploadResponse.of(made)
