"""The logs of the services, and what was written to them since the start."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from pathlib import Path

END_LINES = 20


class LogEnds:
    """Remembers where each log stood when it was made, so that nobody is shown an earlier run's troubles."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self._folder = folder
        self._starts = {name: _size(folder / f"{name}.log") for name in names}

    def end_of(self, name: str) -> list[str]:
        """The last lines of a log, led by its path."""
        path = self._folder / f"{name}.log"
        start = self._starts.get(name, 0)
        try:
            with path.open("rb") as file:
                # A log that has become shorter was rotated: all of it is new.
                file.seek(start if start <= _size(path) else 0)
                lines = deque(file, maxlen=END_LINES)
        except OSError:
            lines = deque()
        text = [f"  {line.decode('utf-8', 'replace').rstrip()}" for line in lines]
        return [f"  {path}", *(text or ["  (nothing was written)"])]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
