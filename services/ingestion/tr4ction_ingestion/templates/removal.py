"""What becomes of a template's files when it is deleted: they go after its rows, and not before that is certain."""

from __future__ import annotations

import logging

from tr4ction_common.database import Database
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.templates.recovery import remove_unless_registered
from tr4ction_ingestion.templates.storage import Place, StagedUpload, TemplateStorage

_log = logging.getLogger(__name__)


class Removal:
    """Made before a transaction that deletes a template, ended after it.

    A crash in between leaves a note that the next start follows, as with an upload that did not come to its end.
    """

    def __init__(self, database: Database, storage: TemplateStorage) -> None:
        self._database = database
        self._storage = storage
        self._place: Place | None = None
        self._note: StagedUpload | None = None

    async def announce(self, place: Place) -> None:
        """That the files at `place` go if the transaction commits. Others may still refer to some: those stay."""
        self._note = await run_to_end(self._storage.stage)
        await run_to_end(self._storage.note_removal, self._note, place)
        self._place = place

    async def end(self) -> None:
        """After the transaction, whatever became of it."""
        if self._note is None:
            return
        try:
            if self._place is not None:
                await remove_unless_registered(self._database, self._storage, self._place)
        except Exception:
            _log.exception("the files of a deleted template are left to the next start")
            self._note.abandon()
        else:
            await run_to_end(self._note.discard)
