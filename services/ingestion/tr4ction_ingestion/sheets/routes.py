"""`/admin/templates/{id}/sheets`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from tr4ction_common.database import ReadSession
from tr4ction_common.errors import VALIDATION_FAILED
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AdminCaller
from tr4ction_common.languages import Language, negotiate
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.review.errors import SHEET_NOT_FOUND
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.sheets.pages import PageCache
from tr4ction_ingestion.sheets.schemas import SheetList, SheetView
from tr4ction_ingestion.sheets.service import SheetService
from tr4ction_ingestion.templates import errors
from tr4ction_ingestion.templates.dependencies import Means
from tr4ction_ingestion.templates.documentation import DOWNLOAD, PAGE_ANSWERS
from tr4ction_ingestion.templates.downloads import client_has
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.trails.repository import TrailRepository

router = APIRouter(prefix="/admin/templates", tags=["templates"])

SheetIndex = Annotated[str, Path(description="As the list of sheets counts: from 0.", examples=["0"])]
PageLanguage = Annotated[
    Language | None, Query(description="Of the page's own words; else `Accept-Language` decides.", examples=["pt-BR"])
]
# Links of the workbook open beside the page; nothing else leaves it.
_SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox"


def _service(request: Request, caller: AdminCaller, session: ReadSession, means: Means) -> SheetService:
    pages: PageCache = request.app.state.sheet_pages
    review = ReviewService(ReviewRepository(session), caller.user_id)
    return SheetService(TemplateRepository(session), review, TrailRepository(session), means, pages)


Sheets = Annotated[SheetService, Depends(_service)]


@router.get("/{template_id}/sheets", responses=problems(*CALLER_PROBLEMS, errors.TEMPLATE_NOT_FOUND))
async def list_template_sheets(template_id: PathId, sheets: Sheets) -> SheetList:
    """Every sheet of the workbook, hidden ones too, with how many fields it has."""
    return SheetList(sheets=[SheetView.model_validate(item) for item in await sheets.summaries(template_id)])


@router.get(
    "/{template_id}/sheets/{index}/preview",
    response_class=Response,
    openapi_extra=DOWNLOAD,
    responses={
        **PAGE_ANSWERS,
        **problems(
            *CALLER_PROBLEMS,
            errors.TEMPLATE_NOT_FOUND,
            SHEET_NOT_FOUND,
            VALIDATION_FAILED,
            errors.STORED_FILE_MISSING,
            errors.STORED_FILE_DAMAGED,
            errors.INGESTION_BUSY,
            errors.WORKBOOK_TOO_LARGE,
            errors.WORKBOOK_TOO_COMPLEX,
            errors.PARSE_FAILED,
        ),
    },
)
async def preview_template_sheet(
    template_id: PathId, index: SheetIndex, request: Request, sheets: Sheets, language: PageLanguage = None
) -> Response:
    """A sheet as a person sees it, with its fields outlined as they are corrected: a page that needs nothing else."""
    chosen = language or negotiate(request.headers.get("Accept-Language"))
    sheet = await sheets.sheet(template_id, index, chosen)
    headers: dict[str, Any] = {
        "ETag": f'"{sheet.tag}"',
        "Cache-Control": "private, no-cache",
        "Content-Language": chosen,
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
    }
    if client_has(request, sheet.tag):
        return Response(status_code=304, headers=headers)
    page = await sheets.page(sheet)
    headers["Content-Security-Policy"] = f"{page.policy}; {_SANDBOX}"
    return Response(page.document, headers=headers, media_type="text/html; charset=utf-8")
