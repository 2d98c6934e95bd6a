"""The stack for whoever works on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support.containers import (
    DEVELOPMENT,
    ROOT,
    ContainerStack,
    build_images,
    container_stack,
    needs_docker,
    wait_until,
)

pytestmark = [*needs_docker, pytest.mark.heavy]

RELOAD_SECONDS = 10
PARTS = ("services", "nginx", "compose", "requirements", "docker-compose.yml", DEVELOPMENT, ".dockerignore")
FOREIGN = shutil.ignore_patterns("__pycache__", "*.egg-info", "tests")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository that may be edited."""
    copy = tmp_path_factory.mktemp("source")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, copy / part, ignore=FOREIGN)
        else:
            shutil.copy(ROOT / part, copy / part)
    for folder in (copy, *copy.parents):  # the container's user is not ours: pytest's folders are closed to it
        if folder.name.startswith("pytest-") or folder == copy:
            folder.chmod(0o755)
    return copy


@pytest.fixture(scope="module")
def stack(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ContainerStack]:
    build_images(DEVELOPMENT)
    with container_stack(tmp_path_factory.mktemp("development"), DEVELOPMENT, source) as stack:
        stack.up()
        yield stack


def test_documentation_is_open_at_both_doors(stack: ContainerStack) -> None:
    for url in (stack.url, f"http://127.0.0.1:{stack.ports['GATEWAY_PORT']}"):
        assert httpx.get(f"{url}/docs", trust_env=False).status_code == 200
        assert httpx.get(f"{url}/openapi.json", trust_env=False).json()["info"]["title"] == "TR4CTION"


def test_services_answer_at_ports_of_this_machine(stack: ContainerStack) -> None:
    for name, path in (
        ("GATEWAY_PORT", "/health"),
        ("INGESTION_PORT", "/health"),
        ("CHROMA_PORT", "/api/v2/heartbeat"),
    ):
        assert httpx.get(f"http://127.0.0.1:{stack.ports[name]}{path}", trust_env=False).status_code == 200


@pytest.mark.parametrize("port", ["GATEWAY_PORT", "INGESTION_PORT"])
def test_an_edit_takes_effect_by_itself(stack: ContainerStack, source: Path, port: str) -> None:
    url = f"http://127.0.0.1:{stack.ports[port]}/health"
    state = httpx.get(url, trust_env=False).json()["status"]
    file = source / "services/common/tr4ction_common/health.py"
    before, after = (f'status: Literal["{text}"] = "{text}"' for text in (state, f"{state}, edited"))
    assert before in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")

    def is_edited() -> bool:
        return bool(httpx.get(url, trust_env=False).json()["status"] == f"{state}, edited")

    print(f"reloaded after {wait_until(is_edited, RELOAD_SECONDS, 'reload'):.1f} s")  # noqa: T201  for the report
