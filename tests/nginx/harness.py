"""Containers for the tests of nginx: images, networks, and nginx run as the compose file runs it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent

IMAGE = "tr4ction-test/nginx:test"
UPSTREAM_IMAGE = "tr4ction-test/nginx-upstream:test"
AIRGAP_BASE = "tr4ction-base/nginx:1.30"  # as compose/airgap.yml calls it
START_TIMEOUT_SECONDS = 20

NGINX = "/opt/tr4ction-nginx/bin/entrypoint.sh"
SANDBOX = (
    *("--init", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
    *("--memory", "64m", "--pids-limit", "32"),
    *("--tmpfs", "/run/nginx:size=16m,uid=10101,gid=10101,mode=0755"),
)


def docker(*arguments: str, check: bool = True, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, errors="replace", timeout=timeout, check=False
    )
    if check and done.returncode != 0:
        raise RuntimeError(f"docker {' '.join(arguments)}\n{done.stdout}{done.stderr}")
    return done


def has_image(name: str) -> bool:
    return docker("image", "inspect", name, check=False).returncode == 0


def build_images() -> str:
    """Builds nginx and its stand-in gateway, and tells which base nginx got.

    That is NGINX_IMAGE where it is set, else one of Debian packages where their base is at hand, else the official one.
    """
    base = os.environ.get("NGINX_IMAGE", "")
    if not base and has_image("debian:forky-slim"):
        folder = REPOSITORY / "compose/airgap"
        docker("build", "-q", "-t", AIRGAP_BASE, "-f", f"{folder}/nginx.Dockerfile", str(folder), timeout=300)
        base = AIRGAP_BASE
    argument = ["--build-arg", f"NGINX_IMAGE={base}"] if base else []
    docker("build", "-q", "-t", IMAGE, *argument, str(REPOSITORY / "nginx"), timeout=300)
    docker("build", "-q", "-t", UPSTREAM_IMAGE, str(HERE / "upstream"), timeout=300)
    return base or "official"


@dataclass(frozen=True)
class Container:
    """A running container."""

    id: str

    def execute(self, *command: str, check: bool = True) -> str:
        return docker("exec", self.id, *command, check=check).stdout

    def inspect(self, template: str) -> str:
        return docker("inspect", "-f", template, self.id).stdout.strip()

    @property
    def address(self) -> str:
        """Its address in its network."""
        return self.inspect("{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")

    def reachable_address(self, port: int) -> str:
        """Its address, for tests that Docker's own proxy would be in the way of. Skips where no route leads there."""
        try:
            socket.create_connection((self.address, port), timeout=2).close()
        except OSError:
            pytest.skip("needs a Docker engine on this very machine, which must run Linux")
        return self.address

    def output(self) -> str:
        done = docker("logs", self.id)
        return done.stdout + done.stderr

    def remove(self) -> None:
        docker("rm", "-f", "-v", self.id, check=False)


@dataclass(frozen=True)
class Nginx(Container):
    """nginx, and a client at its published port."""

    client: httpx.Client
    port: int

    def log_of(self, request_id: str) -> dict[str, Any]:
        """The line of its access log about a request, which it writes just after the answer."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            for line in docker("logs", self.id).stdout.splitlines():
                if line.startswith("{") and request_id in line:
                    entry: dict[str, Any] = json.loads(line)
                    return entry
            time.sleep(0.05)
        raise AssertionError(f"no log line about {request_id}")

    def seen(self, request_id: str) -> dict[str, Any] | None:
        """What the stand-in gateway got of a request."""
        record: dict[str, Any] | None = self.client.get("/seen", params={"id": request_id}).json()
        return record

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while True:
            try:
                self.client.get("/")
                return
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"nginx did not start:\n{self.output()}") from None
                time.sleep(0.05)


class Net:
    """A private network and what runs in it."""

    def __init__(self) -> None:
        self.name = f"tr4ction-test-{uuid.uuid4().hex[:8]}"
        docker("network", "create", self.name)
        self._containers: list[Container] = []

    def run(self, *arguments: str) -> Container:
        done = docker("run", "-d", "--network", self.name, "--label", "tr4ction.test=nginx", *arguments)
        container = Container(done.stdout.strip())
        self._containers.append(container)
        return container

    def run_gateway(self, name: str = "gateway") -> Container:
        """The stand-in for the gateway, found by the name `gateway`; it calls itself `name`."""
        return self.run("--init", "--network-alias", "gateway", "-e", f"NAME={name}", UPSTREAM_IMAGE)

    def run_nginx(self, **settings: str) -> Nginx:
        variables = [part for name, value in settings.items() for part in ("-e", f"{name}={value}")]
        container = self.run(*SANDBOX, "-v", "/var/log/nginx", "-p", "127.0.0.1::80", *variables, IMAGE)
        port = int(docker("port", container.id, "80").stdout.splitlines()[0].rpartition(":")[2])
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30)
        nginx = Nginx(container.id, client, port)
        nginx.wait_until_it_answers()
        return nginx

    def close(self) -> None:
        if self._containers:
            docker("rm", "-f", "-v", *(container.id for container in self._containers), check=False)
        docker("network", "rm", self.name, check=False)


@contextlib.contextmanager
def network() -> Iterator[Net]:
    net = Net()
    try:
        yield net
    finally:
        net.close()


def wait_for_gateway(nginx: Nginx, seconds: float = START_TIMEOUT_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while nginx.client.get("/echo").status_code != 200:
        if time.monotonic() > deadline:
            raise AssertionError(f"the gateway is not reached:\n{nginx.output()}")
        time.sleep(0.05)


def request_id() -> str:
    return f"test-{uuid.uuid4().hex}"


def shell(command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in a new container of the image, as its user."""
    variables = [part for name, value in settings.items() for part in ("-e", f"{name}={value}")]
    return docker("run", "--rm", *variables, "--entrypoint", "bash", IMAGE, "-c", command, check=False)


def configuration(**settings: str) -> str:
    """The whole configuration nginx runs with."""
    done = shell(f"{NGINX} -T", **settings)
    assert done.returncode == 0, done.stderr
    return done.stdout
