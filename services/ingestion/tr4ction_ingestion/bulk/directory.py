"""The directory of an archive, read in a worker process: here nothing is imported that reading does not need."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from tr4ction_ingestion.parsing.model import Refused
from tr4ction_ingestion.parsing.worker import OUT_OF_MEMORY_STATUS

UNSUPPORTED, TOO_LARGE = "unsupported_archive_type", "archive_too_large"

# What `zipfile` raises at archives that are none, are damaged, encrypted or of a kind that it does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error)

_UTF8, _ENCRYPTED = 0x800, 0x1  # APPNOTE 4.4.4
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9
# Of names that do not say: what macOS writes is UTF-8; what Windows writes, the code page of its consoles in
# Portuguese, in which every byte is a character.
_GUESSED_ENCODINGS = ("utf-8", "cp850")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as the archive's directory has it; folders are none. `size` is what it says of itself, unpacked."""

    position: int
    name: str
    size: int
    crc: int
    method: int
    is_encrypted: bool


@dataclass(frozen=True, slots=True)
class DirectoryTask:
    """Read the directory of `archive`, which may hold `max_files`."""

    archive: Path
    max_files: int


def read_directory(task: DirectoryTask) -> list[Entry] | Refused:
    """The files of an archive. Runs in a worker: how long a directory is, and what it costs, its author decides."""
    try:
        with zipfile.ZipFile(task.archive) as archive:
            infos = archive.infolist()
    except MemoryError:
        os._exit(OUT_OF_MEMORY_STATUS)
    except (*BROKEN, OSError):
        return Refused(UNSUPPORTED, {})
    if len(infos) > task.max_files:
        return Refused(TOO_LARGE, {"limit": "files", "allowed": task.max_files})
    return [_entry(position, info) for position, info in enumerate(infos) if not info.is_dir()]


def _entry(position: int, info: zipfile.ZipInfo) -> Entry:
    return Entry(
        position=position,
        name=entry_name(info),
        size=info.file_size,
        crc=info.CRC,
        method=info.compress_type,
        is_encrypted=bool(info.flag_bits & _ENCRYPTED),
    )


def entry_name(info: zipfile.ZipInfo) -> str:
    """The name as its author saw it."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")  # as which `zipfile` reads every other name, byte by byte
    told = _unicode_path(info.extra, raw)
    if told is not None:
        return told
    for encoding in _GUESSED_ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.orig_filename


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in the extra field that Info-ZIP and WinRAR write, where it belongs to the name that stands there."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        data, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(data) > 5 and struct.unpack_from("<L", data, 1)[0] == zlib.crc32(raw):
            return data[5:].decode("utf-8", "replace")
    return None
