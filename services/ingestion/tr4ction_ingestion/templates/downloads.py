"""Stored files as HTTP responses."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from tr4ction_common.blobs import StoredFile

_CHUNK_BYTES = 256 * 1024

# What people upload is shown to other people: never run, never guessed at.
_GUARD = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}


@dataclass(frozen=True, slots=True)
class Download:
    """How a stored file is sent. `tag` is its entity tag without quotes; what has it never changes."""

    tag: str
    media_type: str
    disposition: str | None = None


async def send_file(request: Request, download: Download, opener: Callable[[], Awaitable[StoredFile]]) -> Response:
    """The file as it is stored, or 304 where the client has it."""
    headers = _headers(download, download.tag)
    if client_has(request, download.tag):
        return Response(status_code=304, headers=headers)
    stored = await opener()
    headers["Content-Length"] = str(stored.size)
    return StreamingResponse(_chunks(stored.stream), headers=headers, media_type=download.media_type)


async def send_gzipped(request: Request, download: Download, opener: Callable[[], Awaitable[StoredFile]]) -> Response:
    """A file that is stored compressed: as it is to clients that take gzip, unpacked to others."""
    compressed = accepts_gzip(request.headers.get("Accept-Encoding"))
    tag = f"{download.tag}-gzip" if compressed else download.tag
    headers = {**_headers(download, tag), "Vary": "Accept-Encoding"}
    if client_has(request, tag):
        return Response(status_code=304, headers=headers)
    stored = await opener()
    if compressed:
        headers |= {"Content-Encoding": "gzip", "Content-Length": str(stored.size)}
        return StreamingResponse(_chunks(stored.stream), headers=headers, media_type=download.media_type)
    return StreamingResponse(_unpacked(stored.stream), headers=headers, media_type=download.media_type)


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether a client that sent this header takes gzip (RFC 9110, 12.5.3)."""
    qualities: dict[str, float] = {}
    for item in (accept_encoding or "").lower().split(","):
        coding, _, parameters = item.partition(";")
        name, _, value = parameters.strip().partition("=")
        try:
            qualities[coding.strip()] = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            qualities[coding.strip()] = 0.0
    return qualities.get("gzip", qualities.get("*", 0.0)) > 0


def _headers(download: Download, tag: str) -> dict[str, str]:
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache", **_GUARD}
    if download.disposition:
        headers["Content-Disposition"] = download.disposition
    return headers


def client_has(request: Request, tag: str) -> bool:
    """Whether `If-None-Match` names the entity tag (RFC 9110, 13.1.2)."""
    known = [item.strip().removeprefix("W/") for item in request.headers.get("If-None-Match", "").split(",")]
    return "*" in known or f'"{tag}"' in known


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk


def _unpacked(stream: BinaryIO) -> Iterator[bytes]:
    with stream, gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
        while chunk := unpacked.read(_CHUNK_BYTES):
            yield chunk
