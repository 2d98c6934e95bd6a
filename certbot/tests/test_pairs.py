"""A certificate and its key as files."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from tr4ction_certbot import pairs
from tr4ction_certbot.errors import RefusedError
from tr4ction_certbot.pairs import Certificate, make_self_signed, read_certificate, split_pair, write_pair

NAMES = ("api.example.test", "app.example.test")
CHAIN, KEY = make_self_signed(NAMES)
OTHER_CHAIN, OTHER_KEY = make_self_signed(NAMES)


def encrypted(key: bytes) -> bytes:
    parsed = serialization.load_pem_private_key(key, None)
    form = serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret")
    return parsed.private_bytes(serialization.Encoding.PEM, *form)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "new/folder"
    write_pair(folder, CHAIN, KEY)
    certificate = read_certificate(folder)
    assert certificate is not None
    assert certificate.names == NAMES
    assert certificate.days_left == pairs.SELF_SIGNED_DAYS - 1
    assert not certificate.is_due
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in ("fullchain.pem", "privkey.pem")] == [0o600] * 2
    assert sorted(path.name for path in folder.iterdir()) == ["fullchain.pem", "privkey.pem"]


def test_writing_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pair(tmp_path, CHAIN, KEY)

    def no_space(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_pair(tmp_path, OTHER_CHAIN, OTHER_KEY)
    assert (tmp_path / "fullchain.pem").read_bytes() == CHAIN
    assert (tmp_path / "privkey.pem").read_bytes() == KEY
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("content", [None, b"", b"nonsense", CHAIN[:200]], ids=["none", "empty", "nonsense", "half"])
def test_what_cannot_be_read_is_none(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "fullchain.pem").write_bytes(content)
    assert read_certificate(tmp_path) is None


@pytest.mark.parametrize("order", [(CHAIN, KEY), (KEY, CHAIN), (b"words\n", CHAIN, OTHER_CHAIN, b"\n\n", KEY)])
def test_a_pair_is_found_in_what_is_given(order: tuple[bytes, ...]) -> None:
    chain, key, certificate = split_pair(b"".join(order))
    assert chain.startswith(CHAIN.strip())
    assert key.strip() == KEY.strip()
    assert certificate.names == NAMES


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"", "certificate_missing"),
        (KEY, "certificate_missing"),
        (CHAIN, "key_missing"),
        (CHAIN + KEY + OTHER_KEY, "key_missing"),
        (CHAIN + OTHER_KEY, "key_mismatch"),
        (OTHER_CHAIN + CHAIN + KEY, "key_mismatch"),
        (CHAIN + encrypted(KEY), "key_encrypted"),
        (CHAIN.replace(b"MII", b"AAA") + KEY, "pair_unreadable"),
        (CHAIN + KEY.replace(b"MI", b"AA"), "pair_unreadable"),
        (make_self_signed(NAMES, days=0)[0] + KEY, "key_mismatch"),
        (b"".join(make_self_signed(NAMES, days=0)), "expired"),
    ],
)
def test_what_is_wrong_with_a_pair_is_said(given: bytes, code: str) -> None:
    with pytest.raises(RefusedError, match=f"^{code}: "):
        split_pair(given)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.test", True), ("x.b.test", True), ("b.test", False), ("y.x.b.test", False), ("c.test", False)],
)
def test_names_and_wildcards(name: str, expected: bool) -> None:
    now = datetime.now(UTC)
    assert Certificate("01", now, now, ("a.test", "*.b.test")).is_for(name) is expected


@pytest.mark.parametrize(("age", "expected"), [(0, False), (59, False), (61, True), (91, True)])
def test_it_is_due_when_a_third_of_its_life_is_left(age: int, expected: bool) -> None:
    begins = datetime.now(UTC) - timedelta(days=age)
    assert Certificate("01", begins, begins + timedelta(days=90), ()).is_due is expected


def test_serials_are_written_as_openssl_does(tmp_path: Path) -> None:
    """Whole bytes: nginx's side compares them as text."""
    for _ in range(40):
        serial = split_pair(b"".join(make_self_signed(NAMES)))[2].serial
        assert len(serial) % 2 == 0
        assert serial == serial.upper()
