"""A folder of workbooks, from the command line: packed into an archive, it is a job like any other.

So a command that is killed loses nothing: run again it finds its job, or a service that runs meanwhile goes on with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from tr4ction_ingestion.bulk.contents import is_noise, is_workbook
from tr4ction_ingestion.bulk.models import ACTIVE, BulkJob
from tr4ction_ingestion.bulk.running import JobRunner
from tr4ction_ingestion.bulk.service import Asked, BulkService, JobReport
from tr4ction_ingestion.bulk.storage import ArchiveStorage
from tr4ction_ingestion.bulk.tidying import remove_archives
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.settings import WorkSettings
from tr4ction_ingestion.staging import Staging
from tr4ction_ingestion.templates.filenames import clean_filename
from tr4ction_ingestion.templates.reading import UploadMeans, make_means
from tr4ction_ingestion.templates.reception import ReceivedFile

_POLL_SECONDS = 0.5

OnProgress = Callable[[JobReport], None]


def pack(folder: Path, target: Path) -> None:
    """Writes the files of a folder and those below it into an archive: the same files always make the same bytes.

    What is no workbook is there with its name only, so that the report can name it. Links are not followed.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:  # workbooks are compressed already
        for name, path in sorted(_files(folder)):
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
                if is_workbook(name):
                    with path.open("rb") as source:
                        shutil.copyfileobj(source, entry)


def _files(folder: Path) -> list[tuple[str, Path]]:
    found = []
    for parent, folders, names in os.walk(folder, onerror=_raise):
        folders.sort()
        for path in (Path(parent, name) for name in names):
            name = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
            if path.is_file() and not path.is_symlink() and not is_noise(name):
                found.append((name, path))
    return found


def _raise(error: OSError) -> None:
    raise error


async def ingest_folder(settings: WorkSettings, folder: Path, asked: Asked, on_progress: OnProgress) -> JobReport:
    """Takes in every workbook of a folder. Raises Problem where nothing can be, OSError where a file cannot be read."""
    async with _working(settings) as (means, archives):
        job = await _accepted(means, archives, folder, asked)
        runner = JobRunner(means, archives)
        running = asyncio.ensure_future(_run(runner, means, archives, job.id))
        try:
            while True:
                await asyncio.wait([running], timeout=_POLL_SECONDS)
                report = await _report(means, archives, job.id)
                on_progress(report)
                if running.done():
                    running.result()
                    return report
        finally:
            running.cancel()
            await asyncio.wait([running])


@contextlib.asynccontextmanager
async def _working(settings: WorkSettings) -> AsyncIterator[tuple[UploadMeans, ArchiveStorage]]:
    means, archives = make_means(settings), ArchiveStorage(settings.bulk_storage_path)
    try:
        await asyncio.to_thread(means.storage.prepare)
        await asyncio.to_thread(archives.prepare)
        await means.parser.start()
        yield means, archives
    finally:
        await means.parser.stop()
        await means.database.close()


async def _accepted(means: UploadMeans, archives: ArchiveStorage, folder: Path, asked: Asked) -> BulkJob:
    staging = Staging(archives.stage)
    try:
        staged = await staging.open()
        await run_to_end(pack, folder, staged.path)
        received = await run_to_end(_received, staged.path, folder)
        async with means.database.transaction(writes=True) as session:
            return await BulkService(session, means, archives).accept(asked, received, staged)
    finally:
        await staging.close()


def _received(path: Path, folder: Path) -> ReceivedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ReceivedFile(f"{clean_filename(folder.resolve().name)}.zip", path.stat().st_size, digest)


async def _run(runner: JobRunner, means: UploadMeans, archives: ArchiveStorage, job_id: int) -> None:
    """Returns when the job has ended, whoever ran it."""
    while True:
        await runner.run(job_id)
        if (await _report(means, archives, job_id)).job.state not in ACTIVE:
            break
        await asyncio.sleep(_POLL_SECONDS)
    await remove_archives(means.database, archives)


async def _report(means: UploadMeans, archives: ArchiveStorage, job_id: int) -> JobReport:
    async with means.database.session(writes=False) as session:
        bulk = BulkService(session, means, archives)
        return await bulk.report(await bulk.job(str(job_id)))
