"""What goes to a worker process to draw a sheet, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tr4ction_common.languages import Language


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as detection and corrections leave it: as much of it as is shown."""

    field_id: str
    sheet_name: str
    cell_range: str
    label: str
    inferred_type: str
    options: Sequence[str]
    required: bool
    help: str | None
    order_index: int


@dataclass(frozen=True, slots=True)
class DrawTask:
    """Draw the sheet at `index` (from 0) of `original` with its `fields`, in `language`.

    `limits` are those of the engine's `Limits` that differ from what it can do in a worker's memory.
    """

    original: Path
    index: int
    fields: Sequence[ShownField]
    language: Language
    limits: Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class SheetPage:
    """An HTML document in UTF-8, and the Content-Security-Policy under which it shows all of itself."""

    document: bytes
    policy: str
