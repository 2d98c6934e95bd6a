"""`/founder/trails`: what a founder's client calls."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import BODY_PROBLEMS, FORBIDDEN, VALIDATION_FAILED
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AuthenticatedCaller, Caller
from tr4ction_common.pages import DEFAULT_LIMIT, PageLimit, PageOffset
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_common.problems import Problem
from tr4ction_ingestion.answers import errors
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.answers.saving import Sent
from tr4ction_ingestion.answers.schemas import (
    AnswerVersionOut,
    HistoryPage,
    ProgressIn,
    ProgressOut,
    QuestionOut,
    StepSchema,
    TrailOut,
)
from tr4ction_ingestion.answers.service import Founder, FounderService
from tr4ction_ingestion.trails.errors import STEP_NOT_FOUND, TRAIL_ARCHIVED, TRAIL_NOT_FOUND
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.wire import FieldPath, StepPath, TrailPath

_STEP = "/{trail_id}/steps/{step_id}"
_NOT_THERE = (TRAIL_NOT_FOUND, TRAIL_ARCHIVED, STEP_NOT_FOUND, *CALLER_PROBLEMS)
_SAVING = (*_NOT_THERE, errors.ANSWERS_INVALID, errors.TOO_MANY_ANSWERS, errors.ANSWERS_CONFLICT, errors.STEP_LOCKED)

router = APIRouter(prefix="/founder/trails", tags=["answers"])


def _founder(caller: AuthenticatedCaller) -> Caller:
    if caller.role != "founder":
        raise Problem(FORBIDDEN)
    return caller


FounderCaller = Annotated[Caller, Depends(_founder)]


def _service(session: AsyncSession, caller: Caller) -> FounderService:
    return FounderService(TrailRepository(session), AnswerRepository(session), Founder.of(caller))


def _reading(caller: FounderCaller, session: ReadSession) -> FounderService:
    return _service(session, caller)


def _writing(caller: FounderCaller, session: WriteSession) -> FounderService:
    return _service(session, caller)


Reading = Annotated[FounderService, Depends(_reading)]
Writing = Annotated[FounderService, Depends(_writing)]


@router.get("", responses=problems(*CALLER_PROBLEMS))
async def list_founder_trails(founder: Reading) -> list[TrailOut]:
    """The trails of the cycles that the founder's organization takes part in."""
    return [TrailOut.of(state) for state in await founder.list_trails()]


@router.get(f"{_STEP}/schema", responses=problems(*_NOT_THERE))
async def step_schema(trail_id: TrailPath, step_id: StepPath, founder: Reading) -> StepSchema:
    """The questions of a step, in the order of the sheet."""
    opened = await founder.open(trail_id, step_id)
    questions = await founder.questions(opened)
    return StepSchema(
        trail_id=trail_id,
        step_id=step_id,
        step_name=opened.step.name,
        fields=[QuestionOut.of(question) for question in questions],
    )


@router.get(f"{_STEP}/progress", responses=problems(*_NOT_THERE))
async def step_progress(trail_id: TrailPath, step_id: StepPath, founder: Reading) -> ProgressOut:
    """The organization's answers in a step, and how far it is."""
    return ProgressOut.of(await founder.answers(await founder.open(trail_id, step_id)))


@router.post(f"{_STEP}/progress", responses=problems(*_SAVING, *BODY_PROBLEMS))
async def save_progress(trail_id: TrailPath, step_id: StepPath, body: ProgressIn, founder: Writing) -> ProgressOut:
    """Saves answers: all that are sent, or none. Sent again, nothing changes."""
    return ProgressOut.of(await founder.save(trail_id, step_id, Sent(body.form_data, body.revision)))


@router.get(f"{_STEP}/fields/{{field_id}}/history", responses=problems(*_NOT_THERE, VALIDATION_FAILED))
async def answer_history(
    trail_id: TrailPath,
    step_id: StepPath,
    field_id: FieldPath,
    founder: Reading,
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> HistoryPage:
    """Every value that a field had, newest first."""
    found, total = await founder.history(trail_id, step_id, field_id, limit, offset)
    versions = [AnswerVersionOut.of(version) for version in found]
    return HistoryPage(versions=versions, total=total, limit=limit, offset=offset)


@router.post(
    f"{_STEP}/fields/{{field_id}}/history/{{version_id}}/restore",
    responses=problems(*_SAVING, errors.ANSWER_VERSION_NOT_FOUND),
)
async def restore_answer(
    trail_id: TrailPath, step_id: StepPath, field_id: FieldPath, version_id: PathId, founder: Writing
) -> ProgressOut:
    """Makes a value of the past the answer again."""
    return ProgressOut.of(await founder.restore(trail_id, step_id, field_id, version_id))
