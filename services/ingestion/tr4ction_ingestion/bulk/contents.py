"""What is to become of each file of an archive: rules on its directory, before anything is unpacked."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tr4ction_common.problems import ProblemType
from tr4ction_ingestion.bulk import errors
from tr4ction_ingestion.bulk.directory import Entry
from tr4ction_ingestion.bulk.models import FileState
from tr4ction_ingestion.templates.filenames import clean_filename
from tr4ction_ingestion.templates.template_key import template_key

MAX_NAME = 500

# The old formats too: the refusal of their content says how to save them.
_WORKBOOK = re.compile(r".*\.(?:xls|xlsx|xlsm|xlsb|xltx|xltm)", re.IGNORECASE | re.DOTALL)
_DRIVE = re.compile(r"[A-Za-z]:")
_NOISE = frozenset({"thumbs.db", "desktop.ini"})
_RESOURCE_FORKS = "__MACOSX"  # what macOS keeps beside each file
_LOCK = "~$"  # what Excel leaves beside a workbook that is open
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others need memory that the file itself chooses


@dataclass(frozen=True, slots=True)
class Judged:
    """A file of the report: `waiting`, `refused` or `skipped`."""

    position: int
    name: str
    size: int
    state: FileState
    code: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


def is_noise(name: str) -> bool:
    """Whether a file is one that programs leave behind, and nobody meant to send."""
    *folders, last = _segments(name)
    return _RESOURCE_FORKS in folders or last.startswith((_LOCK, ".")) or last.lower() in _NOISE


def is_workbook(name: str) -> bool:
    return _WORKBOOK.fullmatch(name) is not None


def is_safe(name: str) -> bool:
    """Whether a name stays below the folder that an archive would be unpacked in."""
    segments = _segments(name)
    return "\0" not in name and segments[0] != "" and not _DRIVE.match(segments[0]) and ".." not in segments


def shown_name(name: str) -> str:
    """A name with its folders for people and databases, at most 500 characters of its end."""
    return "/".join(clean_filename(segment) for segment in _segments(name))[-MAX_NAME:]


def judged(entries: Iterable[Entry], cycle: str, max_bytes: int) -> list[Judged]:
    """Every file but noise, in the order of the archive. `max_bytes` is the limit of one workbook.

    Two files that would make the same template are only let through where they are the same: which one is the next
    version of the other is not to be guessed.
    """
    taken: dict[str, Entry] = {}
    found = []
    for entry in entries:
        if is_noise(entry.name):
            continue
        problem = _refusal(entry, max_bytes)
        params: dict[str, Any] = {}
        if problem is errors.FILE_EXPANDS:
            params = {"limit_mb": max_bytes // (1024 * 1024)}
        elif problem is None:
            first = taken.setdefault(template_key(cycle, clean_filename(entry.name)), entry)
            if (first.crc, first.size) != (entry.crc, entry.size):
                problem, params = errors.FILE_NAME_TAKEN, {"other": shown_name(first.name)}
        found.append(_judged(entry, problem, params))
    return found


def _judged(entry: Entry, problem: ProblemType | None, params: dict[str, Any]) -> Judged:
    name = shown_name(entry.name)
    if problem is None:
        return Judged(entry.position, name, entry.size, "waiting")
    state: FileState = "skipped" if problem is errors.FILE_NO_WORKBOOK else "refused"
    return Judged(entry.position, name, entry.size, state, problem.code, params)


def _refusal(entry: Entry, max_bytes: int) -> ProblemType | None:
    if not is_safe(entry.name):
        return errors.FILE_NAME_UNSAFE
    if not is_workbook(entry.name):
        return errors.FILE_NO_WORKBOOK
    if entry.is_encrypted:
        return errors.FILE_ENCRYPTED
    if entry.size > max_bytes:
        return errors.FILE_EXPANDS
    return errors.FILE_UNREADABLE if entry.method not in _METHODS else None


def _segments(name: str) -> list[str]:
    """Of a path of any system: some programs write Windows' separator although the format forbids it."""
    return re.split(r"[/\\]", name)
