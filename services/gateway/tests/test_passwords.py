"""Hashing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import bcrypt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tr4ction_gateway.credentials.hashing import PasswordHasher


@pytest.fixture
async def hasher() -> AsyncIterator[PasswordHasher]:
    made = PasswordHasher(rounds=4)
    yield made
    made.close()


async def test_only_the_password_matches(hasher: PasswordHasher) -> None:
    hashed = await hasher.hash("pão de queijo")
    assert await hasher.verify("pão de queijo", hashed)
    assert not await hasher.verify("pao de queijo", hashed)


async def test_nobody_has_no_password(hasher: PasswordHasher) -> None:
    assert not await hasher.verify("", None)
    assert not await hasher.verify("anything", None)


async def test_bytes_beyond_the_72nd_are_not_forgotten(hasher: PasswordHasher) -> None:
    hashed = await hasher.hash("a" * 72)
    assert await hasher.verify("a" * 72, hashed)
    assert not await hasher.verify("a" * 73, hashed)
    with pytest.raises(ValueError, match="72"):
        await hasher.hash("a" * 73)


@given(st.text(max_size=400).filter(lambda text: text.isprintable() or "\0" in text))
@settings(max_examples=50, deadline=None)
def test_any_text_may_be_tried(text: str) -> None:
    async def attempt() -> bool:
        hasher = PasswordHasher(rounds=4)
        try:
            return await hasher.verify(text, None)
        finally:
            hasher.close()

    assert asyncio.run(attempt()) is False


async def test_checking_nobody_is_as_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time itself is not measured: machines are too noisy. The cost stands in what is checked against."""
    checked = []
    check = bcrypt.checkpw

    def spy(password: bytes, hashed: bytes) -> bool:
        checked.append(hashed)
        return check(password, hashed)

    monkeypatch.setattr(bcrypt, "checkpw", spy)
    hasher = PasswordHasher(rounds=5)
    hashed = await hasher.hash("right")
    assert await hasher.verify("wrong", hashed) is await hasher.verify("wrong", None) is False
    hasher.close()
    assert [item[:7] for item in checked] == [b"$2b$05$", b"$2b$05$"]
    assert len({len(item) for item in checked}) == 1


async def test_the_loop_goes_on_while_hashes_are_made() -> None:
    hasher = PasswordHasher(rounds=12)
    hashing = asyncio.gather(*(hasher.hash("password") for _ in range(2)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.005)
        turns += 1
    hasher.close()
    assert turns > 5
