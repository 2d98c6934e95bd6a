"""A logo, drawn in code: three rising bars on a dark ground."""

from __future__ import annotations

import struct
import zlib

from openpyxl.drawing.image import Image

WIDTH, HEIGHT = 132, 48
_GROUND = b"\x0b\x25\x45"
_BARS = ((18, 30, 12, b"\x8d\xa9\xc4"), (42, 20, 12, b"\x13\x4a\x8e"), (66, 8, 12, b"\xf2\xa9\x3b"))
_BASE_LINE = HEIGHT - 8


class PngImage(Image):
    """An openpyxl image from PNG bytes and a known size; openpyxl itself would ask Pillow to look into them."""

    def __init__(self, data: bytes, width: int, height: int) -> None:
        self._bytes = data
        self.width = width
        self.height = height
        self.format = "png"

    def _data(self) -> bytes:
        return self._bytes


def make_logo() -> PngImage:
    return PngImage(_png([_row(y) for y in range(HEIGHT)]), WIDTH, HEIGHT)


def _row(y: int) -> bytes:
    row = bytearray(_GROUND * WIDTH)
    for left, top, width, colour in _BARS:
        if top <= y < _BASE_LINE:
            row[left * 3 : (left + width) * 3] = colour * width
    return bytes(row)


def _png(rows: list[bytes]) -> bytes:
    """Rows of RGB pixels as a PNG file (ISO/IEC 15948): 8 bits a channel, no filter, no interlace."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
