"""Jobs as people see them: a new one, those there are, and the end of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.database import on_rollback
from tr4ction_common.problems import Problem
from tr4ction_common.tables import identity_of
from tr4ction_ingestion.bulk import errors
from tr4ction_ingestion.bulk.contents import Judged, judged
from tr4ction_ingestion.bulk.directory import DirectoryTask, Entry, read_directory
from tr4ction_ingestion.bulk.models import ACTIVE, BulkFile, BulkJob, FileState
from tr4ction_ingestion.bulk.repository import BulkRepository
from tr4ction_ingestion.bulk.storage import ArchiveStorage, StagedArchive
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.parsing.model import ParseFailedError, ParseLimitError, ParserBusyError, Refused
from tr4ction_ingestion.templates.errors import FILE_EMPTY
from tr4ction_ingestion.templates.reading import UploadMeans, WorkbookReader, busy
from tr4ction_ingestion.templates.reception import ReceivedFile
from tr4ction_ingestion.templates.service import check_cycle

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for what: everything in an archive, into a cycle; the same `idempotency_key` again is the same job."""

    cycle: str
    user_id: str
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class JobReport:
    """A job, how many of its files are in which state, and those files where they were asked for."""

    job: BulkJob
    counts: Mapping[FileState, int]
    files: Sequence[BulkFile] = ()

    @property
    def progress(self) -> int:
        """Percent of the files of which it is clear what became of them; 100 means all."""
        total = sum(self.counts.values())
        return 100 * (total - self.counts.get("waiting", 0)) // total


class BulkService:
    def __init__(self, session: AsyncSession, means: UploadMeans, archives: ArchiveStorage) -> None:
        self._session = session
        self._repository = BulkRepository(session)
        self._means = means
        self._archives = archives

    def check_room(self) -> None:
        """Before a body is read: raises Problem where its directory could not even wait for a worker."""
        WorkbookReader(self._means).check_room()

    async def accept(self, asked: Asked, received: ReceivedFile, staged: StagedArchive) -> BulkJob:
        """The job of a received archive: a new one, or the one there is. Raises Problem where there can be none."""
        if not received.size:
            raise Problem(FILE_EMPTY)
        known = await self._known(asked, received)
        if known is not None:
            return known
        await self._repository.end_reading()
        files = await self._files(asked.cycle, staged)
        await self._repository.lock()
        known = await self._known(asked, received)
        return known or await self._add(asked, received, staged, files)

    async def _known(self, asked: Asked, received: ReceivedFile) -> BulkJob | None:
        if asked.idempotency_key is not None:
            job = await self._repository.by_key(asked.user_id, asked.idempotency_key)
            if job is not None:
                if (job.cycle, job.archive_sha256) != (asked.cycle, received.sha256):
                    raise Problem(errors.IDEMPOTENCY_KEY_REUSED)
                return job
        return await self._repository.active(asked.cycle, received.sha256)

    async def _files(self, cycle: str, staged: StagedArchive) -> list[Judged]:
        settings = self._means.settings
        entries = await self._directory(DirectoryTask(staged.path, settings.bulk_max_files))
        files = judged(entries, cycle, settings.max_upload_bytes)
        if all(file.state == "skipped" for file in files):
            raise Problem(errors.ARCHIVE_WITHOUT_WORKBOOKS)
        if sum(file.size for file in files if file.state == "waiting") > settings.bulk_max_total_mb * _MIB:
            raise Problem(errors.ARCHIVE_TOO_LARGE, limit="unpacked MB", allowed=settings.bulk_max_total_mb)
        return files

    async def _directory(self, task: DirectoryTask) -> list[Entry]:
        try:
            found = await self._means.parser.run(read_directory, task)
        except ParserBusyError:
            raise busy() from None
        except ParseLimitError:
            raise Problem(errors.ARCHIVE_TOO_LARGE, limit="files", allowed=task.max_files) from None
        except ParseFailedError as error:
            raise Problem(errors.ARCHIVE_UNSUPPORTED) from error
        if isinstance(found, Refused):
            params: dict[str, Any] = dict(found.params)
            raise Problem(errors.DIRECTORY_REFUSALS[found.code], **params)
        return found

    async def _add(
        self, asked: Asked, received: ReceivedFile, staged: StagedArchive, files: Sequence[Judged]
    ) -> BulkJob:
        archive_id = await run_to_end(self._archives.publish, staged)
        on_rollback(self._session, partial(run_to_end, self._archives.remove, archive_id))
        now = datetime.now(UTC)
        job = BulkJob(
            cycle=asked.cycle,
            filename=received.filename,
            archive_id=archive_id,
            archive_sha256=received.sha256,
            archive_size=received.size,
            has_archive=True,
            state="queued",
            attempt=0,
            lease_until=now,
            idempotency_key=asked.idempotency_key,
            created_at=now,
            created_by=asked.user_id,
        )
        await self._repository.add(job, [_row(file, now) for file in files])
        return job

    async def job(self, job_id: str) -> BulkJob:
        """The job of a number as it stands in an address. Raises Problem where there is none."""
        number = identity_of(job_id)
        found = None if number is None else await self._repository.get(number)
        if found is None:
            raise Problem(errors.BULK_JOB_NOT_FOUND)
        return found

    async def report(self, job: BulkJob) -> JobReport:
        counts = await self._repository.counts([job.id])
        return JobReport(job, counts[job.id], await self._repository.files(job.id))

    async def page(self, cycle: str | None, limit: int, offset: int) -> tuple[list[JobReport], int]:
        """Three queries, however many jobs."""
        jobs, total = await self._repository.page(None if cycle is None else check_cycle(cycle), limit, offset)
        counts = await self._repository.counts(job.id for job in jobs)
        return [JobReport(job, counts[job.id]) for job in jobs], total

    async def cancel(self, job: BulkJob) -> BulkJob:
        """Ends it; templates that it has made stay. Again, it changes nothing. Raises Problem where it ended before."""
        now = datetime.now(UTC)
        if job.state in ACTIVE and await self._repository.cancel(job.id, now):
            await self._repository.cancel_waiting(job.id, now)
        found = await self._repository.get(job.id)
        if found is None or found.state != "cancelled":
            raise Problem(errors.BULK_JOB_ENDED)
        return found


def _row(file: Judged, now: datetime) -> dict[str, object]:
    return {
        "position": file.position,
        "name": file.name,
        "size": file.size,
        "state": file.state,
        "attempt": 0,
        "template_id": None,
        "code": file.code,
        "params": file.params or None,
        "finished_at": None if file.state == "waiting" else now,
    }
