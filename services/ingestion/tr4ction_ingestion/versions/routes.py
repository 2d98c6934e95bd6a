"""`/admin/templates/{id}/diff`, `/redetect`, `/publish`, `/archive`, `/restore`."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.audited import object_header
from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AdminCaller, Caller
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.answers.moving import Mover
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.overview.repository import OverviewRepository
from tr4ction_ingestion.overview.schemas import AdminTrail
from tr4ction_ingestion.overview.trails import TrailDesk
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.templates import errors as templates
from tr4ction_ingestion.templates.dependencies import Means, TemplateRemoval, UploadStaging
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.schemas import TemplateSummary, UploadResponse
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.trails.service import TrailService
from tr4ction_ingestion.versions import errors
from tr4ction_ingestion.versions.redetection import RedetectionService
from tr4ction_ingestion.versions.repository import VersionRepository
from tr4ction_ingestion.versions.schemas import DiffView
from tr4ction_ingestion.versions.service import VersionService

_TEMPLATE = "/{template_id}"
_REFUSED = (*CALLER_PROBLEMS, templates.TEMPLATE_NOT_FOUND)

_log = logging.getLogger(__name__)

router = APIRouter(prefix="/admin/templates", tags=["versions"])


def _service(session: AsyncSession, caller: Caller) -> VersionService:
    trails = TrailRepository(session)
    return VersionService(
        VersionRepository(session),
        TemplateRepository(session),
        ReviewService(ReviewRepository(session), caller.user_id),
        TrailService(trails),
        Mover(trails, AnswerRepository(session)),
    )


def _reading(caller: AdminCaller, session: ReadSession) -> VersionService:
    return _service(session, caller)


def _writing(caller: AdminCaller, session: WriteSession) -> VersionService:
    return _service(session, caller)


def _redetection(means: Means, _staging: UploadStaging, session: WriteSession) -> RedetectionService:
    # As with uploads: the staging ends after the transaction.
    return RedetectionService(session, means)


Reading = Annotated[VersionService, Depends(_reading)]
Writing = Annotated[VersionService, Depends(_writing)]
Redetection = Annotated[RedetectionService, Depends(_redetection)]


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


@router.post(
    f"{_TEMPLATE}/publish", responses=problems(*_REFUSED, errors.TEMPLATE_WITHOUT_FIELDS, errors.TEMPLATE_ARCHIVED)
)
async def publish_template(template_id: PathId, session: WriteSession, versions: Writing) -> AdminTrail:
    """Makes the version the one that founders begin with. Done again, they see what was corrected since."""
    trail = await versions.publish(template_id)
    return await TrailDesk(OverviewRepository(session), TrailRepository(session)).view(trail)


@router.post(f"{_TEMPLATE}/archive", responses=problems(*_REFUSED, errors.VERSION_IN_USE))
async def archive_template(template_id: PathId, versions: Writing) -> TemplateSummary:
    """Takes a version out of use. With the version that a trail has, founders see the trail no more; answers stay."""
    return TemplateSummary.model_validate(await versions.archive(template_id))


@router.delete(
    _TEMPLATE,
    status_code=204,
    responses=problems(*_REFUSED, errors.TEMPLATE_WAS_PUBLISHED, errors.TEMPLATE_HAS_SUCCESSOR),
)
async def delete_template(
    template_id: PathId, caller: AdminCaller, removal: TemplateRemoval, versions: Writing
) -> None:
    """Deletes a draft that was never published, with its files where no other version has them."""
    deleted = await versions.delete(template_id, removal)
    _log.info(
        "user %s deleted template %s: version %s of %s in %s, file %s",
        caller.user_id,
        deleted.id,
        deleted.version,
        deleted.template_key,
        deleted.cycle,
        deleted.file_hash_sha256,
    )


@router.post(f"{_TEMPLATE}/restore", responses=problems(*_REFUSED))
async def restore_template(template_id: PathId, versions: Writing) -> TemplateSummary:
    """Brings an archived version back as it was, and its trail with it."""
    return TemplateSummary.model_validate(await versions.restore(template_id))
