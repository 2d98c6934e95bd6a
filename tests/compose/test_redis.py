"""Several processes of the gateway count together in Redis, and each for itself while Redis is away."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from support.containers import PRODUCTION, REDIS, ContainerStack, build_images, container_stack, docker, needs_docker

pytestmark = needs_docker

LIMIT = 4
WRONG = {"username": "nobody", "password": "wrong"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ContainerStack]:
    build_images(PRODUCTION, REDIS)
    settings = {"RATE_LIMIT_LOGIN": f"{LIMIT}/hour", "WEB_CONCURRENCY": "3"}
    with container_stack(tmp_path_factory.mktemp("redis"), (PRODUCTION, REDIS), **settings) as made:
        made.up()
        yield made


def attempts(stack: ContainerStack, times: int) -> list[int]:
    """Statuses of wrong log-ins, each on a connection of its own: who takes it is for the kernel to say."""
    found = []
    for _ in range(times):
        with stack.client() as client:
            found.append(client.post("/auth/login", json=WRONG).status_code)
    return found


def test_three_processes_have_one_limit(stack: ContainerStack) -> None:
    workers = stack.execute("gateway", "sh", "-c", "cat /proc/1/task/1/children; cat /proc/*/cmdline | tr '\\0' ' '")
    assert workers[0].count("gunicorn") >= 4
    assert attempts(stack, LIMIT + 4) == [401] * LIMIT + [429] * 4


def test_nobody_waits_for_a_redis_that_hangs(stack: ContainerStack) -> None:
    docker("pause", stack.id_of("redis"))
    try:
        with stack.client() as client:
            client.timeout = httpx.Timeout(5)
            assert client.post("/auth/login", json=WRONG).status_code in (401, 429)
            assert client.get("/health").status_code == 200
    finally:
        docker("unpause", stack.id_of("redis"))
