"""Every query about jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Update, exists, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.bulk.models import ACTIVE, BulkFile, BulkJob, FileState, JobState

_JOBS_LOCK = 0x7452_5432  # any number; the same for all who add jobs


class BulkRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    # --- Jobs as people see them ---

    async def get(self, job_id: int) -> BulkJob | None:
        return await self._session.get(BulkJob, job_id, populate_existing=True)

    async def page(self, cycle: str | None, limit: int, offset: int) -> tuple[Sequence[BulkJob], int]:
        """One page, newest first, and how many there are in all."""
        wanted = [] if cycle is None else [BulkJob.cycle == cycle]
        total = await self._session.scalar(select(func.count()).select_from(BulkJob).where(*wanted))
        rows = await self._session.scalars(
            select(BulkJob).where(*wanted).order_by(BulkJob.id.desc()).limit(limit).offset(offset)
        )
        return rows.all(), total or 0

    async def counts(self, job_ids: Iterable[int]) -> dict[int, dict[FileState, int]]:
        """How many files of each job are in which state."""
        rows = await self._session.execute(
            select(BulkFile.job_id, BulkFile.state, func.count())
            .where(BulkFile.job_id.in_(list(job_ids)))
            .group_by(BulkFile.job_id, BulkFile.state)
        )
        found: dict[int, dict[FileState, int]] = {}
        for job_id, state, count in rows:
            found.setdefault(job_id, {})[state] = count
        return found

    async def files(self, job_id: int) -> Sequence[BulkFile]:
        """In the order of the archive."""
        rows = await self._session.scalars(
            select(BulkFile).where(BulkFile.job_id == job_id).order_by(BulkFile.position)
        )
        return rows.all()

    # --- New jobs ---

    async def lock(self) -> None:
        """One who adds a job at a time, until the transaction ends. On SQLite a session that writes is so by itself."""
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _JOBS_LOCK})

    async def end_reading(self) -> None:
        """Lets go of the transaction and its locks before something that takes long. Nothing may be pending."""
        self._session.expunge_all()
        await self._session.rollback()

    async def by_key(self, user_id: str, idempotency_key: str) -> BulkJob | None:
        return await self._session.scalar(
            select(BulkJob).where(BulkJob.created_by == user_id, BulkJob.idempotency_key == idempotency_key)
        )

    async def active(self, cycle: str, archive_sha256: str) -> BulkJob | None:
        """The job that is at that archive, or will be."""
        return await self._session.scalar(
            select(BulkJob)
            .where(BulkJob.cycle == cycle, BulkJob.archive_sha256 == archive_sha256, BulkJob.state.in_(ACTIVE))
            .order_by(BulkJob.id)
            .limit(1)
        )

    async def add(self, job: BulkJob, files: Sequence[Mapping[str, Any]]) -> None:
        """Stores a job and its files (dictionaries of the columns); afterwards `job.id` is known."""
        self._session.add(job)
        await self._session.flush()
        await self._session.execute(insert(BulkFile), [{**file, "job_id": job.id} for file in files])

    # --- Running them: each of these changes one row or none, and says which ---

    async def due(self, now: datetime) -> Sequence[int]:
        """The active jobs that nobody has a lease on, the oldest first."""
        rows = await self._session.scalars(
            select(BulkJob.id).where(BulkJob.state.in_(ACTIVE), BulkJob.lease_until <= now).order_by(BulkJob.id)
        )
        return rows.all()

    async def claim(self, job_id: int, owner: str, now: datetime, until: datetime) -> bool:
        """Takes the lease, where nobody has it."""
        return await self._changes(
            update(BulkJob)
            .where(BulkJob.id == job_id, BulkJob.state.in_(ACTIVE), BulkJob.lease_until <= now)
            .values(
                state="running",
                lease_owner=owner,
                lease_until=until,
                attempt=BulkJob.attempt + 1,
                started_at=func.coalesce(BulkJob.started_at, now),
            )
        )

    async def renew(self, job_id: int, owner: str, until: datetime) -> bool:
        return await self._changes(update(BulkJob).where(*_has_lease(job_id, owner)).values(lease_until=until))

    async def give_back(self, job_id: int, owner: str, until: datetime) -> bool:
        """Ends the lease of a job that has not ended; nobody takes it before `until`."""
        return await self._changes(
            update(BulkJob)
            .where(*_has_lease(job_id, owner))
            .values(state="queued", lease_owner=None, lease_until=until)
        )

    async def finish(self, job_id: int, owner: str, state: JobState, now: datetime, code: str | None = None) -> bool:
        return await self._changes(
            update(BulkJob)
            .where(*_has_lease(job_id, owner))
            .values(state=state, lease_owner=None, finished_at=now, code=code)
        )

    async def cancel(self, job_id: int, now: datetime) -> bool:
        """Ends an active job, whoever has it."""
        return await self._changes(
            update(BulkJob)
            .where(BulkJob.id == job_id, BulkJob.state.in_(ACTIVE))
            .values(state="cancelled", lease_owner=None, finished_at=now)
        )

    async def cancel_waiting(self, job_id: int, now: datetime) -> None:
        await self._session.execute(
            update(BulkFile)
            .where(BulkFile.job_id == job_id, BulkFile.state == "waiting")
            .values(state="cancelled", finished_at=now)
        )

    async def next_waiting(self, job_id: int) -> BulkFile | None:
        return await self._session.scalar(
            select(BulkFile)
            .where(BulkFile.job_id == job_id, BulkFile.state == "waiting")
            .order_by(BulkFile.position)
            .limit(1)
        )

    async def begin_file(self, file: BulkFile, owner: str) -> bool:
        """Counts that the file was begun; only for who has the lease."""
        return await self._changes(
            update(BulkFile).where(*_waits_with(file, owner)).values(attempt=BulkFile.attempt + 1)
        )

    async def unbegin_file(self, job_id: int) -> None:
        """Takes back the count of the file that was begun: that it has not ended was not its fault."""
        await self._session.execute(
            update(BulkFile)
            .where(BulkFile.job_id == job_id, BulkFile.state == "waiting", BulkFile.attempt > 0)
            .values(attempt=BulkFile.attempt - 1)
        )

    async def end_file(self, file: BulkFile, owner: str, now: datetime, **values: object) -> bool:
        """Writes down what became of a file; only for who has the lease."""
        return await self._changes(update(BulkFile).where(*_waits_with(file, owner)).values(finished_at=now, **values))

    # --- Archives ---

    async def ended_with_archive(self) -> Sequence[tuple[int, str]]:
        """The jobs that have ended and whose archives are still there: their numbers and archive ids."""
        rows = await self._session.execute(
            select(BulkJob.id, BulkJob.archive_id).where(BulkJob.has_archive, BulkJob.state.not_in(ACTIVE))
        )
        return [(job_id, archive_id) for job_id, archive_id in rows]

    async def has_archive(self, archive_id: str) -> bool:
        """Whether a job has the archive of that name."""
        found = await self._session.scalar(
            select(BulkJob.id).where(BulkJob.archive_id == archive_id, BulkJob.has_archive)
        )
        return found is not None

    async def archive_removed(self, job_id: int) -> None:
        await self._session.execute(update(BulkJob).where(BulkJob.id == job_id).values(has_archive=False))

    async def _changes(self, statement: Update) -> bool:
        result = await self._session.execute(statement.execution_options(synchronize_session=False))
        assert isinstance(result, CursorResult)
        return result.rowcount == 1


def _has_lease(job_id: int, owner: str) -> tuple[Any, ...]:
    return (BulkJob.id == job_id, BulkJob.state == "running", BulkJob.lease_owner == owner)


def _waits_with(file: BulkFile, owner: str) -> tuple[Any, ...]:
    lease = exists().where(*_has_lease(file.job_id, owner))
    return (BulkFile.id == file.id, BulkFile.state == "waiting", lease)
