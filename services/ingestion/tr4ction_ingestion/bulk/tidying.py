"""Archives that nobody needs any more."""

from __future__ import annotations

import asyncio

from tr4ction_common.database import Database
from tr4ction_ingestion.bulk.repository import BulkRepository
from tr4ction_ingestion.bulk.storage import ArchiveStorage
from tr4ction_ingestion.off_loop import run_to_end


async def remove_archives(database: Database, archives: ArchiveStorage) -> None:
    """Removes those of jobs that have ended."""
    async with database.session(writes=False) as session:
        ended = await BulkRepository(session).ended_with_archive()
    for job_id, archive_id in ended:
        await run_to_end(archives.remove, archive_id)
        async with database.transaction(writes=True) as session:
            await BulkRepository(session).archive_removed(job_id)


async def recover(database: Database, archives: ArchiveStorage) -> None:
    """At start: removes what was being received when a process died."""
    for staged, archive_id in await asyncio.to_thread(archives.leftovers):
        if archive_id is not None:
            async with database.session(writes=False) as session:
                is_kept = await BulkRepository(session).has_archive(archive_id)
            if not is_kept:
                await run_to_end(archives.remove, archive_id)
        await asyncio.to_thread(staged.discard)
