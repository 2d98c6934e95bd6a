"""Detection again, with today's rules, in bytes that are stored already."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.problems import Problem
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.templates.errors import STORED_FILE_DAMAGED, STORED_FILE_MISSING, TEMPLATE_NOT_FOUND
from tr4ction_ingestion.templates.integrity import DamagedFileError
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.templates.reading import UploadMeans, WorkbookReader
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.storage import Place, StagedUpload
from tr4ction_ingestion.versions.registration import Registration, Source
from tr4ction_ingestion.versions.repository import VersionRepository


class RedetectionService:
    def __init__(self, session: AsyncSession, means: UploadMeans) -> None:
        self._templates = TemplateRepository(session)
        self._versions = VersionRepository(session)
        self._registration = Registration(session, means.database, means.storage)
        self._reader = WorkbookReader(means)
        self._storage = means.storage

    def check_room(self) -> None:
        """Raises Problem where the workbook could not even wait for a worker."""
        self._reader.check_room()

    async def redetect(self, template: TemplateDefinition, staged: StagedUpload, user_id: str) -> TemplateDefinition:
        """A draft of the next version, made of the template's bytes; it takes over what the template has.

        Raises Problem where the stored file is gone or damaged, or cannot be read within today's limits.
        """
        before = await self._registration.before(template)
        await self._templates.end_reading()
        place = Place.of(template)
        try:
            await run_to_end(self._storage.copy_original, place, template.file_extension, staged)
        except FileNotFoundError as error:
            raise Problem(STORED_FILE_MISSING) from error
        except DamagedFileError as error:
            raise Problem(STORED_FILE_DAMAGED) from error
        parsed = await self._reader.read(staged)
        await run_to_end(staged.finish_detection)
        # As with uploads, comparing is done before anybody has to wait, and again where things changed meanwhile.
        inheritance = await self._registration.inherit(before, parsed, place.file_hash)
        await self._templates.lock_registry()
        found = await self._templates.get(template.id)
        if found is None:
            raise Problem(TEMPLATE_NOT_FOUND)
        now = await self._registration.before(found)
        if (now and now.state) != (before and before.state):
            inheritance = await self._registration.inherit(now, parsed, place.file_hash)
        source = Source(template.original_filename, template.file_size, user_id)
        place = place._replace(detection_revision=await self._versions.next_detection(template))
        return await self._registration.add(place, source, parsed, inheritance, staged)
