"""`/admin/templates/{id}/matches`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from tr4ction_common.database import WriteSession
from tr4ction_common.errors import BODY_PROBLEMS
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AdminCaller
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.matches import errors
from tr4ction_ingestion.matches.repository import MatchRepository
from tr4ction_ingestion.matches.schemas import Decision
from tr4ction_ingestion.matches.service import MatchService
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.templates.errors import TEMPLATE_NOT_FOUND
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.schemas import CarriedView
from tr4ction_ingestion.wire import FieldPath

_MATCH = "/{template_id}/matches/{field_id}"
_REFUSED = (*CALLER_PROBLEMS, TEMPLATE_NOT_FOUND, errors.TEMPLATE_NOT_DRAFT)

router = APIRouter(prefix="/admin/templates", tags=["versions"])


def _service(caller: AdminCaller, session: WriteSession) -> MatchService:
    review = ReviewService(ReviewRepository(session), caller.user_id)
    return MatchService(MatchRepository(session), TemplateRepository(session), review, caller.user_id)


Matches = Annotated[MatchService, Depends(_service)]


@router.put(
    _MATCH,
    responses=problems(
        *_REFUSED, errors.NOTHING_TO_DECIDE, errors.NO_SUCH_OLD_FIELD, errors.OLD_FIELD_TAKEN, *BODY_PROBLEMS
    ),
)
async def decide_match(template_id: PathId, field_id: FieldPath, body: Decision, matches: Matches) -> CarriedView:
    """Says which field of the version before a field is, and so whose answers it gets; null: it is new."""
    return CarriedView.model_validate(await matches.decide(template_id, field_id, body.old_field_id))


@router.delete(_MATCH, responses=problems(*_REFUSED, errors.NOT_DECIDED))
async def undo_match(template_id: PathId, field_id: FieldPath, matches: Matches) -> CarriedView:
    """Takes a decision back, with what came with it."""
    return CarriedView.model_validate(await matches.undo(template_id, field_id))
