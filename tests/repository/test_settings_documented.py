"""`.env.example` names every setting of every service with its default, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from tr4ction_certbot.settings import read_settings
from tr4ction_cli.run.settings import RunSettings
from tr4ction_common.settings import ServiceSettings
from tr4ction_gateway.settings import GatewaySettings
from tr4ction_ingestion.settings import IngestionSettings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
SERVICES: tuple[type[ServiceSettings], ...] = (ServiceSettings, GatewaySettings, IngestionSettings, RunSettings)

# Read by the compose files alone.
COMPOSE = re.compile(r"\$\{([A-Z_]+):-([^}]*)\}")
COMPOSE_FILES = ("docker-compose.yml", "docker-compose.dev.yml", "compose/images.yml", "compose/airgap.yml")

# Passed on by the compose files to containers that are no service of ours: what is empty, its reader has a default for.
PASSED_ON = re.compile(r"^ +([A-Z][A-Z0-9_]*):$", re.MULTILINE)
OTHER_NAMES = {"JWT_SECRET_KEY"}
CERTBOT = read_settings({})
DEFAULTS = {
    "ACME_DIRECTORY_URL": CERTBOT.directory_url,
    "CERTIFICATE_RENEW_HOURS": f"{CERTBOT.renew_hours:g}",
}

_ASSIGNMENT = re.compile(r"^# ([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)


def _variable(name: str, field: FieldInfo) -> str:
    """The first of the variables that a field is read from."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        alias = str(alias.choices[0])
    return (alias if isinstance(alias, str) else name).upper()


def _documented() -> dict[str, str]:
    return dict(_ASSIGNMENT.findall(EXAMPLE.read_text("utf-8")))


def _fields() -> dict[str, FieldInfo]:
    return {_variable(name, field): field for service in SERVICES for name, field in service.model_fields.items()}


def _compose_variables() -> dict[str, str]:
    """The variables of the compose files that no service reads, with their defaults."""
    texts = [(EXAMPLE.parent / name).read_text("utf-8") for name in COMPOSE_FILES]
    found = {name: DEFAULTS.get(name, "") for text in texts for name in PASSED_ON.findall(text)}
    found |= {name: default for text in texts for name, default in COMPOSE.findall(text)}
    return {name: default for name, default in found.items() if name not in {*_fields(), *OTHER_NAMES}}


def test_every_setting_is_documented_and_nothing_else() -> None:
    documented = {name.removesuffix("_FILE") for name in _documented()}
    assert documented == set(_fields()) | set(_compose_variables())


@pytest.mark.parametrize("variable", sorted(_compose_variables()))
def test_the_default_of_the_compose_files_is_documented(variable: str) -> None:
    assert _documented().get(variable) == _compose_variables()[variable]


def test_nothing_is_set_and_nothing_stands_twice() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
    assert len(_ASSIGNMENT.findall("\n".join(lines))) == len(_documented())


@pytest.mark.parametrize("variable", sorted(_fields()))
def test_the_default_that_is_documented_is_the_default(variable: str) -> None:
    default = _fields()[variable].default
    has_fixed_default = isinstance(default, bool | int | float | str | Path) and default != Path()
    assert _documented().get(variable, "").lower() == (str(default).lower() if has_fixed_default else "")
