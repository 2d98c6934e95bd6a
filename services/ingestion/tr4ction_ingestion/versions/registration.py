"""A version enters the registry, with what it takes over from the one before."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.database import Database, on_rollback
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.parsing.model import Parsed
from tr4ction_ingestion.templates.models import DRAFT, TemplateDefinition
from tr4ction_ingestion.templates.recovery import remove_unless_registered
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.storage import Place, StagedUpload, TemplateStorage
from tr4ction_ingestion.versions.inheritance import first_version, inherit
from tr4ction_ingestion.versions.model import Before, Found, Inheritance
from tr4ction_ingestion.versions.repository import VersionRepository

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a version comes from: the file's name and size in bytes, and who brought it."""

    filename: str
    size: int
    user_id: str


class Registration:
    def __init__(self, session: AsyncSession, database: Database, storage: TemplateStorage) -> None:
        self._session = session
        self._repository = TemplateRepository(session)
        self._versions = VersionRepository(session)
        self._database = database
        self._storage = storage

    async def before(self, template: TemplateDefinition | None) -> Before | None:
        """What a version after `template` can take over."""
        return None if template is None else await self._versions.before(template)

    async def inherit(self, before: Before | None, parsed: Parsed, file_hash: str) -> Inheritance:
        found = Found(
            parsed.fields, parsed.sheets, before is not None and before.template.file_hash_sha256 == file_hash
        )
        return first_version(found) if before is None else await asyncio.to_thread(inherit, before, found)

    async def add(
        self, place: Place, source: Source, parsed: Parsed, inheritance: Inheritance, staged: StagedUpload
    ) -> TemplateDefinition:
        """Stores a draft of the next version. Only for who holds the registry's lock."""
        newest = await self._repository.newest(place.template_key, place.cycle)
        is_first_of_file = not await self._repository.is_file_known(place.file_hash)
        template = TemplateDefinition(
            template_key=place.template_key,
            cycle=place.cycle,
            version=newest.version + 1 if newest else 1,
            status=DRAFT,
            file_hash_sha256=place.file_hash,
            detection_revision=place.detection_revision,
            original_filename=source.filename,
            file_extension=parsed.extension,
            file_size=source.size,
            stats=parsed.stats,
            validation_report=parsed.validation_report,
            assets=list(parsed.assets),
            sheets=list(parsed.sheets),
            carried=inheritance.carried,
            created_at=datetime.now(UTC),
            created_by=source.user_id,
        )
        await self._repository.add(template, inheritance.fields)
        await self._versions.add_corrections(template.id, inheritance.corrections)
        on_rollback(self._session, partial(self._undo, place, staged))
        await run_to_end(self._storage.publish, staged, place, with_images=is_first_of_file)
        return template

    async def _undo(self, place: Place, staged: StagedUpload) -> None:
        try:
            await remove_unless_registered(self._database, self._storage, place)
        except Exception:
            _log.exception("what was stored of a failed upload is left to the next start")
            staged.abandon()
