"""One stack in containers for as many tests as can share it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest

from support.accounts import choose_password
from support.containers import ContainerStack, build_images, container_stack

# It stops every container of the machine for a while: only by itself, and only where it is asked for.
collect_ignore = [] if "ENGINE_RESTART_COMMAND" in os.environ else ["test_engine_restart.py"]


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ContainerStack, float]]:
    """The stack, started from nothing but images, and how many seconds that took."""
    build_images()
    folder = tmp_path_factory.mktemp("stack")
    with container_stack(folder, RATE_LIMIT_LOGIN="12/minute") as stack:
        yield stack, stack.up()


@pytest.fixture(scope="session")
def stack(started: tuple[ContainerStack, float]) -> ContainerStack:
    return started[0]


@pytest.fixture(scope="session")
def password(stack: ContainerStack) -> str:
    with stack.client() as client:
        return choose_password(client, stack.one_time_password())


@pytest.fixture(scope="session")
def admin(stack: ContainerStack, password: str) -> Iterator[httpx.Client]:
    with stack.admin(password) as client:
        yield client
