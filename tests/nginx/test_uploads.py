"""Bodies: how large they may be, and that files are passed on while they arrive."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from nginx.harness import Nginx, request_id
from nginx.test_answers import assert_problem
from support.containers import needs_docker
from tr4ction_common import body_limit, errors

pytestmark = needs_docker

MB = 1024 * 1024
UPLOAD = "/admin/templates/upload"
BULK = "/admin/templates/bulk"


def pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    for start in range(0, size, 65536):
        yield b"x" * min(65536, size - start)


@pytest.mark.parametrize("path", [UPLOAD, BULK])
def test_a_file_of_49_mb_arrives(nginx: Nginx, path: str) -> None:
    given = request_id()
    answer = nginx.client.post(path, content=b"x" * (49 * MB), headers={"X-Request-ID": given})
    assert answer.status_code == 200
    assert answer.json()["received"] == 49 * MB


def test_the_limit_is_that_of_the_gateway_to_the_byte(nginx_in_development: Nginx) -> None:
    limit = 2 * MB + body_limit.MULTIPART_OVERHEAD
    assert nginx_in_development.client.post(UPLOAD, content=b"x" * limit).status_code == 200
    assert nginx_in_development.client.post(UPLOAD, content=b"x" * (limit + 1)).status_code == 413


def test_a_file_of_51_mb_is_refused_and_never_sent_on(nginx: Nginx) -> None:
    given = request_id()
    answer = nginx.client.post(
        UPLOAD, content=b"x" * (51 * MB), headers={"X-Request-ID": given, "Accept-Language": "en"}
    )
    assert_problem(answer, errors.FILE_TOO_LARGE, language="en", limit_mb=50)
    assert answer.headers["x-request-id"] == given
    assert nginx.seen(given) is None


@pytest.mark.parametrize("expect", ["Expect: 100-continue", "Expect:"])
def test_curl_gets_to_read_why(nginx: Nginx, tmp_path: Path, expect: str) -> None:
    book = tmp_path / "book.xlsx"
    with book.open("wb") as file:
        file.truncate(51 * MB)
    url = f"http://127.0.0.1:{nginx.port}{UPLOAD}?cycle=Q1"
    command = ["curl", "-sS", "-w", "\n%{http_code} %{content_type}", "-H", expect, "-F", f"file=@{book}", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    document, _, summary = done.stdout.rpartition("\n")
    assert summary == "413 application/problem+json"
    assert '"detail":"O arquivo passa do limite de 50 MB. ' in document


def test_a_client_that_reads_only_when_it_has_sent_all_gets_to_read_why(nginx: Nginx) -> None:
    head = f"POST {UPLOAD} HTTP/1.1\r\nHost: x\r\nContent-Length: {51 * MB}\r\n\r\n"
    with socket.create_connection((nginx.reachable_address(80), 80), timeout=10) as connection:
        connection.sendall(head.encode())
        for piece in pieces(51 * MB):
            connection.sendall(piece)
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")


def test_a_file_that_does_not_say_how_large_it_is_is_refused_too(nginx_in_development: Nginx) -> None:
    answer = nginx_in_development.client.post(UPLOAD, content=pieces(5 * MB))
    assert answer.status_code == 413
    assert answer.json()["code"] == errors.FILE_TOO_LARGE.code
    assert "2 MB" in answer.json()["detail"]


def test_a_body_that_is_no_file_may_have_a_megabyte(nginx: Nginx) -> None:
    assert nginx.client.post("/auth/login", content=b"x" * MB).json()["received"] == MB
    answer = nginx.client.post("/auth/login", content=b"x" * (MB + 1))
    assert_problem(answer, errors.BODY_TOO_LARGE, limit_kb=1024)


def test_both_limits_are_settings(nginx_in_development: Nginx) -> None:
    for content in (b"x" * (101 * 1024), pieces(101 * 1024)):
        answer = nginx_in_development.client.post("/founder/trails", content=content)
        assert answer.json()["code"] == errors.BODY_TOO_LARGE.code
        assert "100 KB" in answer.json()["detail"]


def test_a_file_is_passed_on_while_it_arrives(nginx: Nginx) -> None:
    given = request_id()
    head = f"POST {UPLOAD} HTTP/1.1\r\nHost: x\r\nX-Request-ID: {given}\r\nContent-Length: 1000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=10) as connection:
        connection.sendall(head.encode() + b"x" * 1000)
        deadline = time.monotonic() + 2
        while (seen := nginx.seen(given)) is None or not seen["received"]:
            assert time.monotonic() < deadline, "the gateway has seen nothing of it"
            time.sleep(0.02)
        assert seen["received"] == 1000
        connection.sendall(b"x" * 999000)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def test_a_small_body_is_kept_until_it_is_whole(nginx: Nginx) -> None:
    """A slow client must not hold the gateway."""
    given = request_id()
    head = f"POST /auth/login HTTP/1.1\r\nHost: x\r\nX-Request-ID: {given}\r\nContent-Length: 1000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=10) as connection:
        connection.sendall(head.encode() + b"x" * 500)
        time.sleep(0.3)
        assert nginx.seen(given) is None
        connection.sendall(b"x" * 500)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def test_a_refusal_of_the_gateway_that_comes_before_the_end_arrives(nginx: Nginx) -> None:
    for content in (b"x" * (20 * MB), pieces(20 * MB)):
        answer = nginx.client.post("/admin/early/upload", content=content)
        assert answer.status_code == 401
        assert answer.json()["code"] == "authentication_required"


def test_a_large_download_arrives_whole_without_a_disk(nginx: Nginx) -> None:
    query: dict[str, str | int] = {"bytes": 40 * MB, "kind": "application/octet-stream"}
    digest, received = hashlib.sha256(), 0
    with nginx.client.stream("GET", "/text", params=query) as answer:
        for piece in answer.iter_bytes():
            digest.update(piece)
            received += len(piece)
            if received < 2 * MB:
                time.sleep(0.01)
    assert received == 40 * MB + 8
    assert digest.hexdigest() == hashlib.sha256(b'{"a":"' + b"a" * (40 * MB) + b'"}').hexdigest()
    assert int(nginx.execute("bash", "-c", "du -sk /run/nginx | cut -f1")) < 200


@pytest.mark.heavy
def test_many_uploads_at_a_time_fit_into_its_memory(nginx: Nginx) -> None:
    def upload(_: int) -> int:
        url = f"http://127.0.0.1:{nginx.port}{UPLOAD}"
        return httpx.post(url, content=pieces(10 * MB), trust_env=False, timeout=60).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(upload, range(8))) == [200] * 8
    assert nginx.inspect("{{.State.OOMKilled}} {{.RestartCount}}") == "false 0"
