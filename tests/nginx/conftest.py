"""One network with a stand-in gateway and nginx before it, for as many tests as can share them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nginx.harness import Container, Net, Nginx, build_images, network, wait_for_gateway

CATALOGUE_URL = "https://example.test/erros"
PAGE = "https://app.example.test"


@pytest.fixture(scope="session")
def base() -> str:
    """Builds the images; the name of the one nginx stands on."""
    return build_images()


@pytest.fixture(scope="session")
def shared_net(base: str) -> Iterator[Net]:
    with network() as net:
        yield net


@pytest.fixture(scope="session")
def gateway(shared_net: Net) -> Container:
    return shared_net.run_gateway()


@pytest.fixture
def own_net(base: str) -> Iterator[Net]:
    """A network for one test that stops and starts things."""
    with network() as net:
        yield net


@pytest.fixture(scope="session")
def nginx(shared_net: Net, gateway: Container) -> Nginx:
    """In production, where nothing but the addresses of errors and pages is set."""
    started = shared_net.run_nginx(ENVIRONMENT="production", ERROR_CATALOGUE_URL=CATALOGUE_URL, CORS_ORIGINS=PAGE)
    wait_for_gateway(started)
    return started


@pytest.fixture(scope="session")
def nginx_in_development(shared_net: Net, gateway: Container) -> Nginx:
    started = shared_net.run_nginx(ENVIRONMENT="development", MAX_UPLOAD_MB="2", MAX_BODY_KB="100")
    wait_for_gateway(started)
    return started
