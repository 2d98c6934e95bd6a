"""What is refused, with which words, and that nothing of it stays."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from jose import jwt

from support.ingestion import Service, authorization, expired_token, keys, token
from support.workbooks import (
    encrypted_workbook,
    entity_bomb,
    legacy_workbook,
    lying_zip_bomb,
    package,
    simple_workbook,
    truncated_workbook,
    unsafe_part,
    without_sheets,
    zip_bomb,
)
from tr4ction_common.internal_tokens import Caller, generate_key_pair, sign

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def assert_refused(service: Service, response: httpx.Response, status: int, code: str) -> None:
    """A problem document of that status and code, and nothing stored."""
    body = response.json()
    assert (response.status_code, body["code"]) == (status, code), body
    assert response.headers["Content-Type"] == "application/problem+json"
    assert body["status"] == status
    assert isinstance(body["detail"], str)
    assert "{" not in body["detail"]
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert service.stored().is_empty


@pytest.mark.parametrize(
    ("make", "status", "code"),
    [
        (lambda: b"", 422, "file_empty"),
        (lambda: b"Nome;Valor\nA;1\n", 415, "unsupported_file_type"),
        (lambda: b"%PDF-1.7 ...", 415, "unsupported_file_type"),
        (legacy_workbook, 422, "workbook_legacy_xls"),
        (encrypted_workbook, 422, "workbook_encrypted"),
        (truncated_workbook, 422, "workbook_damaged"),
        (lambda: package(sheet="<worksheet><sheetData>"), 422, "workbook_damaged"),
        (zip_bomb, 422, "zip_bomb"),
        (lying_zip_bomb, 422, None),
        (entity_bomb, 422, "xml_bomb"),
        (without_sheets, 422, "workbook_no_sheets"),
        (unsafe_part, 422, "unsafe_part_name"),
    ],
)
async def test_bad_files(service: Service, make: Callable[[], bytes], status: int, code: str | None) -> None:
    response = await service.upload(make(), "BAD", "plano.xlsx")
    found = response.json()["code"]
    assert code is not None or found in ("zip_bomb", "workbook_damaged")
    await assert_refused(service, response, status, code or found)


async def test_texts_are_in_the_language_asked_for(service: Service) -> None:
    files = {"file": ("a.xlsx", truncated_workbook())}
    portuguese = await service.client.post("/admin/templates/upload?cycle=Q1", files=files)
    english = await service.client.post(
        "/admin/templates/upload?cycle=Q1", files=files, headers={"Accept-Language": "en"}
    )
    assert portuguese.json()["detail"].startswith("A planilha está danificada")
    assert english.json()["detail"].startswith("The workbook is damaged")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "cycle_missing"),
        ({"cycle": ""}, "cycle_missing"),
        ({"cycle": "../x"}, "cycle_malformed"),
        ({"cycle": "a" * 300}, "cycle_malformed"),
        ({"cycle": "🚀"}, "cycle_malformed"),
        ({"cycle": "Q1\n"}, "cycle_malformed"),
        ({"cycle": "Q1\0"}, "cycle_malformed"),
        ({"cycle": "_Q1"}, "cycle_malformed"),
        ({"cycle": "Q1", "template_key": "../x"}, "template_key_malformed"),
        ({"cycle": "Q1", "template_key": ""}, "template_key_malformed"),
        ({"cycle": "Q1", "template_key": "a" * 121}, "template_key_malformed"),
    ],
)
async def test_bad_names(service: Service, query: dict[str, str], code: str) -> None:
    response = await service.client.post(
        "/admin/templates/upload", params=query, files={"file": ("a.xlsx", simple_workbook())}
    )
    await assert_refused(service, response, 422, code)


BOUNDARY = "b0undary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def part(disposition: str, content: bytes = b"x") -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
OURS = 'form-data; name="file"; filename="a.xlsx"'


@pytest.mark.parametrize(
    ("content_type", "body", "status", "code"),
    [
        (None, b"", 422, "file_missing"),
        ("application/json", b"{}", 422, "file_missing"),
        ("application/x-www-form-urlencoded", b"file=x", 422, "file_missing"),
        (FORM, part('form-data; name="other"; filename="a.xlsx"') + END, 422, "file_missing"),
        (FORM, part('form-data; name="file"') + END, 422, "file_missing"),
        (FORM, part('form-data; name="file"; filename=""', b"") + END, 422, "file_missing"),
        (FORM, END, 422, "file_missing"),
        ("multipart/form-data", part(OURS) + END, 400, "multipart_malformed"),
        (f"multipart/form-data; boundary={'x' * 500}", b"x", 400, "multipart_malformed"),
        (FORM, b"nonsense", 400, "multipart_malformed"),
        (FORM, b"", 400, "multipart_malformed"),
        (FORM, part(OURS), 400, "multipart_malformed"),
        (FORM, part(OURS) + part(OURS) + END, 400, "multipart_malformed"),
        (FORM, b"--" + BOUNDARY.encode() + b"\r\nX: " + b"y" * 100_000, 400, "multipart_malformed"),
    ],
)
async def test_bad_bodies(service: Service, content_type: str | None, body: bytes, status: int, code: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = await service.client.post("/admin/templates/upload?cycle=Q1", content=body, headers=headers)
    await assert_refused(service, response, status, code)


@pytest.mark.parametrize("extra", [1, 100 * 1024])
async def test_too_large(service: Service, extra: int, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = service.settings.max_upload_bytes
    response = await service.upload(b"PK" + bytes(limit + extra - 2))
    await assert_refused(service, response, 413, "file_too_large")
    assert "50 MB" in response.json()["detail"]


async def test_too_large_without_saying_so(service: Service) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield part(OURS)[:-3]
        for _ in range(52):
            yield bytes(1024 * 1024)

    response = await service.client.post(
        "/admin/templates/upload?cycle=Q1", content=body(), headers={"Content-Type": FORM}
    )
    await assert_refused(service, response, 413, "file_too_large")


def unsigned() -> str:
    claims = jwt.get_unverified_claims(token())
    head = jwt.encode({}, "x", algorithm="HS256").split(".")
    body = jwt.encode(claims, "x", algorithm="HS256").split(".")[1]
    return f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}.{head[2]}"


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (dict, 401, "authentication_required"),
        (lambda: {"Authorization": "Basic eDp5"}, 401, "authentication_required"),
        (lambda: authorization("nonsense"), 401, "token_invalid"),
        (lambda: authorization(expired_token()), 401, "token_expired"),
        (lambda: authorization(token(service="mentor")), 401, "token_invalid"),
        (lambda: authorization(sign(generate_key_pair()[0], "ingestion", Caller("x", "admin"))), 401, "token_invalid"),
        (lambda: authorization(unsigned()), 401, "token_invalid"),
        # the public key as a shared secret
        (
            lambda: authorization(
                jwt.encode(jwt.get_unverified_claims(token()), keys()[1].replace("-----", ""), algorithm="HS256")
            ),
            401,
            "token_invalid",
        ),
        (lambda: authorization(token(Caller("founder-1", "founder", "org-1"))), 403, "forbidden"),
    ],
)
async def test_nobody_else_comes_in_and_no_body_is_read(
    service: Service, header: Callable[[], dict[str, str]], status: int, code: str
) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b"x"

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(service.app, raise_app_exceptions=False), base_url="http://ingestion"
    ) as stranger:
        headers = {**header(), "Content-Type": FORM}
        response = await stranger.post("/admin/templates/upload?cycle=Q1", content=body(), headers=headers)
        await assert_refused(service, response, status, code)
        assert read == 0
        assert response.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)
        for path in ("", "/1", "/1/snapshot", "/1/context", "/1/original", "/1/assets/a.png"):
            response = await stranger.get(f"/admin/templates{path}", headers=header())
            assert (response.status_code, response.json()["code"]) == (status, code)
