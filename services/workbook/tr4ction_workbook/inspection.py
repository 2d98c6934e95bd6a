"""The engine's main job in one call: a workbook in, its snapshot, report, fields and guidance out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tr4ction_workbook.fields import Detection, FillableField, Guidance, detect_fields
from tr4ction_workbook.ooxml import Limits, Workbook, read_workbook
from tr4ction_workbook.snapshot import Asset, build_snapshot, collect_assets, encode_snapshot, validate_workbook


@dataclass(frozen=True)
class Inspection:
    """All that is known of one workbook. `file_hash_sha256` is the hex digest of its bytes."""

    workbook: Workbook
    file_hash_sha256: str
    detection: Detection

    @property
    def fields(self) -> Sequence[FillableField]:
        return self.detection.fields

    @property
    def guidance(self) -> Sequence[Guidance]:
        return self.detection.guidance

    @cached_property
    def stats(self) -> dict[str, int]:
        """`num_sheets num_cells num_fields num_merged num_images num_validations num_tables`."""
        return {**self.workbook.stats(), "num_fields": len(self.fields)}

    @cached_property
    def validation_report(self) -> dict[str, object]:
        """`{"valid": bool, "errors": [...], "warnings": [...]}`: the proof that nothing was lost."""
        return validate_workbook(self.workbook).as_dict()

    def snapshot(self) -> bytes:
        """The snapshot document, gzip-compressed JSON; the same bytes for the same workbook."""
        return encode_snapshot(build_snapshot(self.workbook))

    def assets(self) -> Sequence[Asset]:
        """The media of the workbook, each content once: `name`, `content_type`, `sha256`, `data`."""
        return collect_assets(self.workbook)


def inspect_workbook(source: bytes | Path, limits: Limits | None = None) -> Inspection:
    """Reads a workbook and finds its fields. Raises WorkbookError for a file that is none, or a harmful one."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    workbook = read_workbook(data, limits or Limits())
    return Inspection(workbook, hashlib.sha256(data).hexdigest(), detect_fields(workbook))
