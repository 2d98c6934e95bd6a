"""What is in the images, and what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.containers import build_images, docker, needs_docker
from tr4ction_common.settings import VERSION

pytestmark = needs_docker

MEGABYTES = {"gateway": 270, "ingestion": 270, "chroma": 210, "nginx": 110, "certbot": 180}
PYTHON_SERVICES = ["gateway", "ingestion", "chroma", "migrate"]


@pytest.fixture(scope="module", autouse=True)
def _images() -> None:
    build_images()


def inspected(service: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(docker("image", "inspect", f"tr4ction-{service}:{VERSION}").stdout)[0]
    return found


def in_image(service: str, script: str, shell: str = "bash") -> str:
    image = f"tr4ction-{service}:{VERSION}"
    return docker("run", "--rm", "--network", "none", "--entrypoint", shell, image, "-c", script).stdout.strip()


@pytest.mark.parametrize(("service", "limit"), MEGABYTES.items())
def test_size(service: str, limit: int) -> None:
    size = inspected(service)["Size"] / 1e6
    print(f"{service}: {size:.0f} MB")  # noqa: T201  a figure of the report
    assert size <= limit


@pytest.mark.parametrize(
    ("service", "user"),
    [*((name, "10001:10001") for name in PYTHON_SERVICES), ("nginx", "10101:10101"), ("certbot", "10101:10101")],
)
def test_it_runs_as_nobody_special(service: str, user: str) -> None:
    assert inspected(service)["Config"]["User"] == user
    assert in_image(service, "id -un", "sh") == "appuser"


@pytest.mark.parametrize("service", PYTHON_SERVICES)
def test_nothing_that_installs_or_compiles_is_inside(service: str) -> None:
    assert in_image(service, "type -P pip pip3 gcc cc make curl wget git; true") == ""
    for module in ("pip", "ensurepip", "setuptools"):
        assert in_image(service, f"python -c 'import {module}' 2>/dev/null && echo there; true") == ""


@pytest.mark.parametrize("service", PYTHON_SERVICES)
def test_nobody_can_change_what_runs(service: str) -> None:
    writable = "find / -xdev -writable -not -type l -not -path '/proc/*' -not -path '/dev/*' 2>/dev/null; true"
    expected = {
        "gateway": {"/data/gateway", "/secrets/gateway", "/var/log/tr4ction"},
        "ingestion": {"/data/ingestion", "/secrets/ingestion", "/var/log/tr4ction"},
        "chroma": {"/data"},
    }
    expected["migrate"] = expected["gateway"] | expected["ingestion"]
    found = {path for path in in_image(service, writable).split() if path not in ("/tmp", "/var/tmp", "/run/lock")}
    assert found == expected[service]


@pytest.mark.parametrize("service", PYTHON_SERVICES)
def test_only_what_runs_is_inside(service: str) -> None:
    assert in_image(service, "find /app -name tests -o -name '*.toml' -o -name '*.lock' -o -name '.env*'") == ""
    assert in_image(service, "ls /run/secrets 2>/dev/null; true") == ""  # what the build was given stayed out


@pytest.mark.parametrize(("service", "others"), [("gateway", "ingestion workbook"), ("ingestion", "gateway")])
def test_a_service_has_no_other_service_in_it(service: str, others: str) -> None:
    names = {f"tr4ction_{name}" for name in others.split()}
    assert not names & set(in_image(service, "ls /app").split())


@pytest.mark.parametrize("service", [*PYTHON_SERVICES])
def test_what_it_says_of_itself(service: str) -> None:
    config = inspected(service)["Config"]
    assert config["Labels"]["org.opencontainers.image.title"] == f"tr4ction-{service}"
    assert config["Labels"]["org.opencontainers.image.version"] == VERSION
    assert config["StopSignal"] == "SIGTERM"
    assert config["Cmd"][0] in ("gunicorn", "python")  # no shell between the engine and the program
