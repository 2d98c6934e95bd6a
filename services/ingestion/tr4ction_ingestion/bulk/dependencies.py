"""What a request about jobs is given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.internal_tokens import AdminCaller
from tr4ction_common.languages import Language, negotiate
from tr4ction_ingestion.bulk.background import BackgroundJobs
from tr4ction_ingestion.bulk.service import BulkService
from tr4ction_ingestion.bulk.storage import StagedArchive
from tr4ction_ingestion.staging import Staging
from tr4ction_ingestion.templates.dependencies import Means


def _jobs(request: Request) -> BackgroundJobs:
    jobs: BackgroundJobs = request.app.state.background_jobs
    return jobs


Jobs = Annotated[BackgroundJobs, Depends(_jobs)]


def _language(request: Request) -> Language:
    return negotiate(request.headers.get("Accept-Language"))


AskedLanguage = Annotated[Language, Depends(_language)]


async def _staging(jobs: Jobs, _caller: AdminCaller) -> AsyncIterator[Staging[StagedArchive]]:
    staging = Staging(jobs.archives.stage)
    try:
        yield staging
    finally:
        await staging.close()


ArchiveStaging = Annotated[Staging[StagedArchive], Depends(_staging, scope="function")]


def _writer(means: Means, jobs: Jobs, _staging: ArchiveStaging, session: WriteSession) -> BulkService:
    # The staging is asked for before the session and therefore ends after it, as for uploads.
    return BulkService(session, means, jobs.archives)


def _reader(means: Means, jobs: Jobs, session: ReadSession) -> BulkService:
    return BulkService(session, means, jobs.archives)


def _changer(means: Means, jobs: Jobs, session: WriteSession) -> BulkService:
    return BulkService(session, means, jobs.archives)


NewBulk = Annotated[BulkService, Depends(_writer)]
ReadBulk = Annotated[BulkService, Depends(_reader)]
ChangeBulk = Annotated[BulkService, Depends(_changer)]
