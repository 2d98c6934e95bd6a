"""`/admin/trails` and `/admin/founders`. Mentors read, admins change."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.audited import object_header
from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import BODY_PROBLEMS, VALIDATION_FAILED
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AdminCaller, require_admin, require_staff
from tr4ction_common.languages import negotiate
from tr4ction_common.pages import DEFAULT_LIMIT, PageLimit, PageOffset
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.answers.moving import Mover
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.answers.schemas import StepOut
from tr4ction_ingestion.overview import errors
from tr4ction_ingestion.overview.repository import OverviewRepository, Page, Sort, Wanted
from tr4ction_ingestion.overview.risk import RiskRule
from tr4ction_ingestion.overview.schemas import (
    AdminTrail,
    ComparedAnswers,
    FounderAnswers,
    FounderProgress,
    LeftBehindPage,
    Move,
    MoveResult,
    OrganizationId,
    TrailChange,
    TrailPage,
)
from tr4ction_ingestion.overview.service import Asked, FounderDesk
from tr4ction_ingestion.overview.side_by_side import AnswerTable
from tr4ction_ingestion.overview.trails import TrailDesk
from tr4ction_ingestion.settings import WorkSettings
from tr4ction_ingestion.templates.dependencies import Means
from tr4ction_ingestion.trails.errors import STEP_NOT_FOUND, TRAIL_AMBIGUOUS, TRAIL_NOT_FOUND
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.versions.errors import TEMPLATE_ARCHIVED
from tr4ction_ingestion.wire import CycleQuery, StepPath, TrailPath

TOTAL = "X-Total-Count"

trails_router = APIRouter(prefix="/admin/trails", tags=["trails"], dependencies=[Depends(require_staff)])
founders_router = APIRouter(prefix="/admin/founders", tags=["founders"], dependencies=[Depends(require_staff)])

Words = Annotated[str | None, Query(max_length=200, description="In names and address.", examples=["ana"])]
OrganizationQuery = Annotated[OrganizationId | None, Query(description="An organization's id.", examples=["3"])]
TrailQuery = Annotated[str | None, Query(description="A trail's id.", examples=["q1_template_q1"])]
RiskQuery = Annotated[Literal["low", "medium", "high"] | None, Query(examples=["high"])]
SortQuery = Annotated[Sort, Query(examples=["name"])]
OrderQuery = Annotated[Literal["asc", "desc"], Query(examples=["asc"])]


def _trail_desk(session: AsyncSession) -> TrailDesk:
    return TrailDesk(OverviewRepository(session), TrailRepository(session))


def _founder_desk(session: AsyncSession) -> FounderDesk:
    return FounderDesk(OverviewRepository(session), TrailRepository(session), AnswerRepository(session))


def risk_rule(settings: WorkSettings) -> RiskRule:
    return RiskRule(settings.risk_medium_days, settings.risk_high_days, settings.risk_high_below_percent)


@trails_router.get("", responses=problems(*CALLER_PROBLEMS, VALIDATION_FAILED))
async def list_trails(
    session: ReadSession, cycle: CycleQuery = None, limit: PageLimit = DEFAULT_LIMIT, offset: PageOffset = 0
) -> TrailPage:
    """All trails with their steps, newest first, those of archived versions too."""
    found, total = await _trail_desk(session).page(cycle, limit, offset)
    return TrailPage(trails=found, total=total, limit=limit, offset=offset)


@trails_router.patch(
    "/{trail_id}",
    dependencies=[Depends(require_admin)],
    responses=problems(*CALLER_PROBLEMS, TRAIL_NOT_FOUND, TRAIL_AMBIGUOUS, *BODY_PROBLEMS),
)
async def change_trail(
    trail_id: TrailPath, body: TrailChange, response: Response, session: WriteSession, cycle: CycleQuery = None
) -> AdminTrail:
    """Name, description, and when steps unlock: all at once, in order, or by an admin."""
    desk = _trail_desk(session)
    trail = await desk.trail(trail_id, cycle, changes=True)
    response.headers.update(object_header("trail", trail.id))
    return await desk.change(trail, body)


@trails_router.post(
    "/{trail_id}/move",
    dependencies=[Depends(require_admin)],
    responses=problems(*CALLER_PROBLEMS, TRAIL_NOT_FOUND, TRAIL_AMBIGUOUS, TEMPLATE_ARCHIVED, *BODY_PROBLEMS),
)
async def move_forms(
    trail_id: TrailPath,
    response: Response,
    session: WriteSession,
    body: Move | None = None,
    cycle: CycleQuery = None,
) -> MoveResult:
    """Takes organizations to the published version, with everything they answered. Done again, nothing changes."""
    desk = _trail_desk(session)
    trail = await desk.trail(trail_id, cycle, changes=True)
    response.headers.update(object_header("trail", trail.id))
    wanted = None if body is None or body.organizations is None else set(map(int, body.organizations))
    return await desk.move(trail, wanted, Mover(TrailRepository(session), AnswerRepository(session)))


@trails_router.get("/{trail_id}/left-behind", responses=problems(*CALLER_PROBLEMS, TRAIL_NOT_FOUND, VALIDATION_FAILED))
async def list_left_behind(
    trail_id: TrailPath,
    response: Response,
    session: ReadSession,
    cycle: CycleQuery = None,
    organization: OrganizationQuery = None,
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> LeftBehindPage:
    """Answers that are kept, but whose field the version that the organization fills in does not have."""
    desk = _trail_desk(session)
    trail = await desk.trail(trail_id, cycle)
    response.headers.update(object_header("trail", trail.id))
    found, total = await desk.left_behind(trail, None if organization is None else int(organization), limit, offset)
    return LeftBehindPage(answers=found, total=total, limit=limit, offset=offset)


@trails_router.get(
    "/{trail_id}/steps/{step_id}/answers",
    responses=problems(*CALLER_PROBLEMS, TRAIL_NOT_FOUND, STEP_NOT_FOUND, VALIDATION_FAILED),
)
async def compare_answers(
    trail_id: TrailPath,
    step_id: StepPath,
    response: Response,
    session: ReadSession,
    cycle: CycleQuery = None,
    organization: OrganizationQuery = None,
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> ComparedAnswers:
    """What everybody has answered to one step, side by side: a page of organizations by name."""
    trail = await _trail_desk(session).trail(trail_id, cycle)
    response.headers.update(object_header("trail", trail.id))
    tables = AnswerTable(OverviewRepository(session), TrailRepository(session), AnswerRepository(session))
    number = None if organization is None else int(organization)
    return ComparedAnswers.of(await tables.of(trail, step_id, number, limit, offset), limit, offset)


@founders_router.get("/progress", responses=problems(*CALLER_PROBLEMS, VALIDATION_FAILED))
async def list_founders_progress(
    request: Request,
    response: Response,
    session: ReadSession,
    means: Means,
    cycle: CycleQuery = None,
    trail: TrailQuery = None,
    organization: OrganizationQuery = None,
    risk: RiskQuery = None,
    q: Words = None,
    sort: SortQuery = "name",
    order: OrderQuery = "asc",
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> list[FounderProgress]:
    """Founders with each of their trails. `X-Total-Count` counts all pages; `q` is looked for in names and address."""
    wanted = Wanted(cycle, trail, None if organization is None else int(organization), risk, q)
    page = Page(sort, order == "desc", limit, offset)
    language = negotiate(request.headers.get("Accept-Language"))
    found, total = await _founder_desk(session).progress(wanted, risk_rule(means.settings), page, language)
    response.headers[TOTAL] = str(total)
    response.headers["Content-Language"] = language
    return found


@founders_router.get(
    "/{user_id}/trails/{trail_id}/answers",
    responses=problems(*CALLER_PROBLEMS, errors.FOUNDER_NOT_FOUND, TRAIL_NOT_FOUND),
)
async def get_founder_answers(
    user_id: PathId, trail_id: TrailPath, session: ReadSession, cycle: CycleQuery = None
) -> FounderAnswers:
    """Everything that the founder's organization has answered of a trail, with who said it and when."""
    return await _founder_desk(session).answers(user_id, trail_id, cycle)


@founders_router.post(
    "/{user_id}/steps/{step_id}/unlock",
    responses=problems(
        *CALLER_PROBLEMS, errors.FOUNDER_NOT_FOUND, TRAIL_NOT_FOUND, STEP_NOT_FOUND, errors.STEP_AMBIGUOUS
    ),
)
async def unlock_step(
    user_id: PathId,
    step_id: StepPath,
    caller: AdminCaller,
    session: WriteSession,
    trail_id: TrailQuery = None,
    cycle: CycleQuery = None,
) -> StepOut:
    """Opens a step for the founder's organization, whatever the trail's rule says."""
    return await _founder_desk(session).unlock(Asked(user_id, step_id, trail_id, cycle), caller.user_id)
