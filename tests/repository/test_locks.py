"""The locks: exact versions with hashes, without addresses, the same in both, and enough for every package of ours."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = {name: ROOT / "requirements" / f"{name}.lock" for name in ("runtime", "dev", "chroma")}

_PIN = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)([^\\]*)((?:\\\n +--hash=sha256:[0-9a-f]{64} ?)*)", re.MULTILINE)


def _pins(lock: str) -> dict[str, str]:
    return {name: version for name, version, _, _ in _PIN.findall(LOCKS[lock].read_text("utf-8"))}


def _manifest(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _groups() -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = _manifest(ROOT / "pyproject.toml")["dependency-groups"]
    return groups


def _requirements(items: list[Any]) -> list[Requirement]:
    return [Requirement(item) for item in items if isinstance(item, str)]


def _of_packages() -> list[Requirement]:
    manifests = [_manifest(path)["project"]["dependencies"] for path in ROOT.glob("services/*/pyproject.toml")]
    found = [requirement for items in manifests for requirement in _requirements(items)]
    return [requirement for requirement in found if not requirement.name.startswith("tr4ction-")]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_version_has_hashes_and_no_address(lock: str) -> None:
    text = LOCKS[lock].read_text("utf-8")
    assert "://" not in text
    pins = _PIN.findall(text)
    assert len(pins) == len(re.findall(r"^\S+==", text, re.MULTILINE)) > 0
    assert [name for name, _, _, hashes in pins if not hashes] == []


def test_dev_is_runtime_and_more() -> None:
    runtime, dev = _pins("runtime"), _pins("dev")
    assert {name: dev.get(name) for name in runtime} == runtime


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("runtime", [*_of_packages(), *_requirements(_groups()["build"])]),
        ("dev", _requirements(_groups()["dev"])),
        ("chroma", _requirements(_groups()["chroma"])),
    ],
    ids=["runtime", "dev", "chroma"],
)
def test_the_locks_are_not_older_than_the_ranges(lock: str, requirements: list[Requirement]) -> None:
    pins = _pins(lock)
    stale = [str(item) for item in requirements if pins.get(item.name.lower(), "0") not in item.specifier]
    assert stale == [], "run 'make lock'"
