"""The application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from tr4ction_common.application import create_application
from tr4ction_common.internal_tokens import MENTORS_CONTEXT, policy_for
from tr4ction_common.logs import configure_logging
from tr4ction_common.migrations import is_current
from tr4ction_common.settings import settings_or_exit
from tr4ction_common.tokens import TokenVerifier
from tr4ction_common.unread_body import UnreadBody
from tr4ction_ingestion import migrations
from tr4ction_ingestion.answers import routes as answers
from tr4ction_ingestion.bulk import routes as bulk
from tr4ction_ingestion.bulk.background import BackgroundJobs
from tr4ction_ingestion.context import routes as context
from tr4ction_ingestion.exports import routes as exports
from tr4ction_ingestion.lifecycle import routes as lifecycle
from tr4ction_ingestion.matches import routes as matches
from tr4ction_ingestion.members.routes import router as members
from tr4ction_ingestion.overview import routes as overview
from tr4ction_ingestion.review import routes as review
from tr4ction_ingestion.settings import IngestionSettings
from tr4ction_ingestion.sheets import routes as sheets
from tr4ction_ingestion.sheets.pages import PageCache
from tr4ction_ingestion.templates import routes as templates
from tr4ction_ingestion.templates.reading import UploadMeans, make_means
from tr4ction_ingestion.templates.recovery import recover
from tr4ction_ingestion.versions import routes as versions

SERVICE = "ingestion"

_log = logging.getLogger(__name__)


def create_app(settings: IngestionSettings | None = None) -> FastAPI:
    """The ingestion service. Without `settings` they are read from the environment, and wrong ones end the program."""
    settings = settings or settings_or_exit(IngestionSettings)
    configure_logging(SERVICE, settings.log_level, settings.log_dir)
    means = make_means(settings)
    jobs = BackgroundJobs(settings, means)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await _start(means, jobs)
        try:
            yield
        finally:
            await jobs.stop()
            await means.parser.stop()
            await means.database.close()

    async def check_migrations() -> None:
        if not await is_current(migrations.FOLDER, means.database):
            raise RuntimeError("the database is not at the newest revision")

    async def check_storage() -> None:
        await asyncio.to_thread(means.storage.check_writable)
        await asyncio.to_thread(jobs.archives.check_writable)

    app = create_application(
        "TR4CTION ingestion",
        settings,
        lifespan,
        {
            "database": means.database.ping,
            "migrations": check_migrations,
            "storage": check_storage,
            "workers": means.parser.check,
        },
        uploads=(versions.UPLOAD_PATH, bulk.BULK_PATH),
    )
    app.add_middleware(UnreadBody, max_bytes=2 * settings.max_upload_bytes, seconds=10)
    app.state.database = means.database
    app.state.internal_tokens = TokenVerifier(policy_for(SERVICE), settings.internal_token_public_keys)
    app.state.context_tokens = TokenVerifier(policy_for(MENTORS_CONTEXT), settings.internal_token_public_keys)
    app.state.upload_means = means
    app.state.sheet_pages = PageCache(settings.preview_cache_mb * 1024 * 1024)
    app.state.background_jobs = jobs
    app.include_router(bulk.router)  # before the templates, for whose numbers its word would be taken
    app.include_router(versions.uploads)
    app.include_router(templates.router)
    app.include_router(review.detail)
    app.include_router(review.router)
    app.include_router(versions.router)
    app.include_router(lifecycle.router)
    app.include_router(matches.router)
    app.include_router(sheets.router)
    app.include_router(overview.trails_router)
    app.include_router(overview.founders_router)
    app.include_router(answers.router)
    app.include_router(exports.router)
    app.include_router(context.router)
    app.include_router(members)
    return app


async def _start(means: UploadMeans, jobs: BackgroundJobs) -> None:
    await asyncio.to_thread(means.storage.prepare)
    is_migrated = await is_current(migrations.FOLDER, means.database)
    if is_migrated:
        await recover(means.database, means.storage)
    else:
        _log.warning("the database is not at the newest revision: run `python -m tr4ction_ingestion.manage migrate`")
    await means.parser.start()
    await jobs.start(is_migrated=is_migrated)
