"""The signals that end `tr4ction run`."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asked us to stop. No error, and nothing that a handler of errors should swallow."""


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Raises Stop in the main thread at the first signal; later ones are ignored, so that cleaning up gets done."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    hang_up_is_ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # by nohup
    heeded = [number for number in _SIGNALS if number != signal.SIGHUP or not hang_up_is_ignored]
    earlier = {number: signal.signal(number, stop) for number in heeded}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
