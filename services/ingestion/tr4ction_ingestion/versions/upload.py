"""An upload: all of it is stored, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.problems import Problem
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.parsing.model import Parsed
from tr4ction_ingestion.templates import errors, template_key
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.templates.reading import UploadMeans, WorkbookReader
from tr4ction_ingestion.templates.reception import ReceivedFile
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.service import check_cycle
from tr4ction_ingestion.templates.storage import Place, StagedUpload
from tr4ction_ingestion.versions.model import Before
from tr4ction_ingestion.versions.registration import Registration, Source


@dataclass(frozen=True, slots=True)
class UploadNames:
    """What the request calls the template; without `template_key` the file's name decides."""

    cycle: str
    template_key: str | None


def check_names(cycle: str | None, key: str | None) -> UploadNames:
    """Raises Problem for a cycle or key that is missing or malformed."""
    if not cycle:
        raise Problem(errors.CYCLE_MISSING)
    if key is not None and not template_key.is_template_key(key):
        raise Problem(errors.TEMPLATE_KEY_MALFORMED, max_length=template_key.MAX_LENGTH)
    return UploadNames(check_cycle(cycle), key)


class UploadService:
    def __init__(self, session: AsyncSession, means: UploadMeans) -> None:
        self._repository = TemplateRepository(session)
        self._registration = Registration(session, means.database, means.storage)
        self._reader = WorkbookReader(means)

    def check_room(self) -> None:
        """Before a body is read: raises Problem where its workbook could not even wait for a worker."""
        self._reader.check_room()

    async def store(
        self, names: UploadNames, received: ReceivedFile, staged: StagedUpload, user_id: str
    ) -> TemplateDefinition:
        """The template made of the received file: the one there is, or a new one, a draft of the next version."""
        if not received.size:
            raise Problem(errors.FILE_EMPTY)
        key = names.template_key or template_key.template_key(names.cycle, received.filename)
        place = Place(key, names.cycle, received.sha256)
        known = await self._repository.find(*place.shared)
        if known is not None:
            return known
        before = await self._before(place)
        await self._repository.end_reading()
        parsed = await self._reader.read(staged)
        await run_to_end(staged.finish, parsed.extension)
        source = Source(received.filename, received.size, user_id)
        return await self._register(place, source, parsed, staged, before)

    async def _before(self, place: Place) -> Before | None:
        return await self._registration.before(await self._repository.newest(place.template_key, place.cycle))

    async def _register(
        self, place: Place, source: Source, parsed: Parsed, staged: StagedUpload, before: Before | None
    ) -> TemplateDefinition:
        # Comparing takes time: it is done before anybody has to wait, and again where things changed meanwhile.
        inheritance = await self._registration.inherit(before, parsed, place.file_hash)
        await self._repository.lock_registry()
        known = await self._repository.find(*place.shared)
        if known is not None:  # the same file came twice at the same time
            return known
        now = await self._before(place)
        if (now and now.state) != (before and before.state):
            inheritance = await self._registration.inherit(now, parsed, place.file_hash)
        return await self._registration.add(place, source, parsed, inheritance, staged)
