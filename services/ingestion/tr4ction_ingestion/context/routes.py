"""`/internal/trails`: for the mentor, on behalf of the founder whose question it answers.

The mentor asks with the token that the gateway handed it along with the question. Whose trails and answers these are
stands in that token alone: no parameter says it, so that none can say anything else.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from tr4ction_common.bearer import Credentials
from tr4ction_common.database import ReadSession
from tr4ction_common.errors import FORBIDDEN
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, Caller, caller_of
from tr4ction_common.problem_responses import problems
from tr4ction_common.problems import Problem
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.answers.service import Founder, FounderService
from tr4ction_ingestion.context.schemas import TrailContext
from tr4ction_ingestion.context.service import ContextService
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.templates.dependencies import Templates
from tr4ction_ingestion.templates.errors import STORED_FILE_DAMAGED, STORED_FILE_MISSING
from tr4ction_ingestion.trails.errors import STEP_NOT_FOUND, TRAIL_ARCHIVED, TRAIL_NOT_FOUND
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.wire import TrailPath

router = APIRouter(prefix="/internal/trails", tags=["context"])

StepQuery = Annotated[str | None, Query(description="One step; else the whole trail.", examples=["2-1-icp"])]


def _on_behalf_of(request: Request, credentials: Credentials) -> Caller:
    caller = caller_of(credentials, request.app.state.context_tokens)
    if caller.role != "founder":
        raise Problem(FORBIDDEN)
    return caller


def _service(
    caller: Annotated[Caller, Depends(_on_behalf_of)], session: ReadSession, templates: Templates
) -> ContextService:
    trails, answers = TrailRepository(session), AnswerRepository(session)
    founder = FounderService(trails, answers, Founder.of(caller))
    return ContextService(founder, trails, answers, ReviewRepository(session), templates)


@router.get(
    "/{trail_id}/context",
    responses=problems(
        *CALLER_PROBLEMS, TRAIL_NOT_FOUND, TRAIL_ARCHIVED, STEP_NOT_FOUND, STORED_FILE_MISSING, STORED_FILE_DAMAGED
    ),
)
async def get_trail_context(
    trail_id: TrailPath, service: Annotated[ContextService, Depends(_service)], step_id: StepQuery = None
) -> TrailContext:
    """What the mentor must know to help the founder with a trail, or with one step of it."""
    return TrailContext.of(await service.context(trail_id, step_id))
