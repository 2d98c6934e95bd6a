"""Jobs are run inside the service, beside its requests: the one worker that reads workbooks is here."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime

from tr4ction_common.job_queue import JobQueue
from tr4ction_ingestion.bulk.repository import BulkRepository
from tr4ction_ingestion.bulk.running import JobRunner
from tr4ction_ingestion.bulk.storage import ArchiveStorage
from tr4ction_ingestion.bulk.tidying import recover, remove_archives
from tr4ction_ingestion.settings import IngestionSettings
from tr4ction_ingestion.templates.reading import UploadMeans

_QUEUE = "ingestion"

_log = logging.getLogger(__name__)


class BackgroundJobs:
    """The queue of jobs with its consumer, and a watch that sends what the queue has lost."""

    def __init__(self, settings: IngestionSettings, means: UploadMeans) -> None:
        redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
        self.archives = ArchiveStorage(settings.bulk_storage_path)
        self._database = means.database
        self._runner = JobRunner(means, self.archives)
        self._queue = JobQueue(_QUEUE, settings.data_dir, redis_url, self._run)
        self._seconds = settings.bulk_lease_seconds / 3
        self._watch: asyncio.Task[None] | None = None

    async def start(self, *, is_migrated: bool) -> None:
        await asyncio.to_thread(self.archives.prepare)
        if is_migrated:
            await recover(self._database, self.archives)
        await self._queue.start()
        self._watch = asyncio.create_task(self._keep_watch())

    async def stop(self) -> None:
        """Interrupts the job under way; whoever starts next goes on with it."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        await self._queue.stop()

    async def send(self, job_id: int) -> None:
        """Has a job run soon. Where the queue does not take it, the watch will find it."""
        try:
            await self._queue.send(job_id)
        except Exception:
            _log.warning("job %d is not in the queue yet", job_id, exc_info=True)

    async def look(self) -> None:
        """Sends every job that is due and not in the queue, and removes the archives of those that have ended."""
        await remove_archives(self._database, self.archives)
        async with self._database.session(writes=False) as session:
            due = await BulkRepository(session).due(datetime.now(UTC))
        waiting = await self._queue.waiting() if due else set()
        for job_id in due:
            if job_id not in waiting:
                await self._queue.send(job_id)

    async def _keep_watch(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                _log.warning("jobs could not be looked after", exc_info=True)
            await asyncio.sleep(self._seconds)

    async def _run(self, job_id: int) -> None:
        await self._runner.run(job_id)
        await remove_archives(self._database, self.archives)
