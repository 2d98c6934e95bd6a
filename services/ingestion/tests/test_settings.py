from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from support.ingestion import keys
from tr4ction_common.internal_tokens import generate_key_pair
from tr4ction_common.settings import SettingsError, load_settings
from tr4ction_ingestion.settings import DatabaseSettings, IngestionSettings
from tr4ction_workbook.ooxml import Limits


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("DATABASE_URL", "TEMPLATE_STORAGE_PATH", "TEMPLATES_IMAGES_DIR", "DATA_DIR"):
        monkeypatch.delenv(variable, raising=False)


def load(**values: Any) -> IngestionSettings:
    return load_settings(IngestionSettings, **{"internal_token_public_key": keys()[1], **values})


def test_everything_is_in_the_data_folder(tmp_path: Path) -> None:
    settings = load(data_dir="my data")
    assert settings.database_url == f"sqlite:///{tmp_path}/my data/tr4ction.db"
    assert settings.template_storage_path == tmp_path / "my data" / "templates"
    assert settings.templates_images_dir == tmp_path / "my data" / "images"


def test_the_key_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key.pem").write_text(keys()[1])
    monkeypatch.setenv("INTERNAL_TOKEN_PUBLIC_KEY_FILE", str(tmp_path / "key.pem"))
    assert load_settings(IngestionSettings).internal_token_public_keys == [keys()[1].strip()]


def test_two_keys_while_one_is_replaced() -> None:
    other = generate_key_pair()[1]
    settings = load(internal_token_public_key=keys()[1] + other)
    assert settings.internal_token_public_keys == [keys()[1].strip(), other.strip()]


def test_migrating_needs_no_key() -> None:
    assert load_settings(DatabaseSettings).database_url.endswith("/data/tr4ction.db")


def test_engine_limits_are_those_that_are_set() -> None:
    assert load(parse_timeout_seconds=40).engine_limits == {"max_seconds": 30}
    assert load(workbook_max_part_mb=2, workbook_max_cells=5, workbook_max_seconds=7).engine_limits == {
        "max_part_bytes": 2 * 1024 * 1024,
        "max_cells": 5,
        "max_seconds": 7,
    }


def test_every_limit_of_the_engine_is_a_setting() -> None:
    limits = {f"workbook_{field.name.replace('bytes', 'mb')}" for field in dataclasses.fields(Limits)}
    names = {name.replace("ratio_floor_mb", "ratio_floor") for name in IngestionSettings.model_fields}
    assert limits <= names


def rsa_key() -> str:
    public = rsa.generate_private_key(65537, 2048).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "nonsense"),
        ("TEMPLATE_STORAGE_PATH", "s3://bucket/templates"),
        ("INTERNAL_TOKEN_PUBLIC_KEY", "x" * 60),
        ("INTERNAL_TOKEN_PUBLIC_KEY", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
        ("INTERNAL_TOKEN_PUBLIC_KEY", rsa_key()),
        ("PARSE_CONCURRENCY", 0),
        ("PARSE_MEMORY_MB", 1),
        ("PARSE_TIMEOUT_SECONDS", 0),
        ("WORKBOOK_MAX_CELLS", 0),
        ("WORKBOOK_MAX_DEPTH", 300),
        ("WORKBOOK_MAX_SECONDS", 0),
    ],
)
def test_a_wrong_one_is_named(variable: str, value: object) -> None:
    with pytest.raises(SettingsError) as caught:
        load(**{variable.lower(): value})
    assert [name for name, _ in caught.value.faults] == [variable]


def test_a_missing_key_is_named() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(IngestionSettings)
    assert caught.value.faults[0][0] == "INTERNAL_TOKEN_PUBLIC_KEY"


def test_two_stores_in_one_folder_are_refused() -> None:
    with pytest.raises(SettingsError, match="TEMPLATES_IMAGES_DIR"):
        load(template_storage_path="x", templates_images_dir="x")
