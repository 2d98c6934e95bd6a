"""Hashes passwords with bcrypt, in threads of their own so that the event loop never waits for a hash."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import bcrypt

MAX_PASSWORD_BYTES = 72  # bcrypt reads no further


class PasswordHasher:
    """Hashes with 2**`rounds` steps, as many at once as there are processors: bcrypt releases the interpreter."""

    def __init__(self, rounds: int) -> None:
        self._rounds = rounds
        self._threads = ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="bcrypt")
        # A well-formed hash of no password: checking against it takes as long as against a real one.
        self._nobody = f"$2b${rounds:02d}${'.' * 53}"

    async def hash(self, password: str) -> str:
        """Raises ValueError where `password` has more than 72 bytes."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _hash, password, self._rounds)

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Whether `password` has the hash `hashed`. Takes as long where there is no hash to compare with."""
        against = self._nobody if hashed is None else hashed
        matches = await asyncio.get_running_loop().run_in_executor(self._threads, _matches, password, against)
        return matches and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Whether `hashed` was made with another cost than is asked for today."""
        return hashed.split("$")[2] != f"{self._rounds:02d}"

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _hash(password: str, rounds: int) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds)).decode()


def _matches(password: str, hashed: str) -> bool:
    encoded = password.encode()
    # No account has a longer password; the hash is computed all the same, for the time it takes.
    matches = bcrypt.checkpw(encoded[:MAX_PASSWORD_BYTES], hashed.encode())
    return matches and len(encoded) <= MAX_PASSWORD_BYTES
