"""The secrets of a stack on disk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tr4ction_common.internal_tokens import Caller, policy_for, sign
from tr4ction_common.key_files import KeyFiles, write_secret
from tr4ction_common.tokens import TokenVerifier


@pytest.fixture
def keys(tmp_path: Path) -> KeyFiles:
    return KeyFiles(tmp_path / "jwt_secret", tmp_path / "audit_key", tmp_path / "private.pem", tmp_path / "public.pem")


def test_made_once_for_the_owner_alone(keys: KeyFiles, tmp_path: Path) -> None:
    assert keys.make_missing()
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(first) == {"jwt_secret", "audit_key", "private.pem", "public.pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o400}
    assert not keys.make_missing()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_the_public_key_follows_the_private_one(keys: KeyFiles) -> None:
    keys.make_missing()
    keys.private.unlink()
    keys.public.unlink()
    keys.public.write_text("of another pair")
    assert keys.make_missing()
    token = sign(keys.private.read_text(), "ingestion", Caller("1", "admin"))
    assert TokenVerifier(policy_for("ingestion"), [keys.public.read_text()]).verify(token)["sub"] == "1"


def test_what_is_no_private_key_is_named_and_kept(keys: KeyFiles) -> None:
    keys.private.write_text("precious, and damaged")
    with pytest.raises(ValueError, match=r"private\.pem holds no private key"):
        keys.make_missing()
    assert keys.private.read_text() == "precious, and damaged"


def test_the_same_text_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    assert write_secret(path, "a")
    assert not write_secret(path, "a\n")
    assert write_secret(path, "b")
    assert [item.name for item in tmp_path.iterdir()] == ["secret"]
