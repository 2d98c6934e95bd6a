"""`DATA_DIR`: where the stack keeps everything, for one `tr4ction run` at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tr4ction_cli.errors import InputError

# Nobody but the owner may read what the stack writes: databases, uploads, logs.
PRIVATE_UMASK = 0o077


class DataDirInUseError(InputError):
    """Another run has the folder."""


@dataclass(frozen=True, slots=True)
class DataDir:
    root: Path

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def make(self) -> None:
        """Makes the folders that are missing. Raises InputError where that is not possible."""
        with self.written_to():
            for folder in (self.root, self.secrets, self.run, self.logs):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.secrets.chmod(0o700)
            self.run.chmod(0o700)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the folder for this process. Raises DataDirInUseError where another one has it."""
        path = self.run / "lock"
        with self.written_to():
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DataDirInUseError(
                    "data_dir_in_use",
                    f"DATA_DIR={self.root} belongs to another 'tr4ction run' (process {path.read_text()}). "
                    "Stop that one or choose another DATA_DIR.",
                ) from None
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def written_to(self) -> Iterator[None]:
        """Raises InputError for what a folder or disk refuses meanwhile."""
        try:
            yield
        except OSError as error:
            raise InputError(
                "data_dir_unusable",
                f"DATA_DIR={self.root} cannot be used: {error.strerror}. "
                "Make room, or choose a folder that this user may write.",
            ) from None
