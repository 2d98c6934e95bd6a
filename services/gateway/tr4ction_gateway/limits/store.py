"""Numbers that are forgotten after a while, in memory or in a store that several processes share."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from fastapi.concurrency import run_in_threadpool
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string

TIMEOUT_SECONDS = 0.2  # a store that hangs costs this once; then memory counts until it is tried again
RETRY_SECONDS = 5.0

_log = logging.getLogger(__name__)

_T = TypeVar("_T")


def store_options(store_url: str | None) -> dict[str, float | bool]:
    """How to open the store at `store_url`: nobody waits long for it, and its errors are StorageErrors."""
    if store_url is None:
        return {}
    return {"socket_timeout": TIMEOUT_SECONDS, "socket_connect_timeout": TIMEOUT_SECONDS, "wrap_exceptions": True}


class Counters:
    """Counters by key. While the shared store fails, each process counts for itself."""

    def __init__(self, store_url: str | None = None) -> None:
        self._memory = MemoryStorage()
        shared = storage_from_string(store_url, **store_options(store_url)) if store_url else None
        self._shared: Storage | None = shared if isinstance(shared, Storage) else None
        self._failed_at: float | None = None

    async def run(self, action: Callable[[Storage], _T]) -> _T:
        """What `action` makes of the store, off the event loop where the store is another machine."""
        if self._shared is None:
            return action(self._memory)
        return await run_in_threadpool(self._try_shared, self._shared, action)

    def _try_shared(self, shared: Storage, action: Callable[[Storage], _T]) -> _T:
        if self._failed_at is None or time.monotonic() - self._failed_at >= RETRY_SECONDS:
            try:
                result = action(shared)
            except StorageError:
                if self._failed_at is None:
                    _log.warning("the shared store does not answer: this process counts for itself")
                self._failed_at = time.monotonic()
            else:
                self._failed_at = None
                return result
        return action(self._memory)
