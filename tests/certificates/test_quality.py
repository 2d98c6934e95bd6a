"""What judges say of the door: testssl.sh and a browser; and what clients rely on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Error, Page, Response, sync_playwright

from certificates.harness import API, Door, door
from support.containers import needs_docker

pytestmark = needs_docker

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
# Protocols, forward secrecy, ciphers and preferences, server defaults, headers, vulnerabilities. The full run, of
# minutes, is for make soak.
TESTSSL_SECTIONS = "-p -f -P -S -h -U"
ABOVE_LOW = {"MEDIUM", "HIGH", "CRITICAL", "FATAL"}
SECURITY = {
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "frame-ancestors 'none'",
    "server": "nginx",
}


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door(tmp_path_factory.mktemp("quality")) as made:
        made.up()
        made.issue()
        yield made


@pytest.fixture(scope="module")
def root(trusted: Door) -> Path:
    return trusted.root()


# --- Judges ---


@pytest.mark.heavy
def test_testssl_finds_nothing_above_low(trusted: Door, root: Path) -> None:
    save = f"cat >/tmp/root.pem <<'END'\n{root.read_text()}END\n"
    judge = (
        f"testssl --quiet --color 0 --warnings off {TESTSSL_SECTIONS} --add-ca /tmp/root.pem --jsonfile /tmp/found.json"
    )
    script = f"{save}{judge} https://{API}:443 >/tmp/said 2>&1; cat /tmp/found.json"
    said, _ = trusted.stack.execute("client", "bash", "-c", script)
    found = json.loads(said)
    print(f"testssl.sh: {len(found)} findings")  # noqa: T201  a figure of the report
    bad = [entry for entry in found if entry["severity"] in ABOVE_LOW]
    assert [(entry["id"], entry["severity"], entry["finding"]) for entry in bad] == []
    assert len(found) > 100


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
@pytest.mark.skipif(shutil.which("certutil") is None, reason="needs certutil: apt-get install libnss3-tools")
def test_a_browser_trusts_it_with_our_root_and_not_without(trusted: Door, root: Path, tmp_path: Path) -> None:
    for home, is_trusted in (("with", True), ("without", False)):
        store = tmp_path / home / ".pki/nssdb"
        store.mkdir(parents=True)
        subprocess.run(["certutil", "-d", f"sql:{store}", "-N", "--empty-password"], check=True)
        if is_trusted:
            add = ["-A", "-t", "C,,", "-n", "test root", "-i", str(root)]
            subprocess.run(["certutil", "-d", f"sql:{store}", *add], check=True)
        assert_page_opens(trusted, tmp_path / home, is_trusted)


def assert_page_opens(trusted: Door, home: Path, is_trusted: bool) -> None:
    """By its name and with no exception made; the name leads to this machine instead of nowhere."""
    rule = f"--host-resolver-rules=MAP {API}:443 127.0.0.1:{trusted.stack.ports['HTTPS_PORT']}"
    arguments = ["--no-sandbox", "--disable-quic", "--no-proxy-server", rule]
    with sync_playwright() as playwright:
        environment: dict[str, str | float | bool] = {**os.environ, "HOME": str(home)}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, env=environment)
        page = browser.new_page()
        if is_trusted:
            answer = go_to(page, f"https://{API}/health")
            assert answer is not None
            assert answer.status == 200
            details = answer.security_details()
            assert details is not None
            assert details["protocol"] == "TLS 1.3"
        else:
            with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
                go_to(page, f"https://{API}/health")
        browser.close()


def go_to(page: Page, url: str) -> Response | None:
    """Other tests make and remove networks of this machine: Chromium breaks off what is under way then."""
    while True:
        try:
            return page.goto(url)
        except Error as error:
            if "ERR_NETWORK_CHANGED" not in str(error):
                raise


# --- What clients rely on ---


def test_no_response_about_revocation_is_stapled(trusted: Door) -> None:
    """Let's Encrypt has no responders any more; to wait for one would be in vain."""
    address = f"127.0.0.1:{trusted.stack.ports['HTTPS_PORT']}"
    command = ["openssl", "s_client", "-connect", address, "-servername", API, "-status"]
    said = subprocess.run(command, input="", capture_output=True, text=True, check=False, timeout=30).stdout
    assert "OCSP response: no response sent" in said
    assert "ssl_stapling" not in trusted.stack.execute("nginx", "cat", "/opt/tr4ction-nginx/snippets/tls.conf")[0]


@pytest.mark.parametrize(("version", "works"), [("1.0", False), ("1.1", False), ("1.2", True), ("1.3", True)])
def test_versions_of_tls(trusted: Door, root: Path, version: str, works: bool) -> None:
    status, _ = trusted.curl("/health", f"--tlsv{version}", "--tls-max", version, trusting=root)
    assert (status == 0) == works


def test_a_client_that_comes_again_need_not_shake_hands_in_full(trusted: Door) -> None:
    """By the session's number (TLS 1.2); there are no tickets, whose key would have to be rotated."""
    address = f"127.0.0.1:{trusted.stack.ports['HTTPS_PORT']}"
    command = ["openssl", "s_client", "-connect", address, "-servername", API, "-tls1_2", "-reconnect"]
    said = subprocess.run(command, input="", capture_output=True, text=True, check=False, timeout=30).stdout
    assert said.count("Reused, ") == 5
    assert "TLS session ticket:" not in said


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/health", [], 200),
        ("/problem?status=500", [], 500),
        ("/docs", [], 404),
        ("/x", ["-X", "TRACE"], 405),
        ("/auth/login", ["--data-binary", f"@{__file__}", "-H", "Content-Length: 99999999"], 413),
        ("/health", ["-H", "Host: other.example.test"], 421),
        ("/hang-up", [], 502),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_the_headers_are_on_every_answer(
    trusted: Door, version: str, path: str, options: list[str], status: int
) -> None:
    _, said = trusted.curl(path, "-i", "--max-time", "10", version, *options)
    answers = re.split(r"(?m)^(?=HTTP/)", said)
    head = answers[-1].replace("\r\n", "\n").partition("\n\n")[0]
    assert int(head.split()[1]) == status
    fields = [(name.lower(), value) for name, value in re.findall(r"(?m)^([\w-]+): (.*)$", head)]
    for name, value in SECURITY.items():
        expected = "sandbox" if path.startswith("/problem") and name == "content-security-policy" else value
        assert [given for field, given in fields if field == name] == [expected], name


def test_headers_that_are_too_large_are_told_so(trusted: Door) -> None:
    """Over HTTP/2 nginx ends the connection instead, as the protocol has it."""
    _, said = trusted.curl("/health", "-i", "--http1.1", "-H", f"X-Long: {'a' * 9000}")
    assert said.startswith("HTTP/1.1 431")
    assert "Strict-Transport-Security: max-age=63072000" in said


def test_plain_http_at_the_port_of_tls_is_told_so(trusted: Door) -> None:
    answer = httpx.get(f"http://127.0.0.1:{trusted.stack.ports['HTTPS_PORT']}/health", trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (400, "request_refused")
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_events_arrive_one_by_one(trusted: Door, root: Path, version: str) -> None:
    port = trusted.stack.ports["HTTPS_PORT"]
    connect = ["--noproxy", "*", "--cacert", str(root), "--connect-to", f"{API}:443:127.0.0.1:{port}"]
    command = ["curl", "-sSN", version, *connect, f"https://{API}/chat/?pause=1.5"]
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        line = client.stdout.readline()
        first = time.monotonic() - started
        rest = client.stdout.read()
    assert line == "event: delta\n"
    assert "second" in rest
    assert first < 1 < time.monotonic() - started


def test_text_is_packed_over_tls_too(trusted: Door) -> None:
    _, said = trusted.curl(
        "/text?bytes=20000&kind=application/json", "-i", "--compressed", "-o", "/dev/null", "-D", "-"
    )
    assert "content-encoding: gzip" in said.lower()


def test_the_gateway_is_told_how_the_client_came(trusted: Door) -> None:
    _, said = trusted.curl("/echo", "-H", "X-Forwarded-Proto: gopher")
    headers = dict(json.loads(said)["headers"])
    assert headers["x-forwarded-proto"] == "https"
    assert headers["x-forwarded-host"] == headers["host"] == API
