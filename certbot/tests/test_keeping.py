"""What is remembered of tries, how long is waited, which settings are taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tr4ction_certbot import places
from tr4ction_certbot.errors import RefusedError
from tr4ction_certbot.keeping import Keeper, require_writable
from tr4ction_certbot.settings import LETS_ENCRYPT, Settings, read_settings
from tr4ction_certbot.state import SIZE, RenewalState, read_state, write_state
from tr4ction_certbot.waiting import seconds_to_wait

NAMES = ("api.example.test",)
MIDDLE = lambda low, high: (low + high) / 2  # noqa: E731  the draw that is neither early nor late


# --- Waiting ---


def test_the_wait_doubles_with_each_failure_up_to_the_usual_one() -> None:
    minutes = [round(seconds_to_wait(failures, 12, MIDDLE) / 60) for failures in range(9)]
    assert minutes == [720, 15, 30, 60, 120, 240, 480, 720, 720]
    assert seconds_to_wait(10**6, 12, MIDDLE) == 12 * 3600


def test_no_two_waits_are_the_same() -> None:
    waits = [seconds_to_wait(0, 12) / 3600 for _ in range(200)]
    assert len(set(waits)) > 190
    assert 12 * 0.8 <= min(waits) < 11
    assert 13 < max(waits) <= 12 * 1.2


def test_an_authority_is_asked_less_than_five_times_in_the_first_hour_of_failing() -> None:
    """Let's Encrypt allows five failed validations of a name an hour."""
    earliest = lambda low, high: low  # noqa: E731
    at, tries = 0.0, 1
    while (at := at + seconds_to_wait(tries, 12, earliest)) < 3600:
        tries += 1
    assert tries < 5


# --- What is remembered ---


def test_what_is_written_is_read_again_and_has_always_the_same_size(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    for state in (
        RenewalState(),
        RenewalState("failed", 7, "2026-01-02T03:04:05+00:00"),
        RenewalState(rehearsal="failed"),
    ):
        write_state(file, state)
        assert read_state(file) == state
        assert file.stat().st_size == SIZE
        assert file.read_text("ascii").count("\n") == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "nonsense",
        "[]",
        '{"other": 1}',
        '{"tried":"x","next_try":"","rehearsed":"","failures":0}',
        "\0" * SIZE,
    ],
)
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, content: str) -> None:
    (tmp_path / "state.json").write_text(content)
    assert read_state(tmp_path / "state.json") == RenewalState()
    assert read_state(tmp_path / "none.json") == RenewalState()


def test_a_container_that_starts_again_and_again_waits_as_if_it_had_not(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    next_try = (datetime.now(UTC) + timedelta(hours=2)).isoformat(timespec="seconds")
    write_state(file, RenewalState("failed", 4, next_try=next_try))
    assert 7000 < Keeper(Settings(NAMES), file).seconds_before_first_look() <= 7200
    write_state(file, RenewalState("ok", 0, next_try=next_try))
    assert Keeper(Settings(NAMES), file).seconds_before_first_look() == 0


# --- What is kept ---


def test_nothing_is_done_where_there_is_nothing_to_keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "CONFIG", tmp_path)
    for mode in ("", "letsencrypt", "custom", "off"):
        keeper = Keeper(Settings(NAMES, mode), tmp_path / "state.json")
        assert 9 * 3600 < keeper.look() < 15 * 3600
    assert list(tmp_path.iterdir()) == []


def test_a_self_signed_one_is_made_kept_and_made_for_other_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "CONFIG", tmp_path)
    keeper = Keeper(Settings(NAMES, "selfsigned"), tmp_path / "state.json")
    keeper.look()
    first = (tmp_path / "selfsigned/fullchain.pem").read_bytes()
    keeper.look()
    assert (tmp_path / "selfsigned/fullchain.pem").read_bytes() == first
    keeper.settings = replace(keeper.settings, names=(*NAMES, "app.example.test"))
    keeper.look()
    assert (tmp_path / "selfsigned/fullchain.pem").read_bytes() != first


def test_a_folder_that_cannot_be_written_to_is_told_with_the_remedy(tmp_path: Path) -> None:
    require_writable(tmp_path)
    with pytest.raises(
        RefusedError, match=r"^volume_not_writable: .* docker compose run .* --entrypoint chown certbot"
    ):
        require_writable(tmp_path / "none")


# --- Settings ---


def test_settings_that_are_empty_are_none() -> None:
    empty = dict.fromkeys(("API_DOMAIN", "APP_DOMAIN", "TLS_MODE", "LETSENCRYPT_EMAIL", "ACME_DIRECTORY_URL"), "")
    assert read_settings(empty) == read_settings({}) == Settings(names=())
    assert read_settings({}).directory_url == LETS_ENCRYPT


def test_a_name_that_stands_twice_is_one() -> None:
    names = {"API_DOMAIN": "API.example.test", "APP_DOMAIN": "api.example.test"}
    assert read_settings(names).names == ("api.example.test",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACME_DIRECTORY_URL", "http://a.test/dir"),
        ("ACME_DIRECTORY_URL", "a.test"),
        ("LETSENCRYPT_EMAIL", "nobody"),
        ("LETSENCRYPT_EMAIL", "@"),
        ("CERTIFICATE_RENEW_HOURS", "0"),
        ("CERTIFICATE_RENEW_HOURS", "often"),
        ("CERTIFICATE_RENEW_HOURS", "nan"),
        ("CERTIFICATE_RENEW_HOURS", "1000"),
    ],
)
def test_a_wrong_one_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(RefusedError, match=f"^setting_invalid: {name}: "):
        read_settings({name: value})
