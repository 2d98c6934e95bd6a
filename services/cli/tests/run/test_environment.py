"""Who may know what."""

from __future__ import annotations

from pathlib import Path

import pytest

from tr4ction_cli.run.data_dir import DataDir
from tr4ction_cli.run.environment import stack_environment, visible
from tr4ction_cli.run.keys import Keys
from tr4ction_cli.run.services import Stack, plan
from tr4ction_cli.run.settings import RunSettings

SECRETS = [
    *("ADMIN_EMAIL", "ADMIN_PASSWORD", "ADMIN_PASSWORD_FILE", "ADMIN_USERNAME"),
    *("DATABASE_URL", "DATABASE_URL_FILE", "GATEWAY_DATABASE_URL", "GATEWAY_DATABASE_URL_FILE", "REDIS_URL"),
    *("JWT_SECRET", "JWT_SECRET_FILE", "JWT_SECRET_KEY", "JWT_SECRET_KEY_FILE"),
    *("AUDIT_KEY", "AUDIT_KEY_FILE", "JWT_SECRET_PREVIOUS", "JWT_SECRET_PREVIOUS_FILE"),
    *("INTERNAL_TOKEN_PRIVATE_KEY", "INTERNAL_TOKEN_PRIVATE_KEY_FILE"),
    *("INTERNAL_TOKEN_PUBLIC_KEY", "INTERNAL_TOKEN_PUBLIC_KEY_FILE"),
]


@pytest.fixture
def data_dir(tmp_path: Path) -> DataDir:
    data_dir = DataDir(tmp_path)
    data_dir.make()
    return data_dir


@pytest.fixture
def stack(data_dir: DataDir) -> Stack:
    return plan(RunSettings(data_dir=data_dir.root), data_dir)


def test_a_service_sees_its_own_secrets(stack: Stack) -> None:
    everything = dict.fromkeys([*SECRETS, "LOG_LEVEL", "jwt_secret"], "x")
    seen = {service.name: sorted(visible(everything, service.secrets)) for service in stack.services}
    assert seen == {
        "gateway": [
            *("AUDIT_KEY", "AUDIT_KEY_FILE"),
            *("GATEWAY_DATABASE_URL", "GATEWAY_DATABASE_URL_FILE"),
            *("INTERNAL_TOKEN_PRIVATE_KEY", "INTERNAL_TOKEN_PRIVATE_KEY_FILE"),
            *("JWT_SECRET", "JWT_SECRET_FILE", "JWT_SECRET_KEY", "JWT_SECRET_KEY_FILE"),
            *("JWT_SECRET_PREVIOUS", "JWT_SECRET_PREVIOUS_FILE"),
            *("LOG_LEVEL", "REDIS_URL", "jwt_secret"),
        ],
        "ingestion": [
            *("DATABASE_URL", "DATABASE_URL_FILE", "INTERNAL_TOKEN_PUBLIC_KEY", "INTERNAL_TOKEN_PUBLIC_KEY_FILE"),
            *("LOG_LEVEL", "REDIS_URL"),
        ],
        "chroma": ["LOG_LEVEL"],
    }


def test_the_paths_of_the_keys_go_to_their_owners(
    stack: Stack, data_dir: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data_dir.root)  # where there is no .env
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    environment = stack_environment(data_dir, Keys(data_dir.secrets), stack)
    names = {service.name: set(visible(environment, service.secrets)) & set(SECRETS) for service in stack.services}
    assert names == {
        "gateway": {"AUDIT_KEY_FILE", "JWT_SECRET_FILE", "INTERNAL_TOKEN_PRIVATE_KEY_FILE"},
        "ingestion": {"INTERNAL_TOKEN_PUBLIC_KEY_FILE"},
        "chroma": set(),
    }
