"""A start that cannot succeed: nobody serves, and whoever reads why knows what to run."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from support.containers import PRODUCTION, ContainerStack, build_images, container_stack, docker, needs_docker
from tr4ction_common.settings import VERSION

pytestmark = needs_docker

CHOSEN = "q7Zp-3vXk9LmT2wRb8YcN4sHd6FgJ1uA"


@pytest.fixture(scope="module", autouse=True)
def _images() -> None:
    build_images()


def refused(stack: ContainerStack) -> str:
    """What `migrate` says of a start that fails."""
    done = stack.run("up", "--detach", "--wait", check=False)
    assert done.returncode != 0
    assert 'service "migrate" didn\'t complete successfully' in done.stderr
    assert stack.running() == set()
    said = stack.log("migrate")
    assert said.splitlines()[-1] == "Nothing was started. When this is mended, run: docker compose up -d"
    return said


@pytest.mark.parametrize(
    ("name", "value"), [("ADMIN_PASSWORD", "curta"), ("JWT_SECRET", "changeme"), ("DEBUG_MODE", "true")]
)
def test_a_setting_that_is_weak_or_wrong_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    settings: dict[str, str] = {name: value}
    with container_stack(tmp_path, PRODUCTION, **settings) as stack:
        assert refused(stack).startswith(f"error: setting_invalid: {name}: ")


@pytest.mark.heavy
def test_a_volume_of_somebody_else_is_refused_with_the_remedy_that_works(tmp_path: Path) -> None:
    """As after a backup that root unpacked by hand."""
    with container_stack(tmp_path, ADMIN_PASSWORD="uma senha para testes") as stack:
        as_root = ["--user", "0", "--volume", f"{stack.project}_backend_data:/data/ingestion", "--entrypoint", "bash"]
        unpack = "cd /data/ingestion && mkdir templates && chown -R 0:0 ."
        docker("run", "--rm", *as_root, f"tr4ction-migrate:{VERSION}", "-c", unpack)

        said = refused(stack)
        assert said.startswith("error: volume_not_writable: /data/ingestion belongs to user 0, this runs as user 10001")
        remedy = said.splitlines()[0].partition("Give it back: docker compose ")[2]
        stack.run(*shlex.split(remedy))
        stack.up()


@pytest.mark.heavy
def test_a_secret_of_the_operators_own_is_kept_in_a_file(tmp_path: Path) -> None:
    with container_stack(tmp_path, JWT_SECRET=CHOSEN) as stack:
        stack.up()
        assert stack.execute("gateway", "cat", "/secrets/gateway/jwt_secret") == (CHOSEN, 0)
        assert CHOSEN not in str(stack.inspect("gateway"))
