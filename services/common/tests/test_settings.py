"""Settings: where they come from, and what is said when they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import AliasChoices, Field, SecretStr

from tr4ction_common.settings import ServiceSettings, SettingsError, load_settings, settings_or_exit


class ExampleSettings(ServiceSettings):
    token: SecretStr = Field(validation_alias=AliasChoices("token", "token_key"))
    retries: int = Field(default=3, ge=0)


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "from the environment")


def token() -> str:
    return load_settings(ExampleSettings).token.get_secret_value()


def test_defaults_are_for_development() -> None:
    settings = load_settings(ExampleSettings)
    assert (settings.environment, settings.debug_mode, settings.retries) == ("development", False, 3)
    assert settings.max_upload_bytes == 50 * 1024 * 1024


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETRIES", "")
    assert load_settings(ExampleSettings).retries == 3


@pytest.mark.parametrize("variable", ["TOKEN_FILE", "TOKEN_KEY_FILE"])
def test_a_secret_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str) -> None:
    (tmp_path / "token").write_text("from a file\n")
    monkeypatch.delenv("TOKEN")
    monkeypatch.setenv(variable, str(tmp_path / "token"))
    assert token() == "from a file"


def test_the_file_may_be_named_in_the_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TOKEN")
    (tmp_path / "token").write_text("from a file")
    (tmp_path / ".env").write_text("TOKEN_FILE=token\nRETRIES=7\n")
    assert token() == "from a file"
    assert load_settings(ExampleSettings).retries == 7


def test_the_environment_goes_before_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TOKEN=from the file\n")
    assert token() == "from the environment"


@pytest.mark.parametrize("kind", ["missing", "a folder", "not text"])
def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "token"
    if kind == "a folder":
        path.mkdir()
    elif kind == "not text":
        path.write_bytes(b"\xff\xfe")
    monkeypatch.setenv("TOKEN_FILE", str(path))
    with pytest.raises(SettingsError) as refusal:
        load_settings(ExampleSettings)
    [(variable, reason)] = refusal.value.faults
    assert variable == "TOKEN_FILE"
    assert reason.startswith(str(path))


def test_every_fault_is_named_and_no_value_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TOKEN")
    monkeypatch.setenv("RETRIES", "many-and-private")
    monkeypatch.setenv("MAX_UPLOAD_MB", "0")
    with pytest.raises(SystemExit) as end:
        settings_or_exit(ExampleSettings)
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert "error: setting_invalid: TOKEN: must be set; see .env.example\n" in said
    assert "error: setting_invalid: RETRIES: " in said
    assert "error: setting_invalid: MAX_UPLOAD_MB: " in said
    assert "many-and-private" not in said


def test_there_is_no_debugging_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("DEBUG_MODE", "true")
    with pytest.raises(SettingsError) as refusal:
        load_settings(ExampleSettings)
    assert refusal.value.faults == [("DEBUG_MODE", "must be false when ENVIRONMENT is production")]


def test_a_log_folder_must_be_there(tmp_path: Path) -> None:
    assert load_settings(ServiceSettings, log_dir=tmp_path).log_dir == tmp_path
    with pytest.raises(SettingsError, match=r"LOG_DIR: .*not a folder"):
        load_settings(ServiceSettings, log_dir=tmp_path / "nowhere")
