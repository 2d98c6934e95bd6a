"""Folders that exist as long as something is being decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from tr4ction_ingestion.off_loop import run_to_end


class Discardable(Protocol):
    def discard(self) -> None: ...


T = TypeVar("T", bound=Discardable)


class Staging(Generic[T]):
    """Gives folders when they are asked for, and takes them back at the end, whenever who asked was cancelled."""

    def __init__(self, stage: Callable[[], T]) -> None:
        self._stage = stage
        self._staged: T | None = None

    async def open(self) -> T:
        await run_to_end(self._open)
        assert self._staged is not None
        return self._staged

    def _open(self) -> None:
        self._staged = self._stage()

    async def close(self) -> None:
        if self._staged is not None:
            await run_to_end(self._staged.discard)
