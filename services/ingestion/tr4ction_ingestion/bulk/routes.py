"""`/admin/templates/bulk`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Request, Response

from tr4ction_common.audited import object_header
from tr4ction_common.cycles import CYCLE_MALFORMED
from tr4ction_common.errors import FILE_TOO_LARGE, VALIDATION_FAILED
from tr4ction_common.internal_tokens import CALLER_PROBLEMS, AdminCaller, require_admin
from tr4ction_common.pages import DEFAULT_LIMIT, PageLimit, PageOffset
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_ingestion.bulk import errors
from tr4ction_ingestion.bulk.dependencies import ArchiveStaging, AskedLanguage, ChangeBulk, Jobs, NewBulk, ReadBulk
from tr4ction_ingestion.bulk.reports import as_csv
from tr4ction_ingestion.bulk.schemas import BulkJobPage, BulkJobReport, BulkJobView
from tr4ction_ingestion.bulk.service import Asked
from tr4ction_ingestion.exports.responses import download_headers
from tr4ction_ingestion.templates.dependencies import Means
from tr4ction_ingestion.templates.documentation import file_body
from tr4ction_ingestion.templates.errors import (
    CYCLE_MISSING,
    FILE_EMPTY,
    FILE_MISSING,
    INGESTION_BUSY,
    MULTIPART_MALFORMED,
)
from tr4ction_ingestion.templates.reception import receive_file
from tr4ction_ingestion.versions.upload import check_names
from tr4ction_ingestion.wire import CycleQuery

BULK_PATH = "/admin/templates/bulk"

router = APIRouter(prefix=BULK_PATH, tags=["bulk"], dependencies=[Depends(require_admin)])

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Sent again with the same archive and cycle, it gives the same job, ended or not.",
        examples=["8e03978e-40d5-43e8-bc93-6894a57f9324"],
    ),
]


_OF_ONE = (*CALLER_PROBLEMS, errors.BULK_JOB_NOT_FOUND)
_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "The job, which goes on by itself",
        "headers": {
            "Location": {
                "description": "Where the job is to be asked after.",
                "required": True,
                "schema": {"type": "string"},
            }
        },
    }
}


@router.post(
    "",
    status_code=202,
    openapi_extra=file_body("A .zip archive of workbooks."),
    responses={
        **_ACCEPTED,
        **problems(
            *CALLER_PROBLEMS,
            *(FILE_MISSING, FILE_EMPTY, FILE_TOO_LARGE, MULTIPART_MALFORMED, CYCLE_MISSING, CYCLE_MALFORMED),
            *(errors.ARCHIVE_UNSUPPORTED, errors.ARCHIVE_TOO_LARGE, errors.ARCHIVE_WITHOUT_WORKBOOKS),
            *(errors.IDEMPOTENCY_KEY_REUSED, INGESTION_BUSY, VALIDATION_FAILED),
        ),
    },
)
async def upload_many_templates(
    request: Request,
    response: Response,
    background: BackgroundTasks,
    caller: AdminCaller,
    means: Means,
    jobs: Jobs,
    staging: ArchiveStaging,
    bulk: NewBulk,
    language: AskedLanguage,
    cycle: CycleQuery = None,
    idempotency_key: IdempotencyKey = None,
) -> BulkJobReport:
    """Takes an archive of workbooks, each of which becomes a template in the background, as if uploaded by itself.

    The same archive and cycle give the job that is at it, while there is one.
    """
    asked = Asked(check_names(cycle, None).cycle, caller.user_id, idempotency_key)
    bulk.check_room()
    staged = await staging.open()
    received = await receive_file(request, staged.path, means.settings.max_upload_bytes)
    job = await bulk.accept(asked, received, staged)
    response.headers.update({"Location": f"{BULK_PATH}/{job.id}", **object_header("bulk", job.id)})
    background.add_task(jobs.send, job.id)  # after the commit
    return BulkJobReport.of(await bulk.report(job), language)


@router.get("", responses=problems(*CALLER_PROBLEMS, CYCLE_MALFORMED, VALIDATION_FAILED))
async def list_bulk_jobs(
    bulk: ReadBulk,
    language: AskedLanguage,
    cycle: CycleQuery = None,
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> BulkJobPage:
    """The newest first."""
    found, total = await bulk.page(cycle, limit, offset)
    return BulkJobPage(jobs=[BulkJobView.of(item, language) for item in found], total=total, limit=limit, offset=offset)


@router.get("/{job_id}", responses=problems(*_OF_ONE))
async def get_bulk_job(job_id: PathId, bulk: ReadBulk, language: AskedLanguage) -> BulkJobReport:
    """How far a job is, and what became of every file."""
    return BulkJobReport.of(await bulk.report(await bulk.job(job_id)), language)


@router.get(
    "/{job_id}/report",
    response_class=Response,
    responses={
        200: {
            "description": "A row for every file, for spreadsheet programs",
            "content": {"text/csv": {"schema": {"type": "string"}}},
            "headers": {"Content-Disposition": {"description": "The file's name.", "schema": {"type": "string"}}},
        },
        **problems(*_OF_ONE),
    },
)
async def download_bulk_report(job_id: PathId, bulk: ReadBulk, language: AskedLanguage) -> Response:
    job = await bulk.job(job_id)
    return Response(
        as_csv(await bulk.report(job), language),
        headers=download_headers(f"{job.cycle} {job.id}.csv"),
        media_type="text/csv; charset=utf-8",
    )


@router.delete("/{job_id}", responses=problems(*_OF_ONE, errors.BULK_JOB_ENDED))
async def cancel_bulk_job(job_id: PathId, bulk: ChangeBulk, language: AskedLanguage) -> BulkJobReport:
    """Ends a job before its time: what it has made so far stays, the rest is left."""
    job = await bulk.cancel(await bulk.job(job_id))
    return BulkJobReport.of(await bulk.report(job), language)
