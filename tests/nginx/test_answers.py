"""What nginx says itself, and what it adds to what the gateway says."""

from __future__ import annotations

import re
import socket

import httpx
import pytest

from nginx.conftest import CATALOGUE_URL, PAGE
from nginx.harness import Nginx, request_id
from support.containers import needs_docker
from tr4ction_common import errors
from tr4ction_common.languages import Language, negotiate
from tr4ction_common.problems import ProblemType

pytestmark = needs_docker

HIDDEN = ["/docs", "/docs/", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/metrics", "/health/ready"]
DISGUISED = ["//docs", "/%64ocs", "/./docs", "/x/../docs", "/docs?a=b", "/health//ready", "/health/%72eady", "/docs#x"]

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "frame-ancestors 'none'",
}


def assert_problem(
    answer: httpx.Response,
    expected: ProblemType,
    status: int | None = None,
    language: Language = "pt-BR",
    **params: object,
) -> None:
    """That `answer` is the document a service would make, and carries what every answer does."""
    request = answer.headers["x-request-id"]
    document = {
        "type": f"{CATALOGUE_URL}#{expected.code}",
        "title": expected.title.render(language),
        "status": status or expected.status,
        "detail": expected.detail.render(language, **params),
        "code": expected.code,
        "request_id": request,
    }
    assert answer.status_code == document["status"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == document
    assert_edge_headers(answer)


def assert_edge_headers(answer: httpx.Response) -> None:
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers.get_list(name) == [value]
    assert len(answer.headers.get_list("x-request-id")) == 1
    assert answer.headers["server"] == "nginx"


def raw(nginx: Nginx, request: bytes) -> httpx.Response:
    """The answer to bytes that a client would refuse to send."""
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return httpx.Response(int(status.split()[1]), headers=fields, content=body)


# --- Routes ---


@pytest.mark.parametrize("path", HIDDEN + DISGUISED)
def test_what_is_for_developers_does_not_exist_in_production(nginx: Nginx, path: str) -> None:
    answer = raw(nginx, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert_problem(answer, errors.NOT_FOUND)


@pytest.mark.parametrize("path", HIDDEN)
def test_it_does_in_development(nginx_in_development: Nginx, path: str) -> None:
    answer = nginx_in_development.client.get(path)
    assert answer.status_code == 200
    assert answer.json()["target"] == path


@pytest.mark.parametrize("path", ["/health", "/docsearch", "/admin/docs", "/metricsx", "/health/readyx", "/"])
def test_what_only_looks_alike_is_passed_on(nginx: Nginx, path: str) -> None:
    assert nginx.client.get(path).json()["target"] == path


@pytest.mark.parametrize(
    "host", ["203.0.113.9", "203.0.113.9:8080", "api.example.test", "[2001:db8::1]:8080", "LOCALHOST"]
)
def test_every_name_and_the_bare_address_lead_to_the_gateway(nginx: Nginx, host: str) -> None:
    answer = nginx.client.get("/a%20b//c?d=e%2Ff", headers={"Host": host})
    assert answer.json()["target"] == "/a%20b//c?d=e%2Ff"
    assert ["host", host.lower()] in answer.json()["headers"]


def test_a_client_of_http_1_0_without_a_name_is_answered(nginx: Nginx) -> None:
    assert raw(nginx, b"GET /health HTTP/1.0\r\n\r\n").status_code == 200


def test_internal_places_of_nginx_cannot_be_asked_for(nginx: Nginx) -> None:
    for path in ("/_problem", "/_problem/file"):
        assert_problem(nginx.client.get(path), errors.NOT_FOUND)
    assert nginx.client.get("/nginx-health").json()["name"] == "gateway"  # ours listens elsewhere


def test_a_redirection_leads_where_the_client_came_from(nginx: Nginx) -> None:
    assert nginx.client.get("/redirect").headers["location"] == f"http://127.0.0.1:{nginx.port}/elsewhere"


def test_the_gateway_cannot_send_nginx_elsewhere(nginx: Nginx) -> None:
    assert nginx.client.get("/internal").text == "{}"


# --- Problems ---


def test_what_cannot_be_understood_is_a_problem(nginx: Nginx) -> None:
    for request in (b"NONSENSE\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n"):
        assert_problem(raw(nginx, request), errors.REQUEST_REFUSED)


def test_what_is_too_long_is_a_problem_that_says_what(nginx: Nginx) -> None:
    path = nginx.client.get("/" + "a" * 9000)  # in Portuguese always: nginx reads no further
    assert path.status_code == path.json()["status"] == 414
    assert path.json()["detail"] == "O endereço pedido é longo demais."
    assert path.json()["code"] == errors.REQUEST_REFUSED.code
    assert_edge_headers(path)
    header = nginx.client.get("/", headers={"Accept-Language": "en", "X-Long": "a" * 9000})
    assert header.status_code == header.json()["status"] == 431
    assert header.json()["detail"] == "The headers of the request are too large."
    assert_edge_headers(header)


def test_a_method_nobody_takes_is_a_problem(nginx: Nginx) -> None:
    assert_problem(nginx.client.request("TRACE", "/"), errors.METHOD_NOT_ALLOWED)


def test_a_head_request_gets_the_headers_of_its_problem(nginx: Nginx) -> None:
    answer = nginx.client.head("/docs")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.content == b""


@pytest.mark.parametrize(
    "accepted",
    [
        *("", "*", "de", "de, fr;q=0.9", "pt-BR,pt;q=0.9,en;q=0.8", "pt", "en", "EN-us", "en-US,en;q=0.9,pt;q=0.8"),
        *("de,en;q=0.7,pt;q=0.3", "pt;q=0.9,en", "en;q=0.5, pt", "de;q=0.9 , en;q=0.8 ,pt;q=0.7", "english", "pt-PT"),
        *("ente, pto", "fr, pt;q=0.9, en;q=0.1", "en , pt", "x-en", ",,en", "en;q=0.4"),
    ],
)
def test_problems_come_in_the_language_the_services_would_choose(nginx: Nginx, accepted: str) -> None:
    answer = nginx.client.get("/docs", headers={"Accept-Language": accepted})
    assert_problem(answer, errors.NOT_FOUND, language=negotiate(accepted))


def test_a_language_header_made_to_cost_time_does_not(nginx: Nginx) -> None:
    for nasty in (
        ", " * 3900 + "x",
        "x," + " " * 7000 + "x",
        "pt;q=1," * 1100 + "x",
        "e," * 3500,
        "pt" + "-a" * 3500,
        "en," * 2500 + "pt",
    ):
        answer = nginx.client.get("/docs", headers={"Accept-Language": nasty})
        assert answer.json()["code"] == errors.NOT_FOUND.code
        assert answer.elapsed.total_seconds() < 0.1


def test_a_page_of_an_allowed_origin_can_read_a_problem_and_no_other(nginx: Nginx) -> None:
    allowed = nginx.client.get("/docs", headers={"Origin": PAGE})
    assert allowed.headers["access-control-allow-origin"] == PAGE
    assert allowed.headers["access-control-expose-headers"] == "Retry-After, X-Request-ID"
    for origin in ("https://evil.example.test", f"{PAGE}.evil.test", "null"):
        refused = nginx.client.get("/docs", headers={"Origin": origin})
        assert not [name for name in refused.headers if name.startswith("access-control")]


def test_a_problem_of_the_gateway_is_passed_untouched(nginx: Nginx) -> None:
    for status in (400, 404, 413, 422, 429, 500, 502, 503, 504):
        answer = nginx.client.get("/problem", params={"status": status})
        assert answer.status_code == answer.json()["status"] == status
        assert answer.json()["code"] == "own"
        assert answer.headers.get_list("retry-after") == ["17"]
        assert answer.headers.get_list("ratelimit-limit") == ["30"]
        assert answer.headers.get_list("content-language") == ["en"]


# --- Headers ---


def test_every_answer_has_the_security_headers_once(nginx: Nginx) -> None:
    for path in ("/health", "/auth/login", "/chat/?pause=0", "/docs"):
        assert_edge_headers(nginx.client.get(path))


def test_a_policy_of_the_gateway_stays(nginx: Nginx) -> None:
    answer = nginx.client.get("/problem")
    assert answer.headers.get_list("content-security-policy") == ["sandbox"]
    assert answer.headers.get_list("x-frame-options") == ["DENY"]
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


@pytest.mark.parametrize("given", ["a", "A.b_c-9", "x" * 128])
def test_a_request_id_is_taken_over_passed_on_logged_and_returned(nginx: Nginx, given: str) -> None:
    answer = nginx.client.get("/problem", headers={"X-Request-ID": given})
    assert answer.headers.get_list("x-request-id") == [given]
    seen = nginx.seen(given)
    assert seen is not None
    assert [value for name, value in seen["headers"] if name == "x-request-id"] == [given]
    assert nginx.log_of(f'"{given}"')["request_id"] == given


@pytest.mark.parametrize("given", [None, "", "x" * 129, "a b", 'a"b', "a;b", "é", "a,b", "<script>"])
def test_one_is_made_where_none_or_no_good_one_came(nginx: Nginx, given: str | None) -> None:
    answer = nginx.client.get("/echo", headers={} if given is None else {b"X-Request-ID": given.encode()})
    made = answer.headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", made)
    assert [value for name, value in answer.json()["headers"] if name == "x-request-id"] == [made]


def test_two_request_ids_are_none(nginx: Nginx) -> None:
    answer = nginx.client.get("/echo", headers=[("X-Request-ID", "one"), ("X-Request-ID", "two")])
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


FORGED = {
    "X-Forwarded-For": "198.51.100.7",
    "X-Real-IP": "198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example.test",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Ssl": "on",
    "X-Forwarded-Protocol": "ssl",
    "X-Client-IP": "198.51.100.7",
    "Forwarded": "for=198.51.100.7;proto=https;host=evil.example.test",
    "X_Forwarded_For": "198.51.100.7",
}


def test_what_a_client_says_about_where_it_comes_from_changes_nothing(nginx: Nginx) -> None:
    given = request_id()
    honest = nginx.client.get("/echo", headers={"X-Request-ID": given}).json()["headers"]
    forged = nginx.client.get("/echo", headers={"X-Request-ID": given, **FORGED}).json()["headers"]
    assert forged == honest
    fields = dict(honest)
    assert fields["x-forwarded-for"] == fields["x-real-ip"] == nginx.log_of(given)["client"]
    assert fields["x-forwarded-proto"] == "http"
    assert fields["x-forwarded-host"] == fields["host"] == f"127.0.0.1:{nginx.port}"


def test_credentials_and_conditions_reach_the_gateway(nginx: Nginx) -> None:
    sent = {"authorization": "Bearer a.b.c", "if-match": '"1"', "idempotency-key": "k", "accept-language": "en"}
    seen = dict(nginx.client.get("/echo", headers=sent).json()["headers"])
    assert {name: seen[name] for name in sent} == sent
    assert "connection" not in seen


# --- Compression ---


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json", "text/plain", "image/svg+xml"])
def test_text_is_packed(nginx: Nginx, kind: str) -> None:
    answer = nginx.client.get("/text", params={"bytes": 20000, "kind": kind})
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert answer.num_bytes_downloaded < 500
    assert len(answer.json()["a"]) == 20000


@pytest.mark.parametrize(
    "query",
    [
        {"bytes": 20000, "kind": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"bytes": 20000, "kind": "image/png"},
        {"bytes": 100, "kind": "application/json"},
    ],
)
def test_what_is_packed_by_nature_or_small_is_not(nginx: Nginx, query: dict[str, str]) -> None:
    assert "content-encoding" not in nginx.client.get("/text", params=query).headers


def test_what_comes_packed_is_not_packed_again(nginx: Nginx) -> None:
    answer = nginx.client.get("/text", params={"bytes": 20000, "kind": "application/json", "packed": "1"})
    assert answer.headers.get_list("content-encoding") == ["gzip"]
    assert len(answer.json()["a"]) == 20000


# --- Floods ---


def test_a_flood_of_log_ins_is_held_off_with_a_problem(nginx_in_development: Nginx) -> None:
    answers = [nginx_in_development.client.post("/auth/login", json={}) for _ in range(100)]
    passed = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code != 200]
    assert len(passed) >= 40  # the gateway's own limit, thirty a minute, would have answered long before
    assert refused
    for answer in refused:
        assert answer.status_code == answer.json()["status"] == 429
        assert answer.json()["code"] == errors.RATE_LIMITED.code
        assert answer.json()["detail"] == errors.RATE_LIMITED.detail.render("pt-BR", seconds=1)
        assert answer.headers["retry-after"] == "1"
        assert "ratelimit-limit" not in answer.headers
    assert nginx_in_development.client.get("/auth/me").status_code == 200
