"""Filled workbooks as HTTP responses: sent from disk, and gone from there afterwards, however that ends."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import IO, cast

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from tr4ction_ingestion.exports.service import FilledFile
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.templates.filenames import content_disposition

_CHUNK_BYTES = 256 * 1024
# What people answer is shown to other people: never run, never guessed at, never kept by a cache.
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


def download_headers(filename: str) -> dict[str, str]:
    return {**_HEADERS, "Content-Disposition": content_disposition(filename)}


class FilledResponse(StreamingResponse):
    """One workbook. `X-Left-Out` counts answers that the workbook itself refuses."""

    def __init__(self, file: FilledFile) -> None:
        self._file = file
        headers = {
            **download_headers(file.name),
            "Content-Length": str(file.path.stat().st_size),
            "X-Left-Out": str(len(file.result.left_out)),
        }
        super().__init__(_chunks(file), headers=headers, media_type=file.content_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await run_to_end(self._file.folder.discard)


async def _chunks(file: FilledFile) -> AsyncIterator[bytes]:
    with file.path.open("rb") as stream:
        while chunk := await asyncio.to_thread(stream.read, _CHUNK_BYTES):
            yield chunk


class _Outgoing:
    """What `zipfile` writes, until it is sent. Not seekable: sizes follow each file (APPNOTE 4.3.9)."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        return None

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


async def zipped(makers: AsyncIterator[Callable[[], Awaitable[FilledFile]]]) -> AsyncIterator[bytes]:
    """A ZIP archive of workbooks, each made when its turn comes: no more than one is there at a time.

    They are compressed already and are stored as they are. Names that come again get a number.
    """
    outgoing = _Outgoing()
    names: set[str] = set()
    with zipfile.ZipFile(cast("IO[bytes]", outgoing), "w", zipfile.ZIP_STORED) as archive:
        async for make in makers:
            file = await make()
            try:
                with archive.open(_new_name(file.name, names), "w", force_zip64=True) as part:
                    async for chunk in _chunks(file):
                        part.write(chunk)
                        yield outgoing.taken()
            finally:
                await run_to_end(file.folder.discard)
    yield outgoing.taken()


def _new_name(name: str, names: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    found, number = name, 1
    while found.casefold() in names:
        number += 1
        found = f"{stem} ({number}){dot}{extension}"
    names.add(found.casefold())
    return found
