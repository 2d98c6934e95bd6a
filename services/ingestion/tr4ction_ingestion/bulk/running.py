"""A job is worked off, file by file. Killed at any moment, it goes on where it was; run twice, it is done once.

What a file becomes and the note of it are one transaction, which only who has the lease can commit.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from datetime import UTC, datetime, timedelta

from tr4ction_common.errors import STORAGE_FULL
from tr4ction_common.problem_handlers import is_storage_full
from tr4ction_common.problems import Problem
from tr4ction_ingestion.bulk import errors
from tr4ction_ingestion.bulk.models import BulkFile, BulkJob, JobState
from tr4ction_ingestion.bulk.repository import BulkRepository
from tr4ction_ingestion.bulk.storage import ArchiveStorage
from tr4ction_ingestion.bulk.unpacking import extract
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.staging import Staging
from tr4ction_ingestion.templates.errors import INGESTION_BUSY
from tr4ction_ingestion.templates.reading import UploadMeans
from tr4ction_ingestion.templates.reception import ReceivedFile
from tr4ction_ingestion.templates.storage import StagedUpload
from tr4ction_ingestion.versions.upload import UploadNames, UploadService

_BUSY_SECONDS = 1.0
_RETRY_SECONDS = 10.0

_log = logging.getLogger(__name__)


class LeaseLostError(Exception):
    """The job is somebody else's by now, or was cancelled."""


class JobRunner:
    """Runs jobs, each under a lease that it renews. One runner is one owner of leases."""

    def __init__(self, means: UploadMeans, archives: ArchiveStorage) -> None:
        self._means = means
        self._archives = archives
        self._owner = uuid.uuid4().hex
        self._lease = timedelta(seconds=means.settings.bulk_lease_seconds)

    async def run(self, job_id: int) -> None:
        """Runs the job to its end. Returns at once where it has ended, or somebody else has it."""
        job = await self._claim(job_id)
        if job is None:
            return
        work = asyncio.ensure_future(self._work(job))
        keeping = asyncio.ensure_future(self._keep_lease(job))
        try:
            await asyncio.wait((work, keeping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _ended(work, keeping)
            await self._give_back(job, work)

    async def _claim(self, job_id: int) -> BulkJob | None:
        now = datetime.now(UTC)
        async with self._means.database.transaction(writes=True) as session:
            repository = BulkRepository(session)
            is_ours = await repository.claim(job_id, self._owner, now, now + self._lease)
            return await repository.get(job_id) if is_ours else None

    async def _keep_lease(self, job: BulkJob) -> None:
        """Returns when the lease is lost."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                async with self._means.database.transaction(writes=True) as session:
                    until = datetime.now(UTC) + self._lease
                    if not await BulkRepository(session).renew(job.id, self._owner, until):
                        return
            except Exception:  # nothing is lost by going on: without the lease nothing can be committed
                _log.warning("the lease of job %d could not be renewed", job.id, exc_info=True)

    async def _give_back(self, job: BulkJob, work: asyncio.Future[None]) -> None:
        """Where the work has ended before the job: somebody else, or we ourselves, shall go on with it."""
        now = datetime.now(UTC)
        error = None if work.cancelled() else work.exception()
        if isinstance(error, LeaseLostError) or not (error or work.cancelled()):
            return
        async with self._means.database.transaction(writes=True) as session:
            repository = BulkRepository(session)
            if error is None:  # we are stopping: that is not the file's fault, and nobody need wait
                if await repository.give_back(job.id, self._owner, now):
                    await repository.unbegin_file(job.id)
            else:
                _log.error("job %d stopped and is tried again", job.id, exc_info=error)
                await repository.give_back(job.id, self._owner, now + timedelta(seconds=_RETRY_SECONDS))

    # --- The work; every step raises LeaseLostError where the job is no longer ours ---

    async def _work(self, job: BulkJob) -> None:
        try:
            while (file := await self._begin_next(job)) is not None:
                await self._take_in(job, file)
        except FileNotFoundError:
            if await asyncio.to_thread(self._archives.path(job.archive_id).exists):
                raise
            await self._finish(job, "failed", errors.ARCHIVE_LOST.code)
        else:
            await self._finish(job, "done")

    async def _begin_next(self, job: BulkJob) -> BulkFile | None:
        """The next file, counted as begun. One at which the service has died too often is passed over."""
        allowed = self._means.settings.bulk_max_attempts
        while True:
            async with self._means.database.transaction(writes=True) as session:
                repository = BulkRepository(session)
                file = await repository.next_waiting(job.id)
                if file is None:
                    return None
                if file.attempt < allowed:
                    if not await repository.begin_file(file, self._owner):
                        raise LeaseLostError
                    return file
            await self._refuse(file, Problem(errors.FILE_GIVEN_UP, attempts=file.attempt))

    async def _take_in(self, job: BulkJob, file: BulkFile) -> None:
        try:
            await self._ingest(job, file)
        except Problem as problem:
            await self._refuse(file, problem)
        except Exception as error:
            if not is_storage_full(error):
                raise
            await self._refuse(file, Problem(STORAGE_FULL))

    async def _ingest(self, job: BulkJob, file: BulkFile) -> None:
        archive, limit = self._archives.path(job.archive_id), self._means.settings.max_upload_bytes
        staging = Staging(self._means.storage.stage)
        try:
            staged = await staging.open()
            received = await run_to_end(extract, archive, file.position, file.name, staged.original, limit)
            await self._store(job, file, received, staged)
        finally:
            await staging.close()

    async def _store(self, job: BulkJob, file: BulkFile, received: ReceivedFile, staged: StagedUpload) -> None:
        """Makes the file a template, as an upload would; but waits where people's uploads fill the parser's queue."""
        names, began = UploadNames(job.cycle, None), datetime.now(UTC)
        while True:
            try:
                async with self._means.database.transaction(writes=True) as session:
                    template = await UploadService(session, self._means).store(names, received, staged, job.created_by)
                    state = "stored" if template.created_at >= began else "unchanged"
                    await self._end_file(BulkRepository(session), file, state=state, template_id=template.id)
                return
            except Problem as problem:
                if problem.type is not INGESTION_BUSY:
                    raise
            await asyncio.sleep(_BUSY_SECONDS)

    async def _refuse(self, file: BulkFile, problem: Problem) -> None:
        async with self._means.database.transaction(writes=True) as session:
            code, params = problem.type.code, problem.params or None
            await self._end_file(BulkRepository(session), file, state="refused", code=code, params=params)

    async def _end_file(self, repository: BulkRepository, file: BulkFile, **values: object) -> None:
        if not await repository.end_file(file, self._owner, datetime.now(UTC), **values):
            raise LeaseLostError

    async def _finish(self, job: BulkJob, state: JobState, code: str | None = None) -> None:
        now = datetime.now(UTC)
        async with self._means.database.transaction(writes=True) as session:
            repository = BulkRepository(session)
            if not await repository.finish(job.id, self._owner, state, now, code):
                raise LeaseLostError
            await repository.cancel_waiting(job.id, now)


async def _ended(*tasks: asyncio.Future[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
