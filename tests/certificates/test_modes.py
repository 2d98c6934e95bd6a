"""Every TLS_MODE, on empty volumes and on those of a stack that has had others."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator

import httpx
import pytest

from certificates.harness import API, APP, Door, door
from support.containers import ROOT, needs_docker, wait_until
from tr4ction_certbot.pairs import make_self_signed, split_pair

pytestmark = needs_docker

CHALLENGE = "/.well-known/acme-challenge/some-token"
SECURE = ("selfsigned", "custom", "letsencrypt")
STRANGERS = ("other.example.test", "203.0.113.9", f"x.{API}")


@pytest.fixture(scope="module")
def modes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door(tmp_path_factory.mktemp("modes"), authority=False, APP_DOMAIN=APP) as made:
        yield made


def start_empty(modes: Door, **settings: str) -> None:
    modes.down(with_volumes=True)
    modes.up(**{"TLS_MODE": "", "API_DOMAIN": API, "TRUSTED_PROXIES": "", **settings})


def assert_challenges_are_answered(modes: Door, *hosts: str) -> None:
    modes.in_certbot(f"mkdir -p /var/www/certbot/.well-known/acme-challenge && echo proof >/var/www/certbot{CHALLENGE}")
    for host in hosts:
        answer = modes.http(CHALLENGE, host)
        assert (answer.status_code, answer.text) == (200, "proof\n")
        assert answer.headers["content-type"] == "text/plain"
    assert modes.http("/.well-known/acme-challenge/none", hosts[0]).status_code == 404


def assert_strangers_are_sent_away(modes: Door) -> None:
    for host in STRANGERS:
        answer = modes.http("/health", host)
        assert answer.status_code == answer.json()["status"] == 421
        assert answer.headers["content-type"] == "application/problem+json"


def test_without_a_name_it_is_plain_http_at_every_address(modes: Door) -> None:
    start_empty(modes, API_DOMAIN="")
    for host in (*STRANGERS, APP):
        assert modes.http("/health", host).status_code == 200
    assert_challenges_are_answered(modes, *STRANGERS)
    assert modes.readiness()[1] == {"status": "ready", "checks": {}, "certificate": {"mode": "off"}}
    assert modes.certbot("check").returncode == 0
    with pytest.raises(OSError, match=r".+"):
        modes.served()


def test_off_is_plain_http_at_our_names(modes: Door) -> None:
    start_empty(modes, TLS_MODE="off")
    for host in (API, APP, API.upper(), f"{API}:8080"):
        answer = modes.http("/health", host)
        assert answer.status_code == 200
        assert "strict-transport-security" not in answer.headers
    assert_strangers_are_sent_away(modes)
    assert_challenges_are_answered(modes, API, *STRANGERS)


def test_off_believes_the_proxy_that_it_was_told_of_and_says_whom(modes: Door) -> None:
    """Before and after: every request comes from the bridge's gateway."""
    told = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "shop.example.test"}
    got = ("x-forwarded-for", "x-real-ip", "x-forwarded-proto", "x-forwarded-host")

    def passed_on() -> list[str]:
        with httpx.Client(base_url=modes.stack.url, trust_env=False) as client:
            headers = dict(client.get("/echo", headers={"Host": API, **told}).json()["headers"])
        return [headers[name] for name in got]

    assert modes.events("nginx", "starting")[-1]["trusted_proxies"] == ""
    address, again, *rest = passed_on()
    assert (address, rest) == (again, ["http", API])
    modes.up(TRUSTED_PROXIES=f"10.9.9.9, {address}/32")
    assert modes.events("nginx", "starting")[-1]["trusted_proxies"] == f"10.9.9.9 {address}/32"
    assert passed_on() == ["198.51.100.7", "198.51.100.7", "https", "shop.example.test"]
    told["X-Forwarded-Proto"] = "gopher"
    told["X-Forwarded-Host"] = 'x"y'
    told["X-Forwarded-For"] = "203.0.113.5, 198.51.100.7"  # what the proxy itself has seen stands last
    assert passed_on() == ["198.51.100.7", "198.51.100.7", "http", API]


@pytest.mark.parametrize("mode", SECURE)
def test_a_secure_mode_on_empty_volumes(modes: Door, mode: str) -> None:
    start_empty(modes, TLS_MODE=mode)
    for name in (API, APP):
        assert modes.curl("/health", "--fail", name=name)[0] == 0
    assert_challenges_are_answered(modes, API, APP, *STRANGERS)
    assert_strangers_are_sent_away(modes)


@pytest.mark.parametrize(("method", "target"), [("GET", "/a%20b//c?d=e%2Ff"), ("POST", "/auth/login"), ("HEAD", "/")])
def test_plain_http_leads_to_the_same_place_in_a_secure_mode(modes: Door, method: str, target: str) -> None:
    with httpx.Client(base_url=modes.stack.url, trust_env=False) as client:
        for name in (API, APP):
            answer = client.request(method, target, headers={"Host": f"{name}:8080"})
            assert answer.status_code == 308  # a POST stays a POST
            assert answer.headers["location"] == f"https://{name}:{modes.stack.ports['HTTPS_PORT']}{target}"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "strict-transport-security" not in answer.headers  # RFC 6797: not over plain HTTP


@pytest.mark.parametrize("name", [*STRANGERS, None])
def test_who_names_no_host_of_ours_gets_no_handshake(modes: Door, name: str | None) -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", modes.stack.ports["HTTPS_PORT"]), 10) as plain,
        pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"),
    ):
        context.wrap_socket(plain, server_hostname=name)


def test_who_names_another_host_after_the_handshake_is_sent_away(modes: Door) -> None:
    for version in ("--http1.1", "--http2"):
        _, said = modes.curl("/health", version, "-H", "Host: other.example.test", "-w", "%{http_code}")
        assert '"status":421' in said
        assert said.endswith("421")


def test_self_signed_stays_the_same(modes: Door) -> None:
    start_empty(modes, TLS_MODE="selfsigned")
    wait_for_self_signed(modes)
    certificate = modes.served()
    assert set(certificate.names) == {API, APP}
    assert modes.certbot("check").returncode == 0
    modes.stack.run("rm", "--force", "--stop", "nginx", "certbot")
    modes.up()
    assert modes.served() == certificate
    assert "strict-transport-security" not in modes.curl("/health", "-i")[1].lower()


def wait_for_self_signed(modes: Door) -> None:
    wait_until(lambda: modes.readiness()[1]["certificate"]["source"] == "selfsigned", 15, "a certificate")


def test_custom_takes_what_fits_together_and_nothing_else(
    modes: Door, tmp_path_factory: pytest.TempPathFactory
) -> None:
    modes.up(TLS_MODE="custom")
    folder = tmp_path_factory.mktemp("own")
    first, second = (make_self_signed((API, "*.example.test")) for _ in range(2))
    (folder / "chain.pem").write_bytes(first[0])
    (folder / "key.pem").write_bytes(first[1])
    (folder / "other.pem").write_bytes(second[1])

    done = install(modes, folder / "chain.pem", folder / "key.pem")
    assert done.returncode == 0, done.stdout + done.stderr
    modes.wait_for_serial(lambda now: now == split_pair(b"".join(first))[2].serial)
    assert modes.curl("/health", trusting=folder / "chain.pem")[0] == 0
    assert modes.readiness()[1]["checks"]["certificate"] == "ok"
    assert "strict-transport-security: max-age=63072000" in modes.curl("/health", "-i")[1].lower()

    refused = install(modes, folder / "chain.pem", folder / "other.pem")
    assert (refused.returncode, refused.stderr.split(":")[:2]) == (2, ["error", " key_mismatch"])
    modes.put_pair("custom", first[0], second[1])  # past all checks
    modes.wait_for_check("refused: key_mismatch")
    assert modes.served() == split_pair(b"".join(first))[2]
    modes.put_pair("custom", *second)
    modes.wait_for_check("ok")
    modes.wait_for_serial(lambda now: now == split_pair(b"".join(second))[2].serial)


def install(modes: Door, *files: object) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(ROOT / "scripts/install_certificate.sh"), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=modes.environment())


@pytest.mark.heavy
def test_each_mode_finds_its_own_on_used_volumes(modes: Door) -> None:
    """With the first handshake, whatever was served before; what it must not find is in nobody's way."""
    start_empty(modes)
    issued, own = (make_self_signed((API, APP)) for _ in range(2))
    modes.put_pair("live/tr4ction", *issued)
    modes.put_pair("custom", *own)
    expected = {"letsencrypt": split_pair(b"".join(issued))[2], "custom": split_pair(b"".join(own))[2]}
    modes.up(TLS_MODE="selfsigned")
    wait_for_self_signed(modes)
    expected["selfsigned"] = modes.served()
    for mode in ("letsencrypt", "custom", "off", "selfsigned", "letsencrypt"):
        modes.up(TLS_MODE=mode)
        if mode == "off":
            assert modes.http("/health").status_code == 200
        else:
            assert modes.served() == expected[mode], mode
    modes.up(TLS_MODE="", API_DOMAIN="")
    assert modes.http("/health", "203.0.113.9").status_code == 200
