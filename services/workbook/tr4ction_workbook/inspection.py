"""The engine's main job in one call: a workbook in; its snapshot, report, fields and guidance out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from tr4ction_workbook.fields import Detection, FillableField, Guidance, detect_fields
from tr4ction_workbook.ooxml import Limits, read_workbook
from tr4ction_workbook.ooxml.model import Workbook
from tr4ction_workbook.snapshot import Asset, Snapshot, build_snapshot, collect_assets, encode_snapshot


@dataclass(frozen=True)
class Inspection:
    """All that is known of one workbook."""

    workbook: Workbook
    detection: Detection

    @property
    def fields(self) -> Sequence[FillableField]:
        return self.detection.fields

    @property
    def guidance(self) -> Sequence[Guidance]:
        return self.detection.guidance

    @property
    def file_hash_sha256(self) -> str:
        """Hex digest of the workbook's bytes."""
        return self._document.file_hash_sha256

    @property
    def stats(self) -> dict[str, int]:
        """`num_sheets num_cells num_fields num_merged num_images num_validations num_tables`."""
        return {**self.workbook.stats(), "num_fields": len(self.fields)}

    @property
    def validation_report(self) -> dict[str, Any]:
        """`{"valid": bool, "errors": [...], "warnings": [...]}`: the proof that nothing was lost."""
        report: dict[str, Any] = msgspec.to_builtins(self._document.validation_report)
        return report

    def snapshot(self) -> bytes:
        """The snapshot document, gzip-compressed JSON; the same bytes for the same workbook."""
        return encode_snapshot(self._document)

    @cached_property
    def assets(self) -> Sequence[Asset]:
        """The media of the workbook, each content once: `name`, `content_type`, `sha256`, `data`."""
        return collect_assets(self.workbook)

    @cached_property
    def _document(self) -> Snapshot:
        return build_snapshot(self.workbook, list(self.assets))


def inspect_workbook(source: bytes | Path, limits: Limits | None = None) -> Inspection:
    """Reads a workbook and finds its fields. Raises WorkbookError for a file that is none, or a harmful one."""
    workbook = read_workbook(source, limits or Limits())
    return Inspection(workbook, detect_fields(workbook))
