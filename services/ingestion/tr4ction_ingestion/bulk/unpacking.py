"""One file at a time out of an archive, never under a name that the archive has in it."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from tr4ction_common.problems import Problem
from tr4ction_ingestion.bulk import errors
from tr4ction_ingestion.bulk.directory import BROKEN
from tr4ction_ingestion.templates.filenames import clean_filename
from tr4ction_ingestion.templates.reception import ReceivedFile

_CHUNK_BYTES = 1024 * 1024


def extract(archive: Path, position: int, name: str, target: Path, max_bytes: int) -> ReceivedFile:
    """Writes one file of an archive to `target`, as if it had been uploaded under `name`.

    Blocks. Raises Problem where the file cannot be had; FileNotFoundError where the archive is gone.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with (
            zipfile.ZipFile(archive) as opened,
            opened.open(opened.infolist()[position]) as source,
            target.open("wb") as output,
        ):
            while chunk := source.read(_CHUNK_BYTES):
                size += len(chunk)
                if size > max_bytes:
                    raise Problem(errors.FILE_EXPANDS, limit_mb=max_bytes // (1024 * 1024))
                digest.update(chunk)
                output.write(chunk)
    except (*BROKEN, IndexError):
        raise Problem(errors.FILE_UNREADABLE) from None
    return ReceivedFile(clean_filename(name), size, digest.hexdigest())
