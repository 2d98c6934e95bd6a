"""Where a template's files are: original, snapshot and guidance in one folder, pictures in another.

`<TEMPLATE_STORAGE_PATH>/<template_key>/<cycle>/<sha256>/` and `<TEMPLATES_IMAGES_DIR>/<sha256>/`; the pictures belong
to the file, whatever templates were made of it. Versions of the same bytes share the folder; what a later detection
wrote is in `detection-<n>/` below it. Files are verified as they are opened (`integrity`): what opens one raises
FileNotFoundError or DamagedFileError. Every method blocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tr4ction_common.blobs import BlobFolders, StagedFolder, StoredFile
from tr4ction_ingestion.parsing.model import GUIDANCE, SNAPSHOT
from tr4ction_ingestion.templates.integrity import DamagedFileError, Verifier, read_sums, write_sums
from tr4ction_ingestion.templates.models import TemplateDefinition

_ORIGINAL = "original"
DETECTION = "detection-"
_CHUNK_BYTES = 1024 * 1024


class Place(NamedTuple):
    """What tells one template from every other."""

    template_key: str
    cycle: str
    file_hash: str
    detection_revision: int = 1

    @classmethod
    def of_folder(cls, folder: Sequence[str]) -> Place:
        template_key, cycle, file_hash, *detection = folder
        revision = int(detection[0].removeprefix(DETECTION)) if detection else 1
        return cls(template_key, cycle, file_hash, revision)

    @classmethod
    def of(cls, template: TemplateDefinition) -> Place:
        return cls(template.template_key, template.cycle, template.file_hash_sha256, template.detection_revision)

    @property
    def shared(self) -> tuple[str, ...]:
        """The folder of what belongs to the bytes."""
        return (self.template_key, self.cycle, self.file_hash)

    @property
    def folder(self) -> tuple[str, ...]:
        """The folder of what belongs to the detection."""
        if self.detection_revision == 1:
            return self.shared
        return (*self.shared, f"{DETECTION}{self.detection_revision}")


class StagedUpload:
    """The files of an upload while it is decided whether they are kept."""

    def __init__(self, folder: StagedFolder, images: StagedFolder) -> None:
        self.folder = folder
        self.images = images
        self.original: Path = folder.path / _ORIGINAL

    def finish(self, extension: str) -> None:
        """Gives the original its extension, notes hashes, and makes all files survive a power cut."""
        self.original = self.original.rename(self.original.with_suffix(f".{extension}"))
        write_sums(self.folder.path)
        write_sums(self.images.path)
        self.folder.sync()
        self.images.sync()

    def finish_detection(self) -> None:
        """Keeps only what a detection of known bytes adds to what is stored of them."""
        self.original.unlink()
        (self.folder.path / SNAPSHOT).unlink()
        write_sums(self.folder.path)
        self.folder.sync()

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
        self.roots = (storage, images)
        self._files = BlobFolders(storage)
        self._images = BlobFolders(images)
        self._verifier = Verifier()

    def prepare(self) -> None:
        self._files.prepare()
        self._images.prepare()

    def check_writable(self) -> None:
        self._files.check_writable()
        self._images.check_writable()

    def scratch(self) -> StagedFolder:
        """A folder for what is made for one request, gone when it is discarded, or swept after a crash."""
        return self._files.stage()

    def original_path(self, place: Place, extension: str) -> Path:
        """Where the original is."""
        stored = self.open_original(place, extension)
        with stored.stream:
            return Path(stored.stream.name)

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
        self._files.publish(staged.folder, place.folder)

    def folder_of(self, place: Place) -> Path:
        """Where the files of a template are, whether there are any or not."""
        return self.roots[0].joinpath(*place.folder)

    def pictures_of(self, file_hash: str) -> Path:
        return self.roots[1] / file_hash

    def note_removal(self, staged: StagedUpload, place: Place) -> None:
        """Notes, for `leftovers` after a crash, what is about to be removed."""
        staged.folder.note(place.folder)
        staged.images.note((place.file_hash,))

    def copy_original(self, place: Place, extension: str, staged: StagedUpload) -> None:
        """Puts the stored workbook where an upload would be."""
        stored = self._files.open(place.shared, original_name(extension))
        digest = hashlib.sha256()
        with stored.stream, staged.original.open("wb") as target:
            while chunk := stored.stream.read(_CHUNK_BYTES):
                digest.update(chunk)
                target.write(chunk)
        if digest.hexdigest() != place.file_hash:
            raise DamagedFileError

    def remove(self, place: Place) -> None:
        """Only for who holds the registry's lock; so is `remove_images`."""
        self._files.remove(place.folder)

    def remove_images(self, file_hash: str) -> None:
        self._images.remove((file_hash,))

    def leftovers(self) -> list[Leftover]:
        """What processes that died left behind. Each is locked until it is discarded or abandoned."""
        found = []
        for staged in self._files.abandoned():
            key = staged.destination
            found.append(Leftover(staged, place=Place.of_folder(key) if key else None))
        for staged in self._images.abandoned():
            key = staged.destination
            found.append(Leftover(staged, pictures_of=key[0] if key else None))
        return found

    def open_original(self, place: Place, extension: str) -> StoredFile:
        return self._verifier.verified(self._files.open(place.shared, original_name(extension)), place.file_hash)

    def open_snapshot(self, place: Place) -> StoredFile:
        """Gzip-compressed JSON."""
        return self._noted(self._files, place.shared, SNAPSHOT)

    def read_guidance(self, place: Place) -> bytes:
        """JSON: `[{"sheet_name", "text"}]`."""
        stored = self._noted(self._files, place.folder, GUIDANCE)
        with stored.stream:
            return stored.stream.read()

    def open_asset(self, file_hash: str, name: str) -> StoredFile:
        return self._noted(self._images, (file_hash,), name)

    def _noted(self, folders: BlobFolders, key: tuple[str, ...], name: str) -> StoredFile:
        """What was stored before hashes were noted is taken as it is."""
        stored = folders.open(key, name)
        digest = read_sums(Path(stored.stream.name).parent).get(name)
        return stored if digest is None else self._verifier.verified(stored, digest)


def original_name(extension: str) -> str:
    return f"{_ORIGINAL}.{extension}"
