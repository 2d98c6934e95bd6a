"""Exports for founders, and for those who accompany them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.audited import object_header
from tr4ction_common.database import ReadSession
from tr4ction_common.errors import VALIDATION_FAILED
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AdminCaller, require_staff
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_common.problems import Problem
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.answers.routes import FounderCaller
from tr4ction_ingestion.answers.service import Founder
from tr4ction_ingestion.exports.documentation import ARCHIVE_ANSWERS, TABLE_ANSWERS, WORKBOOK_ANSWERS
from tr4ction_ingestion.exports.repository import ExportRepository
from tr4ction_ingestion.exports.responses import FilledResponse, download_headers, zipped
from tr4ction_ingestion.exports.schemas import FormAnswers
from tr4ction_ingestion.exports.service import Examples, ExportService, FilledFile, FormExport, as_csv
from tr4ction_ingestion.overview.errors import FOUNDER_NOT_FOUND
from tr4ction_ingestion.overview.repository import OverviewRepository
from tr4ction_ingestion.overview.service import FounderDesk
from tr4ction_ingestion.overview.trails import TrailDesk
from tr4ction_ingestion.templates import errors
from tr4ction_ingestion.templates.dependencies import Means
from tr4ction_ingestion.trails.errors import TRAIL_NOT_FOUND
from tr4ction_ingestion.trails.models import Trail
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.wire import CycleQuery, TrailPath

_REFUSED = problems(
    *CALLER_PROBLEMS,
    TRAIL_NOT_FOUND,
    errors.STORED_FILE_MISSING,
    errors.STORED_FILE_DAMAGED,
    errors.INGESTION_BUSY,
    errors.WORKBOOK_TOO_COMPLEX,
    errors.PARSE_FAILED,
    VALIDATION_FAILED,
)
_REFUSED_TO_STAFF = {**_REFUSED, **problems(TRAIL_NOT_FOUND, FOUNDER_NOT_FOUND)}
_STAFF = [Depends(require_staff)]
_FOUNDERS = "/founder/trails/{trail_id}/export"
_ADMINS = "/admin/founders/{user_id}/trails/{trail_id}/export"

router = APIRouter(tags=["exports"])


def _service(means: Means, session: ReadSession) -> ExportService:
    return ExportService(ExportRepository(session), TrailRepository(session), AnswerRepository(session), means)


Exports = Annotated[ExportService, Depends(_service)]
ExamplesQuery = Annotated[
    Examples,
    Query(description="What becomes of other companies' examples where nothing is answered.", examples=["clear"]),
]


async def _own_form(trail_id: TrailPath, caller: FounderCaller, session: ReadSession, exports: Exports) -> FormExport:
    """The form of the founder's own organization."""
    founder = Founder.of(caller)
    trail = await _trail_of(founder, trail_id, session) if founder else None
    if trail is None or founder is None:
        raise Problem(TRAIL_NOT_FOUND)
    return await exports.load(trail, founder.organization_id)


async def _trail_of(founder: Founder, trail_id: str, session: AsyncSession) -> Trail | None:
    """Archived trails too: what people have answered stays theirs."""
    found = await TrailRepository(session).find_for_founder(trail_id, founder.user_id, founder.organization_id)
    return None if found is None else found[0]


async def _founders_form(
    user_id: PathId, trail_id: TrailPath, session: ReadSession, exports: Exports, cycle: CycleQuery = None
) -> FormExport:
    """The form of a founder's organization, for admins and mentors."""
    desk = FounderDesk(OverviewRepository(session), TrailRepository(session), AnswerRepository(session))
    _, trail, organization_id = await desk.trail_of(user_id, trail_id, cycle)
    return await exports.load(trail, organization_id)


OwnForm = Annotated[FormExport, Depends(_own_form)]
FoundersForm = Annotated[FormExport, Depends(_founders_form)]


@router.get(f"{_FOUNDERS}/xlsx", response_class=Response, responses={**WORKBOOK_ANSWERS, **_REFUSED})
async def export_own_workbook(form: OwnForm, exports: Exports, examples: ExamplesQuery = "clear") -> Response:
    """The original workbook with the answers in it; examples of other companies go, unless they are to be kept."""
    return FilledResponse(await exports.workbook(form, examples))


@router.get(f"{_FOUNDERS}/csv", response_class=Response, responses={**TABLE_ANSWERS, **_REFUSED})
async def export_own_table(form: OwnForm) -> Response:
    """Every question with its answer."""
    return _csv(form)


@router.get(f"{_FOUNDERS}/json", responses=_REFUSED)
async def export_own_answers(form: OwnForm) -> FormAnswers:
    """Every question with its answer."""
    return FormAnswers.of(form)


@router.get(
    f"{_ADMINS}/xlsx", dependencies=_STAFF, response_class=Response, responses={**WORKBOOK_ANSWERS, **_REFUSED_TO_STAFF}
)
async def export_founders_workbook(form: FoundersForm, exports: Exports, examples: ExamplesQuery = "clear") -> Response:
    """The founder's workbook: the original with their organization's answers in it."""
    return FilledResponse(await exports.workbook(form, examples))


@router.get(
    f"{_ADMINS}/csv", dependencies=_STAFF, response_class=Response, responses={**TABLE_ANSWERS, **_REFUSED_TO_STAFF}
)
async def export_founders_table(form: FoundersForm) -> Response:
    """Every question with the answer of the founder's organization."""
    return _csv(form)


@router.get(f"{_ADMINS}/json", dependencies=_STAFF, responses=_REFUSED_TO_STAFF)
async def export_founders_answers(form: FoundersForm) -> FormAnswers:
    """Every question with the answer of the founder's organization."""
    return FormAnswers.of(form)


@router.get("/admin/trails/{trail_id}/export", response_class=Response, responses={**ARCHIVE_ANSWERS, **_REFUSED})
async def export_trail(
    trail_id: TrailPath,
    _caller: AdminCaller,
    session: ReadSession,
    exports: Exports,
    means: Means,
    cycle: CycleQuery = None,
    examples: ExamplesQuery = "clear",
) -> Response:
    """The workbooks of all organizations that have answered, as one ZIP archive that is made while it is sent."""
    trail = await TrailDesk(OverviewRepository(session), TrailRepository(session)).trail(trail_id, cycle)
    organizations = await exports.forms(trail)
    headers = {**download_headers(f"{trail.name} - {trail.cycle}.zip"), **object_header("trail", trail.id)}
    return StreamingResponse(
        zipped(_makers(means, trail, organizations, examples)), headers=headers, media_type="application/zip"
    )


async def _makers(
    means: Means, trail: Trail, organizations: list[int], examples: Examples
) -> AsyncIterator[Callable[[], Awaitable[FilledFile]]]:
    """Each workbook in a session of its own: the request's is over before the archive is sent."""
    for organization in organizations:
        yield partial(_make, means, trail, organization, examples)


async def _make(means: Means, trail: Trail, organization: int, examples: Examples) -> FilledFile:
    async with means.database.session(writes=False) as session:
        exports = _service(means, session)
        return await exports.workbook(await exports.load(trail, organization), examples)


def _csv(form: FormExport) -> Response:
    return Response(as_csv(form), headers=download_headers(form.filename("csv")), media_type="text/csv; charset=utf-8")
