"""Snapshots as bytes: JSON, compressed with gzip. The same snapshot always makes the same bytes."""

from __future__ import annotations

import struct
import zlib

import msgspec

from tr4ction_workbook.snapshot.document import VERSION, Snapshot

# no time stamp, no file name, unknown system: nothing that is not of the snapshot
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# level 1 takes a quarter of the time of the default level for a fifth more bytes
_LEVEL = 1

_encoder = msgspec.json.Encoder()


class SnapshotError(ValueError):
    """Bytes that are no snapshot of this version."""


def snapshot_json(snapshot: Snapshot) -> bytes:
    """The document as JSON in UTF-8."""
    return _encoder.encode(snapshot)


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """gzip of `snapshot_json`."""
    data = snapshot_json(snapshot)
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    trailer = struct.pack("<2L", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return _GZIP_HEADER + deflater.compress(data) + deflater.flush() + trailer


def decode_snapshot(data: bytes) -> Snapshot:
    """The inverse of `encode_snapshot`. Raises SnapshotError."""
    try:
        document = zlib.decompress(data, wbits=31)
        return msgspec.json.decode(document, type=Snapshot)
    except (zlib.error, ValueError, RecursionError) as error:  # of msgspec too
        raise SnapshotError(f"not a snapshot of version {VERSION}: {error}") from error
