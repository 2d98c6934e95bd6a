"""Commands that run once: what they print, and what becomes of their failures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tr4ction_cli.errors import Fault, InputError
from tr4ction_cli.run.one_shot import OneShot


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "manage_for_tests.py").write_text(
        "import sys\n"
        "what = sys.argv[1]\n"
        "if what == 'refuse':\n"
        "    print('error: setting_invalid: JWT_SECRET: too short', file=sys.stderr)\n"
        "    print('error: setting_invalid: CORS_ORIGINS: no origin', file=sys.stderr)\n"
        "    sys.exit(2)\n"
        "if what == 'fail':\n"
        "    raise ValueError('no such table')\n"
        "print(what)\n"
    )
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


def test_it_gives_what_was_printed(environment: dict[str, str]) -> None:
    assert OneShot("manage_for_tests", "a-token", environment).result() == "a-token\n"


def test_a_refusal_stays_a_refusal(environment: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        OneShot("manage_for_tests", "refuse", environment).result()
    assert (caught.value.code, caught.value.message) == (
        "setting_invalid",
        "JWT_SECRET: too short; CORS_ORIGINS: no origin",
    )


def test_a_failure_shows_what_was_said(environment: dict[str, str]) -> None:
    with pytest.raises(Fault, match="manage_for_tests fail ended with status 1") as caught:
        OneShot("manage_for_tests", "fail", environment).result()
    assert caught.value.details[-1] == "  ValueError: no such table"
