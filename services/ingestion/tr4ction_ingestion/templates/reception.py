"""Takes the file of a multipart upload straight to disk, hashing it on the way.

Starlette's own form parser would spool it to the system's temporary folder first, and on to us afterwards.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from tr4ction_common.errors import FILE_TOO_LARGE
from tr4ction_common.problems import Problem
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.templates.errors import FILE_MISSING, MULTIPART_MALFORMED
from tr4ction_ingestion.templates.filenames import clean_filename

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FILE_PART = "file"
_BUFFER_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """`sha256` is the hex digest of its `size` bytes; `filename` is clean and may be empty."""

    filename: str
    size: int
    sha256: str


class _FileSink:
    """Writes and hashes."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]  # a disk that is getting full takes less than it is given
        self._hash.update(data)
        self.size += len(data)

    def close(self) -> str:
        self._file.close()
        return self._hash.hexdigest()


class _FilePart:
    """Listens to the parser, and keeps what belongs to the part `file` until it is taken."""

    def __init__(self) -> None:
        self.filename: str | None = None
        self.is_complete = False
        self._pending = bytearray()
        self._received = 0
        self._is_ours = False
        self._name = bytearray()
        self._value = bytearray()
        self._disposition = b""

    @property
    def received(self) -> int:
        """Bytes of the file so far."""
        return self._received

    @property
    def waiting(self) -> int:
        """Those of them that were not yet taken."""
        return len(self._pending)

    def take(self) -> bytes:
        data = bytes(self._pending)
        self._pending.clear()
        return data

    def on_part_begin(self) -> None:
        self._is_ours, self._disposition = False, b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition.decode("latin-1"))
        if options.get(b"name") != FILE_PART.encode() or b"filename" not in options:
            return
        if self.filename is not None:
            raise FormParserError("more than one file")
        self._is_ours = True
        self.filename = clean_filename(_decoded(options[b"filename"]))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_ours:
            self._pending += data[start:end]
            self._received += end - start

    def on_end(self) -> None:
        self.is_complete = True


async def receive_file(request: Request, path: Path, max_bytes: int) -> ReceivedFile:
    """Writes the part `file` of the request to `path`. Other parts are passed over.

    Raises Problem where there is no such part, more than one, or more than `max_bytes`; OSError for a full disk;
    ClientDisconnect where the client went away.
    """
    part = _FilePart()
    parser = _parser(request.headers.get("Content-Type"), part)
    sink = await run_to_end(_FileSink, path)
    try:
        await _pump(request, parser, part, sink, max_bytes)
    except FormParserError as error:
        raise Problem(MULTIPART_MALFORMED) from error
    finally:
        digest = await run_to_end(sink.close)
    if not part.is_complete:
        raise Problem(MULTIPART_MALFORMED)
    if part.filename is None or (not part.filename and not sink.size):  # a browser's form with no file chosen
        raise Problem(FILE_MISSING)
    return ReceivedFile(part.filename, sink.size, digest)


async def _pump(request: Request, parser: MultipartParser, part: _FilePart, sink: _FileSink, max_bytes: int) -> None:
    async for chunk in request.stream():
        parser.write(chunk)
        if part.received > max_bytes:
            raise Problem(FILE_TOO_LARGE, limit_mb=max_bytes // (1024 * 1024))
        if part.waiting >= _BUFFER_BYTES:
            await run_to_end(sink.write, part.take())
    parser.finalize()
    await run_to_end(sink.write, part.take())


def _parser(content_type: str | None, part: _FilePart) -> MultipartParser:
    media_type, options = parse_options_header(content_type)
    if media_type != b"multipart/form-data":
        raise Problem(FILE_MISSING)
    callbacks: MultipartCallbacks = {
        "on_part_begin": part.on_part_begin,
        "on_header_field": part.on_header_field,
        "on_header_value": part.on_header_value,
        "on_header_end": part.on_header_end,
        "on_headers_finished": part.on_headers_finished,
        "on_part_data": part.on_part_data,
        "on_end": part.on_end,
    }
    if not options.get(b"boundary"):
        raise Problem(MULTIPART_MALFORMED)
    try:
        return MultipartParser(options[b"boundary"], callbacks)
    except FormParserError as error:
        raise Problem(MULTIPART_MALFORMED) from error


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("latin-1")
