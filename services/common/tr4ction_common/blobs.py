"""Folders of files on disk, each published whole or not at all.

A folder is written under `.incoming/<random>/`, synced, and then renamed to the place its key names. Before the rename
a note of that place is left beside it, so that after a crash `abandoned` tells exactly which places may hold something
that nobody accounts for; nothing else is ever suspected, whatever database the service was pointed at.

Every method blocks: call it off the event loop. Whoever publishes or removes must hold a lock that excludes others who
do (a database transaction that writes).
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

INCOMING = ".incoming"
_CONTENT, _NOTE, _REPLACED, _GOING = "content", "destination.json", "replaced", ".going"
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")

Key = tuple[str, ...]


def is_safe_name(name: str) -> bool:
    """Whether `name` can be a file or folder here: ASCII, no separator, no leading dot, at most 128 characters."""
    return _SEGMENT.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An open file of a published folder and its size in bytes. The reader closes it."""

    stream: BinaryIO
    size: int


class StagedFolder:
    """A folder being written. Files go into `path`; `discard` ends it, published or not."""

    def __init__(self, work: Path, lock: int) -> None:
        self._work = work
        self._lock: int | None = lock
        self.path = work / _CONTENT
        self._note = work / _NOTE
        self.replaced = work / _REPLACED

    @property
    def destination(self) -> Key | None:
        """Where it was about to be published, or has been."""
        try:
            return tuple(json.loads(self._note.read_text("utf-8")))
        except (FileNotFoundError, ValueError):  # ValueError: the crash came while the note was written
            return None

    def note(self, destination: Key) -> None:
        with self._note.open("w", encoding="utf-8") as file:
            json.dump(destination, file)
            file.flush()
            os.fsync(file.fileno())
        _sync(self._work)

    def sync(self) -> None:
        """Makes what was written survive a power cut. Raises OSError where the disk is full."""
        for path in self.path.iterdir():
            _sync(path)
        _sync(self.path)

    def discard(self) -> None:
        """Removes what is left of it. A process that still writes into it finds the folder gone."""
        if self._lock is None:
            return
        going = self._work.with_suffix(_GOING)
        with contextlib.suppress(FileNotFoundError):
            self._work.rename(going)
        shutil.rmtree(going, ignore_errors=True)
        self.abandon()

    def abandon(self) -> None:
        """Leaves it as it is, for `BlobFolders.abandoned` to find."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class BlobFolders:
    """Folders below `root`, named by keys of safe segments such as `("q1_template", "Q1", "<sha256>")`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / INCOMING

    def prepare(self) -> None:
        """Makes the folders this needs. Raises OSError where it may not."""
        self._incoming.mkdir(parents=True, exist_ok=True)

    def check_writable(self) -> None:
        """Raises OSError where nothing can be created."""
        with tempfile.TemporaryFile(dir=self._incoming):
            pass

    def stage(self) -> StagedFolder:
        """A new empty folder, locked as long as this process lives."""
        while True:
            work = self._incoming / uuid.uuid4().hex
            work.mkdir()
            lock = _try_lock(work)
            if lock is not None:
                break  # else another process, sweeping, was quicker
        staged = StagedFolder(work, lock)
        try:
            staged.path.mkdir()
        except OSError:
            staged.discard()
            raise
        return staged

    def publish(self, staged: StagedFolder, key: Key) -> None:
        """Moves a synced folder to its place at once, instead of what may be there."""
        target = self._path(key)
        staged.note(key)
        self._make_parents(target)
        if target.exists():
            target.rename(staged.replaced)
        staged.path.rename(target)
        _sync(target.parent)

    def open(self, key: Key, name: str) -> StoredFile:
        """Raises FileNotFoundError where there is no such file, ValueError for an unsafe name."""
        if not is_safe_name(name):
            raise ValueError(f"unsafe name: {name!r}")
        stream = (self._path(key) / name).open("rb")
        return StoredFile(stream, os.fstat(stream.fileno()).st_size)

    def remove(self, key: Key) -> None:
        """Removes the folder at once, and the folders above it that it leaves empty. Nothing where there is none."""
        target = self._path(key)
        going = self._incoming / f"{uuid.uuid4().hex}{_GOING}"
        with contextlib.suppress(FileNotFoundError):
            target.rename(going)
        shutil.rmtree(going, ignore_errors=True)
        for parent in target.parents:
            if parent == self._root:
                break
            try:
                parent.rmdir()
            except OSError:
                break  # not empty, or never made

    def abandoned(self) -> Iterator[StagedFolder]:
        """Folders in writing whose process died. The caller looks at `destination`, then discards each."""
        for work in sorted(self._incoming.iterdir()):
            if work.suffix == _GOING:
                shutil.rmtree(work, ignore_errors=True)
                continue
            lock = _try_lock(work)
            if lock is not None:
                yield StagedFolder(work, lock)

    def _path(self, key: Key) -> Path:
        if not key or not all(is_safe_name(segment) for segment in key):
            raise ValueError(f"unsafe key: {key!r}")
        return self._root.joinpath(*key)

    def _make_parents(self, target: Path) -> None:
        missing = [parent for parent in target.parents if not parent.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        for parent in missing:
            _sync(parent.parent)


def _try_lock(work: Path) -> int | None:
    """A lock on the folder that the kernel lets go when this process ends; None where another has it or it is gone."""
    try:
        descriptor = os.open(work, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if work.exists():
            return descriptor
    except BlockingIOError:
        pass
    os.close(descriptor)
    return None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
