"""The stack through its door: start, main job, limits, confinement."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.containers import ROOT, ContainerStack, docker, needs_docker
from support.workbooks import package, scenario_workbook
from tr4ction_common.settings import VERSION

pytestmark = needs_docker

SERVICES = ("nginx", "certbot", "gateway", "ingestion", "chroma")
START_SECONDS = 12
IDLE_MEBIBYTES = 450
Q1 = Path(os.environ.get("EVAL_DIR", ROOT.parent / "shared/eval")) / "q1/Template Q1.xlsx"

_UNITS = {"KiB": 1 / 1024, "MiB": 1, "GiB": 1024}


def curl(*arguments: str) -> Any:
    done = subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def workbook_of(megabytes: int) -> bytes:
    """A workbook of that many MB (1024² bytes) and a little less, most of it a picture."""
    return package(extra={"xl/media/image1.png": os.urandom(megabytes * 1024 * 1024 - 65536)})


def upload(client: httpx.Client, data: bytes, cycle: str, name: str) -> httpx.Response:
    return client.post("/admin/templates/upload", params={"cycle": cycle}, files={"file": (name, data)})


def test_it_starts_quickly(started: tuple[ContainerStack, float]) -> None:
    stack, seconds = started
    print(f"cold start, images present: {seconds:.1f} s")  # noqa: T201  a figure of the report
    assert stack.running() == set(SERVICES)
    assert seconds <= START_SECONDS


def test_idle_memory(stack: ContainerStack) -> None:
    ids = [stack.inspect(service)["Id"] for service in SERVICES]
    used = docker("stats", "--no-stream", "--format", "{{.MemUsage}}", *ids).stdout
    sizes = [float(size) * _UNITS[unit] for size, unit in re.findall(r"^([\d.]+)(\w+) /", used, re.MULTILINE)]
    print("idle memory, MiB:", dict(zip(SERVICES, sizes, strict=True)))  # noqa: T201  a figure of the report
    assert sum(sizes) <= IDLE_MEBIBYTES


def test_the_scenario_word_for_word(stack: ContainerStack, password: str, tmp_path: Path) -> None:
    localhost = f"http://localhost:{stack.ports['HTTP_PORT']}"
    assert curl(f"{localhost}/health") == {"status": "ok", "version": VERSION}

    credentials = json.dumps({"username": "admin", "password": password})
    login = ["-X", "POST", f"{localhost}/auth/login", "-H", "Content-Type: application/json", "-d", credentials]
    authorization = f"Authorization: Bearer {curl(*login)['access_token']}"
    workbook = tmp_path / "test_template.xlsx"
    workbook.write_bytes(scenario_workbook())
    address = f"{localhost}/admin/templates/upload?cycle=Q1_TEST"
    first, again = (
        curl("-X", "POST", address, "-H", authorization, "-F", f"file=@{workbook}") for _ in ("once", "and again")
    )
    assert first["template_key"] == "q1_test_template"
    assert first["validation_report"]["valid"] is True
    assert first["fields_count"] == 1
    assert again["template_id"] == first["template_id"]

    detail = curl(f"{localhost}/admin/templates/{first['template_id']}", "-H", authorization)
    (field,) = detail["fields"]
    assert (field["sheet_name"], field["cell_range"], field["label"]) == ("ICP", "B4", "Nome da Empresa")


@pytest.mark.skipif(not Q1.exists(), reason=f"needs the evaluation data (EVAL_DIR): {Q1}")
def test_the_real_workbook(admin: httpx.Client) -> None:
    answer = upload(admin, Q1.read_bytes(), "Q1", Q1.name)
    assert answer.status_code == 200, answer.text
    print(f"Template Q1: {answer.elapsed.total_seconds():.2f} s")  # noqa: T201  a figure of the report
    report = answer.json()
    assert (report["template_key"], report["validation_report"]["valid"]) == ("q1_template_q1", True)
    assert report["stats"]["num_sheets"] == 26


def test_a_file_just_under_the_limit(stack: ContainerStack, admin: httpx.Client) -> None:
    answer = upload(admin, workbook_of(49), "Q1", "Grande.xlsx")
    assert answer.status_code == 200, answer.text
    assert not stack.inspect("ingestion")["State"]["OOMKilled"]


def test_a_file_over_the_limit(admin: httpx.Client) -> None:
    answer = upload(admin, os.urandom(51 * 1024 * 1024), "Q1", "Grande demais.xlsx")
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "file_too_large"
    assert "50 MB" in problem["detail"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/metrics", "/health/ready"])
def test_what_is_for_insiders_does_not_exist_outside(stack: ContainerStack, path: str) -> None:
    with stack.client() as client:
        assert client.get(path).status_code == 404


def test_it_answers_at_the_bare_address_and_at_any_name(stack: ContainerStack) -> None:
    with stack.client() as client:
        for host in ("203.0.113.7", "ec2-203-0-113-7.example.com"):
            assert client.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("service", SERVICES)
def test_confinement_seen_from_inside(stack: ContainerStack, service: str) -> None:
    status, _ = stack.execute(service, "cat", "/proc/self/status")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert "0" not in fields["Uid"].split()
    for capabilities in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(fields[capabilities], 16) == 0, capabilities
    assert fields["NoNewPrivs"].strip() == "1"
    said, code = stack.execute(service, "touch", "/here")
    assert code != 0
    assert "Read-only file system" in said


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_was_given_a_secret_in_its_environment_or_told_one(
    stack: ContainerStack, service: str, password: str
) -> None:
    secrets = [password, *stack.execute("gateway", "cat", "/secrets/gateway/jwt_secret")[0].splitlines()]
    seen = json.dumps(stack.inspect(service)) + stack.log(service)
    assert not [secret for secret in secrets if secret in seen]


def test_secrets_are_for_one_service_each(stack: ContainerStack) -> None:
    expected = {
        "gateway": {"internal_token_private_key.pem", "jwt_secret", "jwt_secret_previous", "audit_key"},
        "ingestion": {"internal_token_public_key.pem"},
    }
    for service, names in expected.items():
        listed = stack.execute(service, "find", "/secrets", "-type", "f", "-printf", "%f %m %U\n")[0].split("\n")
        assert set(listed) == {f"{name} 400 10001" for name in names}


def test_who_has_no_accounts_is_out_of_reach(stack: ContainerStack) -> None:
    look_up = "import socket\ntry: print(socket.gethostbyname('{}'))\nexcept OSError: print('unknown')"
    image, front = f"tr4ction-gateway:{VERSION}", f"{stack.project}_front"
    for name in ("ingestion", "chroma"):
        outside = ["run", "--rm", "--network", front, "--entrypoint", "python", image, "-c", look_up.format(name)]
        assert docker(*outside).stdout.strip() == "unknown"
    assert stack.python("gateway", look_up.format("chroma")) != "unknown"


def test_logs_are_json_lines_that_share_the_request_id(stack: ContainerStack) -> None:
    with stack.client() as client:
        assert client.get("/auth/me", headers={"X-Request-ID": "seen-by-all"}).headers["X-Request-ID"] == "seen-by-all"
    for service in ("nginx", "gateway"):
        lines = [json.loads(line) for line in stack.log(service).splitlines() if line.startswith("{")]
        assert any(line.get("request_id") == "seen-by-all" for line in lines), service


# Last, because it uses up the log-ins of this address.


def test_a_forged_address_changes_nothing(stack: ContainerStack) -> None:
    def try_password(client: httpx.Client, n: int) -> httpx.Response:
        forged = f"198.51.100.{n}"
        headers = {"X-Forwarded-For": forged, "X-Real-IP": forged, "Forwarded": f"for={forged}"}
        who = {"username": "admin", "password": "not the password"}
        return client.post("/auth/login", json=who, headers=headers)

    with stack.client() as client:
        allowed = int(try_password(client, 1).headers["RateLimit-Limit"])
        answers = [try_password(client, n).status_code for n in range(2, allowed + 2)]
    assert answers[-1] == 429
    assert "198.51.100." not in stack.log("nginx") + stack.log("gateway")


def test_each_client_has_a_count_of_its_own(stack: ContainerStack) -> None:
    """After the one above: this machine's address has no log-in left, another one has all of them."""
    code = (
        "import json, urllib.error, urllib.request\n"
        "body = json.dumps({'username': 'admin', 'password': 'not the password'}).encode()\n"
        "ask = urllib.request.Request('http://nginx/auth/login', body, {'Content-Type': 'application/json'})\n"
        "try: urllib.request.urlopen(ask)\n"
        "except urllib.error.HTTPError as error: print(error.code)"
    )
    image, front = f"tr4ction-gateway:{VERSION}", f"{stack.project}_front"
    neighbour = docker("run", "--rm", "--network", front, "--entrypoint", "python", image, "-c", code)
    assert neighbour.stdout.strip() == "401"
