"""What `tr4ction run` reads, and how it refuses what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tr4ction_cli.errors import InputError
from tr4ction_cli.main import main
from tr4ction_cli.run import settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GATEWAY_PORT", "WEB_PORT", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_defaults(elsewhere: Path) -> None:
    chosen = settings.load()
    assert (chosen.gateway_port, chosen.web_port, chosen.root) == (8000, 3000, elsewhere / "data")


def test_the_environment_comes_before_the_file(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / ".env").write_text("GATEWAY_PORT=8100\nDATA_DIR=from_file\nJWT_SECRET=\nADMIN_PASSWORD=abc\n")
    monkeypatch.setenv("GATEWAY_PORT", "8200")
    chosen = settings.load()
    assert (chosen.gateway_port, chosen.root) == (8200, elsewhere / "from_file")
    given = settings.given_variables()
    assert {"GATEWAY_PORT", "ADMIN_PASSWORD"} <= given
    assert "JWT_SECRET" not in given  # an empty value is none


@pytest.mark.parametrize(("name", "value"), [("GATEWAY_PORT", "http"), ("GATEWAY_PORT", "70000"), ("WEB_PORT", "0")])
def test_a_wrong_value_is_refused_by_name(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=f"setting_invalid: {name}: "):
        settings.load()
    assert main(["run"]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(f"error: setting_invalid: {name}: ")
    assert errors.count("\n") == 1


def test_all_wrong_values_stand_on_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GATEWAY_PORT", "http")
    monkeypatch.setenv("WEB_PORT", "http")
    assert main(["run"]) == 2
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert "GATEWAY_PORT" in errors
    assert "WEB_PORT" in errors
