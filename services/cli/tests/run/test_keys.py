"""Secrets: made once, private, and left alone ever after."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tr4ction_cli.errors import InputError
from tr4ction_cli.run.data_dir import DataDir
from tr4ction_cli.run.keys import Keys
from tr4ction_common.internal_tokens import Caller, policy_for, sign
from tr4ction_common.tokens import TokenVerifier


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    data_dir = DataDir(tmp_path / "data")
    data_dir.make()
    return Keys(data_dir.secrets)


def test_they_are_made_once(keys: Keys) -> None:
    assert keys.make_missing()
    first = {path.name: path.read_bytes() for path in keys.folder.iterdir()}
    assert set(first) == {"jwt_secret", "audit_key", "internal_token_private_key.pem", "internal_token_public_key.pem"}
    assert not keys.make_missing()
    assert {path.name: path.read_bytes() for path in keys.folder.iterdir()} == first


def test_nobody_else_may_read_them(keys: Keys) -> None:
    keys.make_missing()
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.folder.iterdir()} == {0o400}


def test_the_pair_belongs_together(keys: Keys) -> None:
    keys.make_missing()
    token = sign(keys.private.read_text(), "ingestion", Caller("1", "admin"))
    assert TokenVerifier(policy_for("ingestion"), [keys.public.read_text()]).verify(token)["role"] == "admin"


def test_a_start_that_was_cut_short_is_made_good(keys: Keys) -> None:
    keys.make_missing()
    secret = keys.jwt_secret.read_text()
    keys.private.unlink()  # the last one to be written
    (keys.folder / "internal_token_private_key.part").write_text("half")
    assert keys.make_missing()
    assert keys.jwt_secret.read_text() == secret
    test_the_pair_belongs_together(keys)


def test_a_lost_public_key_is_made_from_the_private_one(keys: Keys) -> None:
    keys.make_missing()
    public = keys.public.read_text()
    keys.public.unlink()
    assert keys.make_missing()
    assert keys.public.read_text() == public


def test_a_damaged_private_key_is_named(keys: Keys) -> None:
    keys.make_missing()
    keys.private.unlink()
    keys.private.write_text("no key")
    with pytest.raises(InputError, match=r"internal_token_private_key\.pem holds no private key") as caught:
        keys.make_missing()
    assert caught.value.code == "key_damaged"


PAIR = {"INTERNAL_TOKEN_PRIVATE_KEY_FILE", "INTERNAL_TOKEN_PUBLIC_KEY_FILE"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (set(), {"JWT_SECRET_FILE", "AUDIT_KEY_FILE", *PAIR}),
        ({"JWT_SECRET"}, {"AUDIT_KEY_FILE", *PAIR}),
        ({"JWT_SECRET_KEY_FILE"}, {"AUDIT_KEY_FILE", *PAIR}),
        ({"AUDIT_KEY"}, {"JWT_SECRET_FILE", *PAIR}),
        ({"INTERNAL_TOKEN_PRIVATE_KEY_FILE", "INTERNAL_TOKEN_PUBLIC_KEY"}, {"JWT_SECRET_FILE", "AUDIT_KEY_FILE"}),
    ],
)
def test_what_the_user_gives_comes_first(keys: Keys, given: set[str], expected: set[str]) -> None:
    assert set(keys.environment(given)) == expected
