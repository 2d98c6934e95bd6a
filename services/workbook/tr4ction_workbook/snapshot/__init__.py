"""`Workbook` → the snapshot document; its validation; its compact encoding; the workbook's media as files."""

from tr4ction_workbook.snapshot.assets import Asset
from tr4ction_workbook.snapshot.build import build_snapshot, collect_assets
from tr4ction_workbook.snapshot.document import Finding, Snapshot, Stats, ValidationReport
from tr4ction_workbook.snapshot.encoding import SnapshotError, decode_snapshot, encode_snapshot, snapshot_json
from tr4ction_workbook.snapshot.validation import validate_workbook

__all__ = [
    "Asset",
    "Finding",
    "Snapshot",
    "SnapshotError",
    "Stats",
    "ValidationReport",
    "build_snapshot",
    "collect_assets",
    "decode_snapshot",
    "encode_snapshot",
    "snapshot_json",
    "validate_workbook",
]
