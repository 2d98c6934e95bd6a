"""Settings: what is refused, and under which name."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from tr4ction_common.settings import SettingsError, load_settings
from tr4ction_gateway.settings import GatewaySettings, is_monotonous

WRONG = [
    ("jwt_secret", "short"),
    ("jwt_secret", "changeme-changeme-changeme-changeme"),
    ("jwt_secret", "your-256-bit-key-goes-right-here-ok"),
    ("jwt_secret", "my-very-long-SECRET-that-is-in-a-tutorial"),
    ("jwt_secret", "a" * 64),
    ("jwt_secret", "kX9fQ2" * 8),
    ("jwt_secret_previous", "short"),
    ("audit_key", "changeme-changeme-changeme-changeme"),
    ("internal_token_private_key", "-----BEGIN NOTHING-----"),
    ("gateway_database_url", "mysql://localhost/gateway"),
    ("gateway_database_url", "nonsense"),
    ("ingestion_url", "ingestion:8001"),
    ("ingestion_url", "http://ingestion:8001/path"),
    ("ingestion_url", "http://user:pass@ingestion:8001"),
    ("ingestion_url", "http://ingestion:99999"),
    ("app_domain", "https://app.example.com"),
    ("app_domain", "app.example.com:3000"),
    ("app_url", "ftp://app.example.com"),
    ("app_url", "https://app.example.com/app"),
    ("refresh_grace_seconds", 61),
    ("invitation_days", 0),
    ("password_reset_hours", 0),
    ("audit_refused_logins_per_minute", 0),
    ("cors_origins", "https://app.example.com,*"),
    ("trusted_proxies", "*"),
    ("trusted_proxies", "10.0.0.0/8,nginx"),
    ("rate_limit_login", "often"),
    ("bcrypt_rounds", 3),
    ("bcrypt_rounds", 16),
    ("access_token_minutes", 0),
    ("web_concurrency", 2),
    ("admin_username", "ana@startup.example"),
    ("admin_email", "ana"),
    ("admin_password", "too short"),
    ("admin_password", "é" * 37),
    ("admin_password", "password123"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_refused_by_name_and_not_shown(settings_values: dict[str, Any], name: str, value: Any) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(GatewaySettings, **{**settings_values, name: value})
    [(variable, reason)] = refusal.value.faults
    assert variable == name.upper()
    assert reason
    if "secret" in name or "password" in name or "private" in name:
        assert str(value) not in str(refusal.value)


def test_every_missing_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(GatewaySettings)
    assert [variable for variable, _ in refusal.value.faults] == [
        "JWT_SECRET",
        "INTERNAL_TOKEN_PRIVATE_KEY",
        "INGESTION_URL",
    ]


def test_a_key_of_another_curve_is_refused(settings_values: dict[str, Any]) -> None:
    other = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(SettingsError, match="INTERNAL_TOKEN_PRIVATE_KEY: must be a key on the curve P-256"):
        load_settings(GatewaySettings, **{**settings_values, "internal_token_private_key": other.decode()})


def test_the_database_is_in_the_data_folder_by_default(settings_values: dict[str, Any], tmp_path: Path) -> None:
    settings = load_settings(GatewaySettings, **settings_values)
    assert settings.gateway_database_url == f"sqlite:///{tmp_path}/gateway.db"


@pytest.mark.parametrize("variable", ["JWT_SECRET", "JWT_SECRET_KEY"])
@pytest.mark.parametrize("as_file", [True, False])
def test_the_secret_has_two_names_and_may_be_in_a_file(
    settings_values: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, as_file: bool
) -> None:
    secret = secrets.token_urlsafe(48)
    (tmp_path / "jwt").write_text(secret + "\n")
    monkeypatch.setenv(variable + "_FILE" * as_file, str(tmp_path / "jwt") if as_file else secret)
    del settings_values["jwt_secret"]
    assert load_settings(GatewaySettings, **settings_values).jwt_secret.get_secret_value() == secret


def test_there_may_be_no_secret_before_this_one(
    settings_values: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "previous").write_text("")
    monkeypatch.setenv("JWT_SECRET_PREVIOUS_FILE", str(tmp_path / "previous"))
    assert load_settings(GatewaySettings, **settings_values).jwt_secret_previous is None


def test_lists_come_with_commas(settings_values: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", "https://app.example.com/, http://localhost:3000")
    settings = load_settings(GatewaySettings, **settings_values)
    assert settings.cors_origins == ("https://app.example.com", "http://localhost:3000")


def test_several_workers_may_count_together(settings_values: dict[str, Any]) -> None:
    settings = load_settings(GatewaySettings, **settings_values, web_concurrency=2, redis_url="redis://redis:6379")
    assert settings.web_concurrency == 2


def test_secrets_do_not_show(settings_values: dict[str, Any]) -> None:
    values = {**settings_values, "admin_password": "correct horse", "gateway_database_url": "postgresql://u:hidden@h/d"}
    shown = repr(load_settings(GatewaySettings, **values))
    assert not any(hidden in shown for hidden in (settings_values["jwt_secret"], "PRIVATE", "horse", "hidden"))


@given(st.binary(min_size=32, max_size=32).filter(lambda value: len(set(value)) > 24))
def test_random_bytes_are_never_called_monotonous(value: bytes) -> None:
    assert not is_monotonous(base64.b64encode(value).decode())


@given(st.text(min_size=1, max_size=16), st.integers(2, 20))
def test_a_repeated_piece_is_monotonous(piece: str, times: int) -> None:
    assert is_monotonous(piece * times)
