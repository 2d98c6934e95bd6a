"""Hashing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tr4ction_gateway.accounts.passwords import PasswordHasher


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


async def test_checking_nobody_takes_as_long() -> None:
    hasher = PasswordHasher(rounds=9)
    hashed = await hasher.hash("right")

    async def seconds(against: str | None) -> float:
        times = []
        for _ in range(9):
            started = time.perf_counter()
            await hasher.verify("wrong", against)
            times.append(time.perf_counter() - started)
        return min(times)

    somebody, nobody = await seconds(hashed), await seconds(None)
    hasher.close()
    assert 0.6 < nobody / somebody < 1.6


async def test_the_loop_goes_on_while_hashes_are_made() -> None:
    hasher = PasswordHasher(rounds=12)
    hashing = asyncio.gather(*(hasher.hash("password") for _ in range(2)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.005)
        turns += 1
    hasher.close()
    assert turns > 5
