"""What is said of jobs."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from tr4ction_common.languages import Language
from tr4ction_common.pages import Limit, Offset, Total
from tr4ction_ingestion.bulk.models import BulkFile, FileState, JobState
from tr4ction_ingestion.bulk.reports import detail
from tr4ction_ingestion.bulk.service import JobReport
from tr4ction_ingestion.wire import Cycle, FileHash, Moment, Number, Percent, UserId

Code = Annotated[
    str | None, Field(examples=["workbook_encrypted"], description="Why not, as in the catalogue of problems.")
]
Detail = Annotated[str | None, Field(examples=["The workbook asks for a password to open."])]


class FileCounts(BaseModel):
    """How many files are in which state."""

    waiting: int = Field(default=0, examples=[3])
    stored: int = Field(default=0, examples=[8])
    unchanged: int = Field(default=0, examples=[1])
    refused: int = Field(default=0, examples=[1])
    skipped: int = Field(default=0, examples=[0])
    cancelled: int = Field(default=0, examples=[0])


class BulkJobView(BaseModel):
    """A job. `progress` counts the files of which it is clear what became of them; `attempt` how often it was begun:
    more than once where the service stopped meanwhile."""

    id: Number
    state: JobState = Field(examples=["running"])
    progress: Percent
    counts: FileCounts
    cycle: Cycle
    filename: str = Field(examples=["Trilhas Q1.zip"])
    archive_sha256: FileHash
    archive_size: int = Field(examples=[1048576], description="In bytes.")
    attempt: int = Field(examples=[1])
    code: Code
    detail: Detail
    created_at: Moment
    created_by: UserId
    started_at: Moment | None
    finished_at: Moment | None

    @classmethod
    def of(cls, report: JobReport, language: Language) -> BulkJobView:
        return cls(**_of_job(report, language))


class BulkFileView(BaseModel):
    """A file of the archive. `stored` is a new template or version; `unchanged` one that was there; `refused` is not
    taken in, and `skipped` no workbook, for the reason in `code` and `detail`."""

    name: str = Field(examples=["Trilhas/Template Q1.xlsx"])
    size: int = Field(examples=[48213], description="Unpacked, in bytes.")
    state: FileState = Field(examples=["stored"])
    template_id: int | None = Field(examples=[1])
    code: Code
    detail: Detail

    @classmethod
    def of(cls, file: BulkFile, language: Language) -> BulkFileView:
        return cls(
            name=file.name,
            size=file.size,
            state=file.state,
            template_id=file.template_id,
            code=file.code,
            detail=detail(file.code, file.params, language),
        )


class BulkJobReport(BulkJobView):
    """A job with its files, in the order of the archive."""

    files: list[BulkFileView]

    @classmethod
    def of(cls, report: JobReport, language: Language) -> BulkJobReport:
        files = [BulkFileView.of(file, language) for file in report.files]
        return cls(**_of_job(report, language), files=files)


class BulkJobPage(BaseModel):
    """One page, newest first; `total` counts all pages."""

    jobs: list[BulkJobView]
    total: Total
    limit: Limit
    offset: Offset


def _of_job(report: JobReport, language: Language) -> dict[str, Any]:
    job = report.job
    copied = (
        *("id", "state", "cycle", "filename", "archive_sha256", "archive_size", "attempt", "code"),
        *("created_at", "created_by", "started_at", "finished_at"),
    )
    return {
        **{name: getattr(job, name) for name in copied},
        "progress": report.progress,
        "counts": FileCounts.model_validate(report.counts),
        "detail": detail(job.code, job.params, language),
    }
