"""`/admin/templates/{id}/publish`, `/archive`, `/restore`, and deleting a draft."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends

from tr4ction_common.database import WriteSession
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AdminCaller
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.answers.moving import Mover
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.lifecycle.repository import LifecycleRepository
from tr4ction_ingestion.lifecycle.service import LifecycleService
from tr4ction_ingestion.overview.repository import OverviewRepository
from tr4ction_ingestion.overview.schemas import AdminTrail
from tr4ction_ingestion.overview.trails import TrailDesk
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.templates.dependencies import TemplateRemoval
from tr4ction_ingestion.templates.errors import TEMPLATE_NOT_FOUND
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.schemas import TemplateSummary
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.trails.service import TrailService
from tr4ction_ingestion.versions import errors
from tr4ction_ingestion.versions.repository import VersionRepository

_TEMPLATE = "/{template_id}"
_REFUSED = (*CALLER_PROBLEMS, TEMPLATE_NOT_FOUND)

_log = logging.getLogger(__name__)

router = APIRouter(prefix="/admin/templates", tags=["versions"])


def _service(caller: AdminCaller, session: WriteSession) -> LifecycleService:
    trails = TrailRepository(session)
    return LifecycleService(
        LifecycleRepository(session),
        VersionRepository(session),
        TemplateRepository(session),
        ReviewService(ReviewRepository(session), caller.user_id),
        TrailService(trails),
        Mover(trails, AnswerRepository(session)),
    )


Lifecycle = Annotated[LifecycleService, Depends(_service)]


@router.post(
    f"{_TEMPLATE}/publish", responses=problems(*_REFUSED, errors.TEMPLATE_WITHOUT_FIELDS, errors.TEMPLATE_ARCHIVED)
)
async def publish_template(template_id: PathId, session: WriteSession, lifecycle: Lifecycle) -> AdminTrail:
    """Makes the version the one that founders begin with. Done again, they see what was corrected since."""
    trail = await lifecycle.publish(template_id)
    return await TrailDesk(OverviewRepository(session), TrailRepository(session)).view(trail)


@router.post(f"{_TEMPLATE}/archive", responses=problems(*_REFUSED, errors.VERSION_IN_USE))
async def archive_template(template_id: PathId, lifecycle: Lifecycle) -> TemplateSummary:
    """Takes a version out of use. With the version that a trail has, founders see the trail no more; answers stay."""
    return TemplateSummary.model_validate(await lifecycle.archive(template_id))


@router.delete(
    _TEMPLATE,
    status_code=204,
    responses=problems(*_REFUSED, errors.TEMPLATE_WAS_PUBLISHED, errors.TEMPLATE_HAS_SUCCESSOR),
)
async def delete_template(
    template_id: PathId, caller: AdminCaller, removal: TemplateRemoval, lifecycle: Lifecycle
) -> None:
    """Deletes a draft that was never published, with its files where no other version has them."""
    deleted = await lifecycle.delete(template_id, removal)
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
async def restore_template(template_id: PathId, lifecycle: Lifecycle) -> TemplateSummary:
    """Brings an archived version back as it was, and its trail with it."""
    return TemplateSummary.model_validate(await lifecycle.restore(template_id))
