"""What happens to a stack that runs: services that die or are replaced, all of it going down and coming back."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from compose.vectors import nearest, put_vectors
from support.containers import (
    ContainerStack,
    build_images,
    container_stack,
    is_on_this_machine,
    needs_docker,
    wait_until,
)
from support.workbooks import simple_workbook

pytestmark = [*needs_docker, pytest.mark.heavy]

BACK_SECONDS = 10
PASSWORD = "uma senha para testes"


@pytest.fixture(scope="module")
def survivor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ContainerStack]:
    """A stack that nobody shares: it goes through a lot."""
    build_images()
    with container_stack(tmp_path_factory.mktemp("survivor"), ADMIN_PASSWORD=PASSWORD) as survivor:
        survivor.up()
        yield survivor


@pytest.fixture(scope="module")
def admin(survivor: ContainerStack) -> Iterator[httpx.Client]:
    with survivor.admin(PASSWORD) as client:
        yield client


def test_data_and_vectors_are_still_there_after_down_and_up(survivor: ContainerStack, admin: httpx.Client) -> None:
    answer = admin.post(
        "/admin/templates/upload", params={"cycle": "Q1"}, files={"file": ("T.xlsx", simple_workbook())}
    )
    assert answer.status_code == 200, answer.text
    path = f"/admin/templates/{answer.json()['template_id']}"
    stored = admin.get(path).json()
    put_vectors(survivor)

    survivor.run("down")
    assert survivor.running() == set()
    survivor.up()
    assert admin.get(path).json() == stored  # with the token from before: its key was kept too
    assert admin.get(f"{path}/original").content == simple_workbook()
    assert nearest(survivor) == "dois"


def test_what_is_logged_outlives_its_container(survivor: ContainerStack, admin: httpx.Client) -> None:
    admin.get("/auth/me", headers={"X-Request-ID": "outlives-its-container"})
    survivor.run("up", "--detach", "--wait", "--force-recreate", "--no-deps", "gateway", "nginx")
    for service, file in (("gateway", "/var/log/tr4ction/gateway.jsonl"), ("nginx", "/var/log/nginx/access.log")):
        kept, _ = survivor.execute(service, "cat", file)
        assert "outlives-its-container" in kept, service


@pytest.mark.parametrize("service", ["gateway", "ingestion", "chroma", "nginx"])
def test_a_service_that_is_killed_comes_back(survivor: ContainerStack, admin: httpx.Client, service: str) -> None:
    process = survivor.inspect(service)["State"]["Pid"]
    if not is_on_this_machine(process):
        pytest.skip("needs an engine on this very machine, and root, to kill a service behind its back")
    os.kill(process, signal.SIGKILL)

    def is_back() -> bool:
        state = survivor.inspect(service)["State"]
        healthy = state["Pid"] != process and state["Running"] and state["Health"]["Status"] == "healthy"
        return healthy and admin.get("/admin/templates").status_code == 200

    print(f"{service} back after {wait_until(is_back, BACK_SECONDS, service):.1f} s")  # noqa: T201  for the report


def test_a_gateway_that_is_replaced_leaves_no_lasting_502(survivor: ContainerStack) -> None:
    answers: list[tuple[float, int]] = []
    kinds: set[str] = set()
    over = threading.Event()

    def ask_again_and_again() -> None:
        with survivor.client() as client:
            while not over.is_set():
                answer = client.get("/auth/me")  # 401 comes from the gateway itself
                answers.append((time.monotonic(), answer.status_code))
                kinds.add(answer.headers["Content-Type"])
                time.sleep(0.02)

    clients = [threading.Thread(target=ask_again_and_again) for _ in range(4)]
    for client in clients:
        client.start()
    time.sleep(0.5)
    survivor.run("up", "--detach", "--wait", "--force-recreate", "--no-deps", "gateway")
    replaced = time.monotonic()
    time.sleep(3)
    over.set()
    for client in clients:
        client.join()

    print("while the gateway was replaced:", dict(Counter(status for _, status in answers)))  # noqa: T201
    assert {status for at, status in answers if at > replaced + 1} == {401}
    assert {status for _, status in answers} <= {401, 502, 503, 504}
    assert kinds == {"application/problem+json"}  # nginx says it as the services do
