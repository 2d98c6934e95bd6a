"""The stack in containers, with names and ports of its own, gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.servers import free_port

ROOT = Path(__file__).parents[2]
PRODUCTION, DEVELOPMENT, AIRGAP = "docker-compose.yml", "docker-compose.dev.yml", "compose/airgap.yml"
ISOLATED = ROOT / "tests/compose/isolated.yml"

BUILD_SECONDS = 900
COMMAND_SECONDS = 180


@cache
def engine_is_up() -> bool:
    try:
        return subprocess.run(["docker", "version"], capture_output=True, check=False, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


needs_docker = [
    pytest.mark.docker,
    pytest.mark.timeout(BUILD_SECONDS),
    pytest.mark.skipif(
        not engine_is_up(),
        reason="needs a Docker engine with Compose: start Docker, or on a bare Debian: bash .ci/docker-engine.sh",
    ),
]


def docker(
    *arguments: str | Path, check: bool = True, timeout: float = COMMAND_SECONDS, **options: Any
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["docker", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=timeout, **options
    )
    if check and done.returncode != 0:
        raise RuntimeError(f"docker {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return done


@cache
def overlays() -> tuple[str, ...]:
    """Ours for machines without a registry, where the Debian images that it starts from are at hand."""
    bases = ("debian:bookworm-slim", "debian:forky-slim")
    is_airgap = all(docker("image", "inspect", base, check=False).returncode == 0 for base in bases)
    return (AIRGAP,) if is_airgap else ()


@cache
def build_images(file: str = PRODUCTION) -> None:
    """Builds every image, its bases first where they are ours."""
    compose = ["compose", *_file_options(ROOT, (file, *overlays()))]
    if overlays():
        docker(*compose, "build", "--quiet", "python-base", "nginx-base", timeout=BUILD_SECONDS)
    docker(*compose, "build", "--quiet", timeout=BUILD_SECONDS)


def _file_options(folder: Path, files: Sequence[str | Path]) -> list[str]:
    return ["--project-directory", str(folder), *(option for file in files for option in ("-f", str(folder / file)))]


@dataclass
class ContainerStack:
    """A project of its own. `folder` holds the compose files; `settings` stand in its .env."""

    folder: Path
    env_file: Path
    file: str = PRODUCTION
    settings: dict[str, str] = field(default_factory=dict)
    project: str = field(default_factory=lambda: f"tr4ction-test-{uuid.uuid4().hex[:8]}")
    ports: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("HTTP_PORT", "GATEWAY_PORT", "INGESTION_PORT", "CHROMA_PORT"):
            self.ports[name] = free_port()
        lines = {"COMPOSE_PROJECT_NAME": self.project, **self.ports, **self.settings}
        self.env_file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()), "utf-8")

    @property
    def files(self) -> list[str]:
        return [str(self.folder / file) for file in (self.file, *overlays())] + [str(ISOLATED)]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['HTTP_PORT']}"

    def run(self, *arguments: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
        """`docker compose` with this project's files."""
        files = [option for file in self.files for option in ("-f", file)]
        options.setdefault("cwd", self.folder)
        return docker("compose", "--env-file", self.env_file, *files, *arguments, check=check, **options)

    def up(self, *arguments: str) -> float:
        """Starts all, waits until they are healthy, and tells how many seconds that took."""
        started = time.monotonic()
        self.run("up", "--detach", "--wait", *arguments)
        return time.monotonic() - started

    def remove(self) -> None:
        self.run("down", "--volumes", "--remove-orphans", "--timeout", "5", check=False)

    def id_of(self, service: str) -> str:
        return self.run("ps", "--all", "--quiet", service).stdout.strip()

    def inspect(self, service: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(docker("inspect", self.id_of(service)).stdout)[0]
        return found

    def execute(self, service: str, *command: str, check: bool = True) -> str:
        done = self.run("exec", "-T", service, *command, check=check)
        return done.stdout + done.stderr

    def python(self, service: str, code: str) -> str:
        """What `code` prints inside a container."""
        return self.run("exec", "-T", service, "python", "-c", code).stdout.strip()

    def log(self, service: str) -> str:
        done = docker("logs", self.id_of(service))
        return done.stdout + done.stderr

    def running(self) -> set[str]:
        return set(self.run("ps", "--services", "--status", "running").stdout.split())

    def one_time_password(self) -> str:
        """Of the first admin, as it stands in the log of `migrate`."""
        report: dict[str, Any] = json.loads(self.run("logs", "--no-log-prefix", "migrate").stdout.strip())
        return str(report["password"])

    def log_in(self, password: str) -> httpx.Client:
        """A client at nginx, as the admin."""
        client = self.client()
        answer = client.post("/auth/login", json={"username": "admin", "password": password})
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60, trust_env=False)  # no proxy for the loopback address


@contextlib.contextmanager
def container_stack(
    folder: Path, file: str = PRODUCTION, source: Path = ROOT, **settings: str
) -> Iterator[ContainerStack]:
    """A stack that is not started yet; `folder` is for its settings."""
    stack = ContainerStack(source, folder / "stack.env", file, settings)
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
