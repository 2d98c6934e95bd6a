"""The stack in containers, with names and ports of its own, gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from testcontainers.compose import DockerCompose

from support.servers import free_port

ROOT = Path(__file__).parents[2]
PRODUCTION, DEVELOPMENT, AIRGAP = "docker-compose.yml", "docker-compose.dev.yml", "compose/airgap.yml"
REDIS = "compose/redis.yml"
# What airgap.yml makes in place of the official image: overlays that are not always there take it from the environment.
AIRGAP_IMAGES = {"REDIS_IMAGE": "tr4ction-base/redis:7.2"}
ISOLATED = ROOT / "tests/compose/isolated.yml"

PORTS = ("HTTP_PORT", "HTTPS_PORT", "GATEWAY_PORT", "INGESTION_PORT", "CHROMA_PORT")
BUILD_SECONDS = 900


def _answers(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def has_docker() -> bool:
    """Whether an engine answers."""
    return _answers("docker", "version")


_REMEDY = "install and start Docker, or on a bare Debian: bash .ci/docker-engine.sh"

needs_compose = [
    pytest.mark.docker,
    pytest.mark.skipif(not _answers("docker", "compose", "version"), reason=f"needs Docker Compose: {_REMEDY}"),
]
needs_docker = [
    *needs_compose,
    pytest.mark.skipif(not has_docker(), reason=f"needs a Docker engine: {_REMEDY}"),
    pytest.mark.timeout(BUILD_SECONDS),
]


def docker(
    *arguments: str, check: bool = True, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return _run(["docker", *arguments], check, environment=environment)


def _run(
    command: Sequence[str], check: bool, cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, **(environment or {})}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=BUILD_SECONDS, cwd=cwd, env=variables
    )
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done


@cache
def overlays() -> tuple[str, ...]:
    """Ours for machines without a registry, where the Debian images that it starts from are at hand."""
    bases = ("debian:bookworm-slim", "debian:forky-slim")
    is_airgap = all(docker("image", "inspect", base, check=False).returncode == 0 for base in bases)
    return (AIRGAP,) if is_airgap else ()


@cache
def build_images(*files: str) -> None:
    """Builds the images of the compose files, by default those of production; bases first where they are ours."""
    compose = ["compose", *(option for name in (files or (PRODUCTION,)) + overlays() for option in ("-f", name))]
    bases = ["python-base", "nginx-base", "certbot-base", *(["redis-base"] if REDIS in files else [])]
    environment = AIRGAP_IMAGES if overlays() else {}
    if overlays():
        docker(*compose, "build", "--quiet", *bases)
    docker(*compose, "build", "--quiet", environment=environment)


@dataclass
class ContainerStack:
    """A project of its own. `folder` holds the compose files; `settings` stand where .env would."""

    folder: Path
    env_file: Path
    files: Sequence[str]
    settings: dict[str, str]
    project: str = field(default_factory=lambda: f"tr4ction-test-{uuid.uuid4().hex[:8]}")
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in PORTS})

    def __post_init__(self) -> None:
        images = AIRGAP_IMAGES if overlays() else {}
        settings = {"COMPOSE_PROJECT_NAME": self.project, **images, **self.ports, **self.settings}
        self.env_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), "utf-8")
        files = [*self.files, *overlays(), str(ISOLATED)]
        self.compose = DockerCompose(self.folder, compose_file_name=files, env_file=str(self.env_file))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['HTTP_PORT']}"

    def up(self) -> float:
        """Starts all, waits until they are healthy, and tells how many seconds that took."""
        started = time.monotonic()
        self.compose.start()
        return time.monotonic() - started

    def remove(self) -> None:
        self.compose.stop()

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`docker compose` with this project's files."""
        return _run([*self.compose.docker_compose_command(), *arguments], check, cwd=self.folder)

    def execute(self, service: str, *command: str) -> tuple[str, int]:
        """What a command in a container says, and the status it ends with."""
        done = self.run("exec", "-T", service, *command, check=False)
        return (done.stdout + done.stderr).strip(), done.returncode

    def python(self, service: str, code: str) -> str:
        """What `code` prints inside a container."""
        output, status = self.execute(service, "python", "-c", code)
        assert status == 0, output
        return output

    def id_of(self, service: str) -> str:
        return str(self.compose.get_container(service, include_all=True).ID)

    def inspect(self, service: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(docker("inspect", self.id_of(service)).stdout)[0]
        return found

    def log(self, service: str) -> str:
        done = docker("logs", self.id_of(service))
        return done.stdout + done.stderr

    def running(self) -> set[str]:
        return {str(container.Service) for container in self.compose.get_containers()}

    def one_time_password(self) -> str:
        """Of the first admin, as it stands in the log of `migrate`."""
        return str(json.loads(self.log("migrate").strip())["password"])

    def client(self) -> httpx.Client:
        """A client at nginx."""
        return httpx.Client(base_url=self.url, timeout=60, trust_env=False)  # no proxy for the loopback address

    def admin(self, password: str) -> httpx.Client:
        """The same, logged in as the admin."""
        with self.client() as door:
            answer = door.post("/auth/login", json={"username": "admin", "password": password})
        assert answer.status_code == 200, answer.text
        client = self.client()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client


@contextlib.contextmanager
def container_stack(
    folder: Path, files: str | Sequence[str] = PRODUCTION, source: Path = ROOT, /, **settings: str
) -> Iterator[ContainerStack]:
    """The stack of the compose files in `source`, not started yet; `folder` is for its settings."""
    stack = ContainerStack(source, folder / "stack.env", [files] if isinstance(files, str) else files, settings)
    try:
        yield stack
    finally:
        stack.remove()


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """Waits until `condition` holds and tells how many seconds that took."""
    started = time.monotonic()
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if condition():
                return time.monotonic() - started
        assert time.monotonic() - started < seconds, f"{what}: not within {seconds} s"
        time.sleep(0.05)


def is_on_this_machine(process: int) -> bool:
    """Whether the engine's processes are ours to kill; Docker Desktop's are in a machine of their own."""
    return os.geteuid() == 0 and Path(f"/proc/{process}").exists()
