"""The container: what it refuses to start with, what it may do, what it writes down, how it ends."""

from __future__ import annotations

import json
import threading
import time

import pytest

from nginx.harness import AIRGAP_BASE, IMAGE, NGINX, Net, Nginx, configuration, docker, request_id, shell
from support.containers import needs_docker

pytestmark = needs_docker

WRONG = {
    "MAX_UPLOAD_MB": ["0", "1025", "-1", "50m", "5.0", "99999999999999999999", "1;}"],
    "MAX_BODY_KB": ["0", "65537", "x"],
    "ENVIRONMENT": ["prod", "Production", "production development"],
    "GATEWAY_UPSTREAM": [
        "gateway",
        "gateway:",
        ":8000",
        "gateway:0",
        "gateway:65536",
        "http://gateway:8000",
        "a b:1",
        "a;b:1",
    ],
    "PROXY_READ_TIMEOUT_SECONDS": ["x", "-1", "99999", "1m"],
    "ERROR_CATALOGUE_URL": ["errors", "ftp://x", 'https://x"', "https://x y", "https://x/$host", "https://x;"],
    "CORS_ORIGINS": ["*", "app.example.test", "https://a.test/path", 'https://a.test";', "https://ok.test,nonsense"],
    "LOG_LEVEL": ["verbose", "info"],
    "API_DOMAIN": [
        "localhost",
        "https://a.test",
        "a.test:80",
        "a.test;",
        "203.0.113.9",
        "*.a.test",
        "-a.test",
        "a..test",
    ],
    "APP_DOMAIN": ["a b.test", "a_b.test", f"{'a' * 64}.test"],
    "TLS_MODE": ["on", "Off", "custom", "letsencrypt"],  # the last two need a name
    "HTTPS_PORT": ["0", "65536", "https"],
    "TRUSTED_PROXIES": ["*", "proxy.example.test", "10.0.0.0/8;", "10.0.0.0/8 192.168.0.0/16", "::g"],
}


# --- Settings ---


def test_wrong_settings_are_refused_by_name(base: str) -> None:
    cases = [(name, value) for name, values in WRONG.items() for value in values]
    settings = {f"CASE_{n}": f"{name}={value}" for n, (name, value) in enumerate(cases)}
    try_one = f'env "${{!c}}" {NGINX} -t 2>&1 | head -1; echo "${{PIPESTATUS[0]}}"'
    lines = shell(f"for n in {{0..{len(cases) - 1}}}; do c=CASE_$n; {try_one}; done", **settings).stdout.splitlines()
    assert len(lines) == 2 * len(cases)
    for (name, value), said, status in zip(cases, lines[::2], lines[1::2], strict=True):
        assert said.startswith(f"error: setting_invalid: {name}: "), (name, value, said)
        assert status == "2"


def test_all_wrong_settings_are_told_at_once_and_nothing_starts(base: str) -> None:
    done = docker("run", "--rm", "-e", "MAX_UPLOAD_MB=x", "-e", "ENVIRONMENT=x", IMAGE, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "error: setting_invalid: MAX_UPLOAD_MB: must be a whole number from 1 to 1024",
        "error: setting_invalid: ENVIRONMENT: must be one of: development test production",
    ]


def test_empty_settings_are_none_and_what_is_not_said_is_closed(base: str) -> None:
    empty = configuration(**dict.fromkeys(WRONG, ""))
    assert empty == configuration()
    assert "client_max_body_size 51264k;" in empty
    assert "client_max_body_size 1024k;" in empty
    assert "server gateway:8000 resolve" in empty
    assert "proxy_read_timeout 125s;" in empty
    assert "redoc" in empty
    assert "${" not in empty


def test_settings_reach_the_configuration(base: str) -> None:
    settings = {"MAX_UPLOAD_MB": "007", "PROXY_READ_TIMEOUT_SECONDS": "0.5", "LOG_LEVEL": "WARNING"}
    origins = "https://a.example.test/, http://localhost:3000,"
    text = configuration(**settings, GATEWAY_UPSTREAM="10.0.0.9:9000", ENVIRONMENT="test", CORS_ORIGINS=origins)
    assert "client_max_body_size 7232k;" in text
    assert "limite de 7 MB" in text
    assert "proxy_read_timeout 6s;" in text
    assert "error_log stderr warn;" in text
    assert "server 10.0.0.9:9000 resolve" in text
    assert '"https://a.example.test" "https://a.example.test";' in text
    assert '"http://localhost:3000" "http://localhost:3000";' in text
    assert "redoc" not in text


# --- Start ---


@pytest.mark.parametrize(
    ("version", "starts"),
    [("1.26.3", False), ("1.27.9", False), ("0.9.9", False), ("1.28.0", True), ("1.30.6", True), ("2.0.0", True)],
)
def test_nginx_that_is_too_old_is_refused(base: str, version: str, starts: bool) -> None:
    fake = f'cd /run/nginx; echo "echo nginx version: nginx/{version}" >nginx; chmod +x nginx'
    done = shell(f"{fake}; PATH=/run/nginx:$PATH {NGINX} -t")
    if starts:
        assert done.returncode == 0, done.stderr
    else:
        assert done.returncode == 2
        assert done.stderr.startswith(f"error: nginx_too_old: nginx/{version} is older than 1.28")
        assert "NGINX_IMAGE" in done.stderr


def test_a_folder_that_is_not_its_own_is_named_with_the_remedy(base: str) -> None:
    for folder in ("/run/nginx", "/var/log/nginx"):
        done = docker("run", "--rm", "--tmpfs", f"{folder}:mode=0755", IMAGE, "-t", check=False)
        assert done.returncode == 2
        assert done.stderr.startswith(f"error: folder_not_writable: {folder} must belong to uid 10101")


@pytest.mark.heavy
def test_it_is_healthy_within_seconds_and_sick_when_it_does_not_answer(own_net: Net) -> None:
    nginx = own_net.run_nginx()
    wait_for_health(nginx, "healthy")
    nginx.execute(
        "bash", "-c", "kill -STOP $(pgrep -x nginx 2>/dev/null || grep -lx nginx /proc/[0-9]*/comm | cut -d/ -f3)"
    )
    assert (
        docker("exec", nginx.id, "timeout", "3", "/opt/tr4ction-nginx/bin/healthcheck.sh", check=False).returncode != 0
    )


def wait_for_health(nginx: Nginx, wanted: str) -> None:
    deadline = time.monotonic() + 10
    while nginx.inspect("{{.State.Health.Status}}") != wanted:
        assert time.monotonic() < deadline
        time.sleep(0.1)


# --- What it may do ---


def test_it_runs_without_any_privilege(nginx: Nginx) -> None:
    main = nginx.execute("cat", "/run/nginx/nginx.pid").strip()
    status = dict(
        line.split(":\t", 1) for line in nginx.execute("cat", f"/proc/{main}/status").splitlines() if ":\t" in line
    )
    assert set(status["Uid"].split()) == set(status["Gid"].split()) == {"10101"}
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == int(status["CapBnd"], 16) == 0
    assert status["NoNewPrivs"] == "1"


def test_it_can_write_nowhere_but_where_it_must(nginx: Nginx) -> None:
    for folder in ("/", "/etc/nginx", "/opt/tr4ction-nginx", "/usr/local/bin", "/var/lib", "/tmp"):
        done = docker("exec", nginx.id, "touch", f"{folder}/x", check=False)
        assert "Read-only file system" in done.stderr


def test_it_is_small(nginx: Nginx, base: str) -> None:
    if base == AIRGAP_BASE:
        assert int(docker("image", "inspect", "-f", "{{.Size}}", IMAGE).stdout) <= 110_000_000
    used = docker("stats", "--no-stream", "--format", "{{.MemUsage}}", nginx.id).stdout
    assert float(used.partition("MiB")[0]) < 40


# --- What it writes down ---


def test_its_log_tells_each_request_and_no_secret(nginx: Nginx) -> None:
    given = request_id()
    sent = {
        "X-Request-ID": given,
        "Authorization": "Bearer geheim",
        "Referer": "https://x/?t=geheim",
        "User-Agent": 'a"b\\c',
    }
    nginx.client.get("/echo/a%20b?token=geheim", headers=sent)
    entry = nginx.log_of(given)
    assert entry["path"] == "/echo/a%20b"
    assert (entry["method"], entry["status"], entry["user_agent"]) == ("GET", 200, 'a"b\\c')
    assert entry["upstream"].endswith(":8000")
    assert float(entry["upstream_seconds"]) <= entry["seconds"] + 0.001
    assert "geheim" not in nginx.execute("cat", "/var/log/nginx/access.log")
    assert given in nginx.execute("cat", "/var/log/nginx/access.log")


def test_its_log_tells_what_was_asked_not_where_the_error_page_is(nginx: Nginx) -> None:
    given = request_id()
    nginx.client.post("/docs?a=b", headers={"X-Request-ID": given})
    entry = nginx.log_of(given)
    assert (entry["method"], entry["path"], entry["status"], entry["upstream"]) == ("POST", "/docs", 404, "")


def test_every_line_of_the_log_is_json(nginx: Nginx) -> None:
    nginx.client.get("/echo", headers={"User-Agent": "\x7f\\x22"})
    for line in nginx.execute("cat", "/var/log/nginx/access.log").splitlines():
        json.loads(line)


@pytest.mark.heavy
def test_logs_in_the_volume_stay_small(own_net: Net) -> None:
    nginx = own_net.run_nginx()
    rotate = ("/opt/tr4ction-nginx/bin/rotate-logs.sh", "/var/log/nginx", "100", "3")
    for n in range(5):
        nginx.client.get(f"/round-{n}")
        nginx.execute(*rotate)
        time.sleep(0.2)
    files = nginx.execute("ls", "/var/log/nginx").split()
    assert [name for name in files if name.startswith("access")] == [
        *("access.log", "access.log.1", "access.log.2", "access.log.3"),
    ]
    assert "round-4" in nginx.execute("cat", "/var/log/nginx/access.log.1")
    nginx.client.get("/after")
    assert "after" in nginx.execute("cat", "/var/log/nginx/access.log")
    nginx.execute("/opt/tr4ction-nginx/bin/rotate-logs.sh", "/var/log/nginx", "1000000", "3")
    assert "after" in nginx.execute("cat", "/var/log/nginx/access.log")


# --- How it ends ---


@pytest.mark.heavy
def test_a_request_under_way_ends_before_it_does(own_net: Net) -> None:
    own_net.run_gateway()
    nginx = own_net.run_nginx()
    answers: list[int] = []
    asking = threading.Thread(
        target=lambda: answers.append(nginx.client.get("/slow", params={"seconds": 2}).status_code)
    )
    asking.start()
    time.sleep(0.5)
    docker("stop", "-t", "20", nginx.id)
    asking.join()
    assert answers == [200]
    assert nginx.inspect("{{.State.ExitCode}}") == "0"
