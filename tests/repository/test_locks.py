"""The locks: exact versions with hashes, without addresses, the same in both, and enough for every package of ours."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = {
    name: ROOT / "requirements" / f"{name}.lock"
    for name in ("runtime", "dev", "chroma", "gateway", "ingestion", "reload", "fuzz")
}

PACKAGES = ("common", "workbook", "gateway", "ingestion", "cli")

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


def _of_packages(*names: str) -> list[Requirement]:
    paths = [ROOT / "services" / name / "pyproject.toml" for name in names]
    manifests = [_manifest(path)["project"]["dependencies"] for path in paths]
    found = [requirement for items in manifests for requirement in _requirements(items)]
    return [requirement for requirement in found if not requirement.name.startswith("tr4ction-")]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_version_has_hashes_and_no_address(lock: str) -> None:
    text = LOCKS[lock].read_text("utf-8")
    assert "://" not in text
    pins = _PIN.findall(text)
    assert len(pins) == len(re.findall(r"^\S+==", text, re.MULTILINE)) > 0
    assert [name for name, _, _, hashes in pins if not hashes] == []


@pytest.mark.parametrize(
    ("lock", "more"), [("runtime", "dev"), ("gateway", "runtime"), ("ingestion", "runtime"), ("reload", "runtime")]
)
def test_what_stands_in_two_locks_is_the_same(lock: str, more: str) -> None:
    pins, among = _pins(lock), _pins(more)
    assert {name: among.get(name) for name in pins} == pins


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("runtime", [*_of_packages(*PACKAGES), *_requirements(_groups()["build"])]),
        ("dev", _requirements(_groups()["dev"])),
        ("chroma", _requirements(_groups()["chroma"])),
        ("reload", _requirements(_groups()["reload"])),
        ("fuzz", _requirements(_groups()["fuzz"])),
        ("gateway", _of_packages("common", "gateway")),
        ("ingestion", _of_packages("common", "workbook", "ingestion")),
    ],
    ids=str,
)
def test_the_locks_are_not_older_than_the_ranges(lock: str, requirements: list[Requirement]) -> None:
    pins = _pins(lock)
    stale = [str(item) for item in requirements if pins.get(item.name.lower(), "0") not in item.specifier]
    assert stale == [], "run 'make lock'"


def test_npms_lock_has_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "services" / "web" / "package-lock.json").read_text("utf-8"))["packages"]
    others = {name: item for name, item in packages.items() if name}
    assert len(others) > 1
    assert [name for name, item in others.items() if "integrity" not in item or "resolved" in item] == []


def test_npms_lock_is_not_older_than_its_manifest() -> None:
    web = ROOT / "services" / "web"
    locked = json.loads((web / "package-lock.json").read_text("utf-8"))["packages"][""]
    manifest = json.loads((web / "package.json").read_text("utf-8"))
    for group in ("dependencies", "devDependencies"):
        assert locked[group] == manifest[group], "run 'npm install' in services/web"
