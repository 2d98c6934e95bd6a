"""Where a template's files are: original, snapshot and guidance in one folder, pictures in another.

`<TEMPLATE_STORAGE_PATH>/<template_key>/<cycle>/<sha256>/` and `<TEMPLATES_IMAGES_DIR>/<sha256>/`; the pictures belong
to the file, whatever templates were made of it. Every method blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tr4ction_common.blobs import BlobFolders, StagedFolder, StoredFile
from tr4ction_ingestion.parsing.model import GUIDANCE, SNAPSHOT

_ORIGINAL = "original"


class Place(NamedTuple):
    """What tells one template from every other."""

    template_key: str
    cycle: str
    file_hash: str


class StagedUpload:
    """The files of an upload while it is decided whether they are kept."""

    def __init__(self, folder: StagedFolder, images: StagedFolder) -> None:
        self.folder = folder
        self.images = images
        self.original: Path = folder.path / _ORIGINAL

    def finish(self, extension: str) -> None:
        """Gives the original its extension and makes all files survive a power cut."""
        self.original = self.original.rename(self.original.with_suffix(f".{extension}"))
        self.folder.sync()
        self.images.sync()

    def discard(self) -> None:
        self.folder.discard()
        self.images.discard()

    def abandon(self) -> None:
        self.folder.abandon()
        self.images.abandon()


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a process that died was about to publish, or had published: a template's files, or a file's pictures."""

    staged: StagedFolder
    place: Place | None = None
    pictures_of: str | None = None


class TemplateStorage:
    def __init__(self, storage: Path, images: Path) -> None:
        self._files = BlobFolders(storage)
        self._images = BlobFolders(images)

    def prepare(self) -> None:
        self._files.prepare()
        self._images.prepare()

    def check_writable(self) -> None:
        self._files.check_writable()
        self._images.check_writable()

    def stage(self) -> StagedUpload:
        folder = self._files.stage()
        try:
            return StagedUpload(folder, self._images.stage())
        except OSError:
            folder.discard()
            raise

    def publish(self, staged: StagedUpload, place: Place, *, with_images: bool) -> None:
        """Puts the files where they belong. Only for who holds the registry's lock."""
        if with_images and any(staged.images.path.iterdir()):
            self._images.publish(staged.images, (place.file_hash,))
        self._files.publish(staged.folder, place)

    def remove(self, place: Place) -> None:
        """Only for who holds the registry's lock; so is `remove_images`."""
        self._files.remove(place)

    def remove_images(self, file_hash: str) -> None:
        self._images.remove((file_hash,))

    def leftovers(self) -> list[Leftover]:
        """What processes that died left behind. Each is locked until it is discarded or abandoned."""
        found = []
        for staged in self._files.abandoned():
            key = staged.destination
            found.append(Leftover(staged, place=Place(*key) if key else None))
        for staged in self._images.abandoned():
            key = staged.destination
            found.append(Leftover(staged, pictures_of=key[0] if key else None))
        return found

    def open_original(self, place: Place, extension: str) -> StoredFile:
        return self._files.open(place, f"{_ORIGINAL}.{extension}")

    def open_snapshot(self, place: Place) -> StoredFile:
        """Gzip-compressed JSON."""
        return self._files.open(place, SNAPSHOT)

    def read_guidance(self, place: Place) -> bytes:
        """JSON: `[{"sheet_name", "text"}]`."""
        stored = self._files.open(place, GUIDANCE)
        with stored.stream:
            return stored.stream.read()

    def open_asset(self, file_hash: str, name: str) -> StoredFile:
        return self._images.open((file_hash,), name)
