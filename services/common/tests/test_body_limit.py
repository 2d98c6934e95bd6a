"""Bodies that are too large, however they come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI, Request, UploadFile

from tr4ction_common.body_limit import MULTIPART_OVERHEAD

MEGABYTE = 1024 * 1024
KILOBYTE = 1024


@pytest.fixture
def client(make_app: Callable[..., FastAPI], ask: Callable[[FastAPI], httpx.AsyncClient]) -> httpx.AsyncClient:
    app = make_app(uploads=("/files",), max_upload_mb=1, max_body_kb=4)

    @app.post("/files/raw")
    async def raw(request: Request) -> int:
        return sum([len(chunk) async for chunk in request.stream()])

    @app.post("/files/form")
    async def form(file: UploadFile) -> int:
        return len(await file.read())

    @app.post("/json")
    async def read(request: Request) -> int:
        return len(await request.body())

    return ask(app)


async def pieces(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, 1000):
        yield b"x" * min(1000, size - start)


@pytest.mark.parametrize("declared", [True, False])
async def test_what_fits_passes(client: httpx.AsyncClient, declared: bool) -> None:
    for path, size in (("/files/raw", MEGABYTE), ("/json", 4 * KILOBYTE)):
        answer = await client.post(path, content=b"x" * size if declared else pieces(size))
        assert (answer.status_code, answer.json()) == (200, size)


@pytest.mark.parametrize("declared", [True, False])
async def test_a_file_that_is_too_large_is_refused(client: httpx.AsyncClient, declared: bool) -> None:
    size = MEGABYTE + MULTIPART_OVERHEAD + 1
    answer = await client.post("/files/raw", content=b"x" * size if declared else pieces(size))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert "1 MB" in answer.json()["detail"]
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize("declared", [True, False])
async def test_elsewhere_less_is_too_large(client: httpx.AsyncClient, declared: bool) -> None:
    size = 4 * KILOBYTE + 1
    answer = await client.post("/json", content=b"x" * size if declared else pieces(size))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert "4 KB" in answer.json()["detail"]


async def test_a_form_has_room_for_its_boundary(client: httpx.AsyncClient) -> None:
    answer = await client.post("/files/form", files={"file": b"x" * MEGABYTE})
    assert (answer.status_code, answer.json()) == (200, MEGABYTE)


async def test_a_form_of_unknown_length_is_refused_as_too_large_not_as_malformed(client: httpx.AsyncClient) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        async for piece in pieces(2 * MEGABYTE):
            yield piece

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await client.post("/files/form", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


async def test_a_declared_length_that_is_no_number_is_counted_instead(client: httpx.AsyncClient) -> None:
    answer = await client.post("/json", content=pieces(5 * KILOBYTE), headers={"Content-Length": "-1"})
    assert answer.status_code == 413
