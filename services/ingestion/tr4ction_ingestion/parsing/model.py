"""What goes to a worker process, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SNAPSHOT = "snapshot.json.gz"
GUIDANCE = "guidance.json"


@dataclass(frozen=True, slots=True)
class ParseTask:
    """Read `original`; write the snapshot and the guidance into `folder`, each picture into `images`.

    `limits` are those of the engine's `Limits` that differ from what it can do in a worker's memory.
    """

    original: Path
    folder: Path
    images: Path
    limits: Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the engine found.

    `extension` is `xlsx`, `xlsm`, `xltx` or `xltm`, by content. `fields` are the engine's fields as dictionaries in
    order of `order_index`; `assets` name the files written to `images`: `{"name", "content_type", "size"}`; `sheets`
    are the workbook's in order: `{"name", "state"}`.
    """

    extension: str
    stats: dict[str, int]
    validation_report: dict[str, Any]
    fields: Sequence[dict[str, Any]]
    assets: Sequence[dict[str, Any]]
    sheets: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Refused:
    """The engine's error: its code, and what its text speaks of."""

    code: str
    params: Mapping[str, str | int]


class ParserBusyError(Exception):
    """Too many workbooks are waiting already."""


class ParseLimitError(Exception):
    """Reading took more time or memory than a worker may use."""


class ParseFailedError(Exception):
    """The worker crashed, or the engine raised what it should not."""
