"""Whether stored files are still what was stored.

A workbook's hash is in the database. What was made of it is hashed when it is stored, in a file `.SHA256SUMS` beside
it, as `sha256sum --check` reads it. Whoever opens a file is told when it is another one.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from tr4ction_common.blobs import StoredFile

SUMS = ".SHA256SUMS"  # no picture can have that name: it begins with a dot
_CHUNK_BYTES = 1024 * 1024
_REMEMBERED = 4096


class DamagedFileError(Exception):
    """A stored file no longer has the bytes that were stored."""


def digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return _digest_of(stream)


def write_sums(folder: Path) -> None:
    """Notes the hashes of the folder's files."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != SUMS)
    if files:
        (folder / SUMS).write_text("".join(f"{digest_of(path)}  {path.name}\n" for path in files), "utf-8")


def read_sums(folder: Path) -> dict[str, str]:
    """Hashes by name of file; none where nothing was noted. Lines that are no sums are passed over."""
    try:
        lines = (folder / SUMS).read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}


class Verifier:
    """Verifies files as they are opened. Each is read once, and again when its size, time or inode is another.

    What changes a file and keeps all three is not noticed by a running process; `manage check` reads everything.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[object, ...]] = {}

    def verified(self, stored: StoredFile, digest: str) -> StoredFile:
        """The same file, at its beginning. Raises DamagedFileError, and closes it, where its hash is not `digest`."""
        path, status = stored.stream.name, os.fstat(stored.stream.fileno())
        mark = (digest, status.st_ino, status.st_size, status.st_mtime_ns)
        if self._known.get(path) != mark:
            found = _digest_of(stored.stream)
            if found != digest:
                stored.stream.close()
                raise DamagedFileError(path)
            stored.stream.seek(0)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[path] = mark
        return stored


def _digest_of(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()
