"""Where archives wait until their jobs have ended: each in a folder of its own, below BULK_STORAGE_PATH."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tr4ction_common.blobs import BlobFolders, StagedFolder

_NAME = "archive.zip"


@dataclass(frozen=True, slots=True)
class StagedArchive:
    """An archive while it is decided whether it is kept. Whoever staged it discards it."""

    folder: StagedFolder

    @property
    def path(self) -> Path:
        return self.folder.path / _NAME

    def discard(self) -> None:
        self.folder.discard()


class Leftover(NamedTuple):
    """An archive that was being received, and what it was about to be called, or was."""

    staged: StagedFolder
    archive_id: str | None


class ArchiveStorage:
    """Every method blocks."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders = BlobFolders(root)

    def prepare(self) -> None:
        self._folders.prepare()

    def check_writable(self) -> None:
        self._folders.check_writable()

    def stage(self) -> StagedArchive:
        return StagedArchive(self._folders.stage())

    def publish(self, staged: StagedArchive) -> str:
        """Keeps the archive. Returns what it is called here, which no other ever is."""
        archive_id = uuid.uuid4().hex
        staged.folder.sync()
        self._folders.publish(staged.folder, (archive_id,))
        return archive_id

    def path(self, archive_id: str) -> Path:
        return self._root / archive_id / _NAME

    def remove(self, archive_id: str) -> None:
        self._folders.remove((archive_id,))

    def leftovers(self) -> list[Leftover]:
        """What processes that died left behind. Each is locked until it is discarded."""
        return [
            Leftover(staged, key[0] if (key := staged.destination) else None) for staged in self._folders.abandoned()
        ]
