"""Passing requests on, to a real server."""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncIterator
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from support.gateways import Gateway, MakeGateway
from support.servers import RunningServer
from tr4ction_common.internal_tokens import generate_key_pair
from tr4ction_gateway.proxy import headers, targets

FOLDER = "/admin/templates"


async def test_the_request_arrives_as_it_was_sent(connected: Gateway) -> None:
    answer = await connected.client.post(
        f"{FOLDER}/a%2Fb%20c/ç?cycle=Q1&x=%2e%2e&x=",
        content="olá",
        headers={**await connected.bearer("ana"), "Accept-Language": "en", "X-Request-ID": "trace-1"},
    )
    assert answer.status_code == 200
    assert answer.headers["X-Request-ID"] == "trace-1"
    arrived = answer.json()
    assert arrived["method"] == "POST"
    assert arrived["raw_path"] == f"{FOLDER}/a%2Fb%20c/%C3%A7"
    assert arrived["query"] == "cycle=Q1&x=%2e%2e&x="
    assert arrived["body"] == "olá"
    assert arrived["caller"] == ["1", "admin", None]
    assert arrived["headers"]["accept-language"] == "en"
    assert arrived["headers"]["x-request-id"] == "trace-1"
    assert arrived["headers"]["content-length"] == "4"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_every_method_is_passed_on(connected: Gateway, method: str) -> None:
    answer = await connected.client.request(method, f"{FOLDER}/1/fields", headers=await connected.bearer("ana"))
    assert answer.json()["method"] == method


async def test_head_has_no_body(connected: Gateway) -> None:
    answer = await connected.client.head(f"{FOLDER}/1", headers=await connected.bearer("ana"))
    assert (answer.status_code, answer.content) == (200, b"")


async def test_the_organization_goes_with_the_caller(connected: Gateway) -> None:
    await connected.add_user("bia", "admin", company="Padaria Boa")
    answer = await connected.client.get(FOLDER, headers=await connected.bearer("bia"))
    assert answer.json()["caller"] == ["2", "admin", "1"]


async def test_what_a_client_could_forge_stays_behind(connected: Gateway) -> None:
    forged = {
        "X-Forwarded-For": "10.0.0.1",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=10.0.0.1",
        "X-Real-IP": "10.0.0.1",
        "X-User-Id": "1",
        "Cookie": "a=b",
        "Host": "evil.example",
        "Connection": "close, X-Odd",
        "X-Odd": "1",
        "TE": "trailers",
        "Upgrade": "websocket",
        "Proxy-Authorization": "Basic x",
        "Expect": "100-continue",
    }
    answer = await connected.client.get(FOLDER, headers={**forged, **await connected.bearer("ana")})
    arrived = answer.json()["headers"]
    assert set(arrived) == {"host", "accept", "accept-encoding", "x-request-id"}
    assert arrived["host"].startswith("127.0.0.1:")


def test_a_refused_method_comes_with_those_that_are_taken() -> None:
    answer = [(b"Allow", b"GET, HEAD"), (b"Server", b"x")]
    assert headers.to_client(answer, "http://ingestion") == [(b"allow", b"GET, HEAD")]


async def test_bytes_come_back_with_the_headers_clients_need(connected: Gateway) -> None:
    answer = await connected.client.get(f"{FOLDER}/original", headers=await connected.bearer("ana"))
    assert answer.content == bytes(range(256)) * 100
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Template Q1.xlsx"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Length"] == "25600"
    assert answer.headers["ETag"] == '"abc"'
    assert not {"set-cookie", "x-internal", "server"} & set(answer.headers)


async def test_an_empty_answer_stays_empty(connected: Gateway) -> None:
    answer = await connected.client.get(f"{FOLDER}/empty", headers=await connected.bearer("ana"))
    assert (answer.status_code, answer.content) == (204, b"")


async def test_a_redirection_does_not_tell_where_the_service_is(connected: Gateway) -> None:
    answer = await connected.client.get(f"{FOLDER}/moved", headers=await connected.bearer("ana"))
    assert (answer.status_code, answer.headers["Location"]) == (307, f"{FOLDER}/1")


async def test_a_body_of_unknown_length_streams_through(connected: Gateway) -> None:
    pieces = [bytes([n % 256]) * 10_000 for n in range(300)]

    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    headers = {**await connected.bearer("ana"), "Content-Type": "multipart/form-data; boundary=x"}
    answer = await connected.client.post(f"{FOLDER}/upload", content=body(), headers=headers)
    assert answer.json() == {
        "size": 3_000_000,
        "sha256": hashlib.sha256(b"".join(pieces)).hexdigest(),
        "user": "1",
        "content_type": "multipart/form-data; boundary=x",
    }


@pytest.mark.parametrize("declared", [True, False])
async def test_a_file_over_the_limit_is_refused(
    make_gateway: MakeGateway, upstream: RunningServer, declared: bool
) -> None:
    gateway = await make_gateway(ingestion_url=upstream.url, max_upload_mb=1)
    await gateway.add_user("ana", "admin")

    async def body() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 50_000

    content = b"x" * 1_500_000 if declared else body()
    answer = await gateway.client.post(f"{FOLDER}/upload", content=content, headers=await gateway.bearer("ana"))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")


async def test_a_service_that_is_down_is_told_within_a_second(gateway: Gateway) -> None:
    await gateway.add_user("ana", "admin")
    bearer = await gateway.bearer("ana")
    for method in ("GET", "POST"):
        started = time.monotonic()
        answer = await gateway.client.request(method, f"{FOLDER}/upload", content=b"x", headers=bearer)
        assert time.monotonic() - started < 1
        assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
        assert "ingestion" in answer.json()["detail"]
        assert "127.0.0.1" not in answer.text


async def test_a_service_that_cannot_be_reached_is_told_within_a_second(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(ingestion_url="http://192.0.2.1:8001")  # TEST-NET-1: packets go nowhere
    await gateway.add_user("ana", "admin")
    bearer = await gateway.bearer("ana")
    started = time.monotonic()
    answer = await gateway.client.get(FOLDER, headers=bearer)
    assert time.monotonic() - started < 1
    assert answer.status_code == 503


async def test_a_service_that_does_not_answer_is_given_up(make_gateway: MakeGateway, upstream: RunningServer) -> None:
    gateway = await make_gateway(ingestion_url=upstream.url, proxy_read_timeout_seconds=0.2)
    await gateway.add_user("ana", "admin")
    answer = await gateway.client.get(f"{FOLDER}/slow", headers=await gateway.bearer("ana"))
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")


@pytest.mark.parametrize("wrong", ["their answer", "our key"])
async def test_a_refusal_of_our_token_is_not_the_clients_fault(
    make_gateway: MakeGateway, upstream: RunningServer, wrong: str
) -> None:
    values = {"internal_token_private_key": generate_key_pair()[0]} if wrong == "our key" else {}
    gateway = await make_gateway(ingestion_url=upstream.url, **values)
    await gateway.add_user("ana", "admin")
    path = FOLDER if wrong == "our key" else f"{FOLDER}/unauthorized"
    answer = await gateway.client.get(path, headers=await gateway.bearer("ana"))
    assert (answer.status_code, answer.json()["code"]) == (502, "gateway_refused")
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/admin/templates/../../health",
        "/admin/templates/%2e%2e/health",
        "/admin/templates/..%2f..%2fhealth",
        "/admin/templates/%252e%252e/health",
        "/admin/templates/x/..%5c..%5chealth",
        "/admin/templates/.",
        "/admin/templates/%00",
        "/admin/templates/a%2500",
    ],
)
async def test_no_path_leads_out_of_the_folder(connected: Gateway, path: str) -> None:
    # Straight to the application: clients tidy paths up before they send them.
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"authorization", (await connected.bearer("ana"))["Authorization"].encode())],
        "client": ("127.0.0.1", 1),
        "server": ("gateway", 80),
    }
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    await connected.app(scope, receive, send)
    assert sent[0]["status"] == 404
    assert b'"not_found"' in sent[1]["body"]


segments = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="/?#\\%."), min_size=1)


@given(st.lists(segments, max_size=5))
def test_ordinary_paths_are_safe(parts: list[str]) -> None:
    assert targets.is_safe("/".join([FOLDER, *parts]).encode())


@given(st.lists(segments, max_size=3), st.sampled_from([".", ".."]), st.integers(0, 2), st.lists(segments, max_size=3))
def test_dots_are_found_wherever_and_however_they_are_written(
    before: list[str], dots: str, encodings: int, after: list[str]
) -> None:
    for _ in range(encodings):
        dots = "".join(f"%{ord(sign):02x}" for sign in dots)
    assert not targets.is_safe("/".join([FOLDER, *before, dots, *after]).encode())


@pytest.mark.parametrize("raw_path", [b"", b"*", b"http://evil.example/", b"/a b", b"/a\r\nb", b"/\xc3\xa7"])
def test_what_is_no_path_is_not_safe(raw_path: bytes) -> None:
    assert not targets.is_safe(raw_path)


names = st.sampled_from(["host", "cookie", "authorization", "connection", "x-forwarded-for", "content-type", "accept"])


@given(st.lists(st.tuples(names, st.text("ab", max_size=3))))
def test_only_our_own_credentials_are_passed_on(sent: list[tuple[str, str]]) -> None:
    passed = headers.to_service([(n.encode(), v.encode()) for n, v in sent], "id-1", "token")
    assert [value for name, value in passed if name == b"authorization"] == [b"Bearer token"]
    assert {name for name, _ in passed} <= {b"content-type", b"accept", b"authorization", b"x-request-id"}
