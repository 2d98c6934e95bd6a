"""Removing what was published for a template that the database does not have."""

from __future__ import annotations

import asyncio
import logging

from tr4ction_common.database import Database
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.storage import Place, TemplateStorage

_log = logging.getLogger(__name__)


async def remove_unless_registered(database: Database, storage: TemplateStorage, place: Place) -> None:
    """Removes a template's files unless it is registered, and its pictures unless another template has them."""
    async with database.session(writes=True) as session:
        repository = TemplateRepository(session)
        await repository.lock_registry()
        if not await is_in_use(repository, place):
            await run_to_end(storage.remove, place)
        await _remove_images_unless_known(repository, storage, place.file_hash)


async def recover(database: Database, storage: TemplateStorage) -> None:
    """At start: takes back what uploads left that were under way when a process died."""
    leftovers = await asyncio.to_thread(storage.leftovers)
    for leftover in leftovers:
        if leftover.place is not None:
            await remove_unless_registered(database, storage, leftover.place)
        if leftover.pictures_of is not None:
            async with database.session(writes=True) as session:
                repository = TemplateRepository(session)
                await repository.lock_registry()
                await _remove_images_unless_known(repository, storage, leftover.pictures_of)
        await asyncio.to_thread(leftover.staged.discard)
    if leftovers:
        _log.warning("removed what %d unfinished writes had left", len(leftovers))


async def is_in_use(repository: TemplateRepository, place: Place) -> bool:
    """What the first detection of a file stored is shared by the later ones."""
    newest = await repository.find(*place.shared)
    if newest is None or place.detection_revision == 1:
        return newest is not None
    return await repository.has_detection(newest, place.detection_revision)


async def _remove_images_unless_known(repository: TemplateRepository, storage: TemplateStorage, file_hash: str) -> None:
    if not await repository.is_file_known(file_hash):
        await run_to_end(storage.remove_images, file_hash)
