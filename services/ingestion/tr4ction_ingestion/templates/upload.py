"""An upload: all of it is stored, or nothing."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.cycles import CYCLE_MALFORMED, is_cycle
from tr4ction_common.database import Database, on_rollback
from tr4ction_common.problems import Problem
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.parsing.model import (
    Parsed,
    ParseFailedError,
    ParseLimitError,
    ParserBusyError,
    ParseTask,
    Refused,
)
from tr4ction_ingestion.parsing.pool import ParserPool
from tr4ction_ingestion.settings import IngestionSettings
from tr4ction_ingestion.templates import errors, template_key
from tr4ction_ingestion.templates.models import DRAFT, TemplateDefinition
from tr4ction_ingestion.templates.reception import ReceivedFile
from tr4ction_ingestion.templates.recovery import remove_unless_registered
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.storage import Place, StagedUpload, TemplateStorage

RETRY_AFTER_SECONDS = 10

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UploadNames:
    """What the request calls the template; without `template_key` the file's name decides."""

    cycle: str
    template_key: str | None


def check_cycle(cycle: str) -> str:
    if not is_cycle(cycle):
        raise Problem(CYCLE_MALFORMED)
    return cycle


def check_names(cycle: str | None, key: str | None) -> UploadNames:
    """Raises Problem for a cycle or key that is missing or malformed."""
    if not cycle:
        raise Problem(errors.CYCLE_MISSING)
    if key is not None and not template_key.is_template_key(key):
        raise Problem(errors.TEMPLATE_KEY_MALFORMED, max_length=template_key.MAX_LENGTH)
    return UploadNames(check_cycle(cycle), key)


@dataclass(frozen=True, slots=True)
class UploadMeans:
    """What every upload of a process shares."""

    database: Database
    storage: TemplateStorage
    parser: ParserPool
    settings: IngestionSettings


class UploadService:
    def __init__(self, session: AsyncSession, means: UploadMeans) -> None:
        self._session = session
        self._repository = TemplateRepository(session)
        self._means = means

    def check_room(self) -> None:
        """Before a body is read: raises Problem where its workbook could not even wait for a worker."""
        try:
            self._means.parser.check_room()
        except ParserBusyError:
            raise _busy() from None

    async def store(
        self, names: UploadNames, received: ReceivedFile, staged: StagedUpload, user_id: str
    ) -> TemplateDefinition:
        """The template made of the received file: the one there is, or a new one, a draft of the next version."""
        if not received.size:
            raise Problem(errors.FILE_EMPTY)
        key = names.template_key or template_key.template_key(names.cycle, received.filename)
        place = Place(key, names.cycle, received.sha256)
        known = await self._repository.find(*place)
        if known is not None:
            return known
        await self._repository.end_reading()
        parsed = await self._parse(staged)
        await run_to_end(staged.finish, parsed.extension)
        return await self._register(place, received, parsed, staged, user_id)

    async def _parse(self, staged: StagedUpload) -> Parsed:
        settings = self._means.settings
        task = ParseTask(staged.original, staged.folder.path, staged.images.path, settings.engine_limits)
        try:
            outcome = await self._means.parser.parse(task)
        except ParserBusyError:
            raise _busy() from None
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
        settings = self._means.settings
        return {"seconds": f"{settings.parse_timeout_seconds:g}", "memory_mb": settings.parse_memory_mb}

    async def _register(
        self, place: Place, received: ReceivedFile, parsed: Parsed, staged: StagedUpload, user_id: str
    ) -> TemplateDefinition:
        await self._repository.lock_registry()
        known = await self._repository.find(*place)
        if known is not None:  # the same file came twice at the same time
            return known
        is_first_of_file = not await self._repository.is_file_known(place.file_hash)
        template = TemplateDefinition(
            template_key=place.template_key,
            cycle=place.cycle,
            version=await self._repository.next_version(place.template_key, place.cycle),
            status=DRAFT,
            file_hash_sha256=place.file_hash,
            original_filename=received.filename,
            file_extension=parsed.extension,
            file_size=received.size,
            stats=parsed.stats,
            validation_report=parsed.validation_report,
            assets=list(parsed.assets),
            sheets=list(parsed.sheets),
            created_at=datetime.now(UTC),
            created_by=user_id,
        )
        await self._repository.add(template, parsed.fields)
        on_rollback(self._session, partial(self._undo, place, staged))
        await run_to_end(self._means.storage.publish, staged, place, with_images=is_first_of_file)
        return template

    async def _undo(self, place: Place, staged: StagedUpload) -> None:
        try:
            await remove_unless_registered(self._means.database, self._means.storage, place)
        except Exception:
            _log.exception("what was stored of a failed upload is left to the next start")
            staged.abandon()


def _busy() -> Problem:
    return Problem(
        errors.INGESTION_BUSY, headers={"Retry-After": str(RETRY_AFTER_SECONDS)}, seconds=RETRY_AFTER_SECONDS
    )
