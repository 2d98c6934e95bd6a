"""Has workbooks read, and says as a problem why one was not."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tr4ction_common.database import Database
from tr4ction_common.problems import Problem
from tr4ction_ingestion.parsing.model import (
    Parsed,
    ParseFailedError,
    ParseLimitError,
    ParserBusyError,
    ParseTask,
    Refused,
)
from tr4ction_ingestion.parsing.pool import ParserPool, PoolLimits
from tr4ction_ingestion.settings import WorkSettings
from tr4ction_ingestion.templates import errors
from tr4ction_ingestion.templates.storage import StagedUpload, TemplateStorage

RETRY_AFTER_SECONDS = 10

R = TypeVar("R")
T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UploadMeans:
    """What every upload of a process shares."""

    database: Database
    storage: TemplateStorage
    parser: ParserPool
    settings: WorkSettings


def make_means(settings: WorkSettings) -> UploadMeans:
    """What is in it is to be started, and stopped, by who makes it."""
    limits = PoolLimits(
        concurrency=settings.parse_concurrency,
        queue=settings.parse_queue_limit,
        seconds=settings.parse_timeout_seconds,
        memory_mb=settings.parse_memory_mb,
        tasks=settings.parse_tasks_per_worker,
    )
    storage = TemplateStorage(settings.template_storage_path, settings.templates_images_dir)
    return UploadMeans(Database(settings.database_url), storage, ParserPool(limits), settings)


class WorkbookReader:
    """Has worker processes work on workbooks."""

    def __init__(self, means: UploadMeans) -> None:
        self._parser = means.parser
        self._settings = means.settings

    def check_room(self) -> None:
        """Raises Problem where a workbook could not even wait for a worker."""
        try:
            self._parser.check_room()
        except ParserBusyError:
            raise busy() from None

    async def read(self, staged: StagedUpload) -> Parsed:
        """Reads the staged workbook. Raises Problem."""
        task = ParseTask(staged.original, staged.folder.path, staged.images.path, self._settings.engine_limits)
        return await self._done(self._parser.parse(task))

    async def run(self, function: Callable[[T], R | Refused], task: T) -> R:
        """What `function` makes of a workbook in a worker process. Raises Problem."""
        return await self._done(self._parser.run(function, task))

    async def _done(self, working: Awaitable[R | Refused]) -> R:
        try:
            outcome = await working
        except ParserBusyError:
            raise busy() from None
        except ParseLimitError:
            raise Problem(errors.WORKBOOK_TOO_COMPLEX, **self._work_allowed()) from None
        except ParseFailedError as error:
            _log.exception("a workbook could not be read")
            raise Problem(errors.PARSE_FAILED) from error
        if isinstance(outcome, Refused):
            raise errors.engine_refusal(outcome.code, {**outcome.params, **self._work_allowed()})
        return outcome

    def _work_allowed(self) -> dict[str, Any]:
        """For whom the engine gave up by itself, and for whom its process was ended."""
        return {"seconds": f"{self._settings.parse_timeout_seconds:g}", "memory_mb": self._settings.parse_memory_mb}


def busy() -> Problem:
    return Problem(
        errors.INGESTION_BUSY, headers={"Retry-After": str(RETRY_AFTER_SECONDS)}, seconds=RETRY_AFTER_SECONDS
    )
