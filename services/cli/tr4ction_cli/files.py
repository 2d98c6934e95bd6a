"""Files in, files out: every way it can go wrong is an InputError, and nothing is left half written."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tr4ction_cli.errors import InputError

MAX_INPUT_BYTES = 256 * 1024 * 1024

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def read_input(path: Path, what: str = "a workbook") -> bytes:
    """The bytes of `what`. A device that never ends is refused as too large."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_INPUT_BYTES + 1)
    except OSError as error:
        raise _input_error(path, what, error) from None
    except ValueError as error:  # a path with a null byte
        raise InputError("file_unreadable", f"{path}: {error}. Give the path of {what}.") from None
    if len(data) > MAX_INPUT_BYTES:
        limit = MAX_INPUT_BYTES // (1024 * 1024)
        raise InputError("file_too_large", f"{path} has more than {limit} MB. Shrink its pictures or split it.")
    return data


def _input_error(path: Path, what: str, error: OSError) -> InputError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return InputError("file_missing", f"{path} does not exist. Give the path of {what}.")
    if error.errno == errno.EISDIR:
        return InputError("file_is_directory", f"{path} is a folder. Give the path of {what}.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return InputError("file_unreadable", f"{path} may not be read. Change its permissions or copy it.")
    return InputError("file_unreadable", f"{path} cannot be read: {error.strerror}. Check the path and the disk.")


def keep_inputs(inputs: Iterable[Path], outputs: Iterable[Path]) -> None:
    """Raises InputError where an output would take the place of an input."""
    written = list(outputs)
    for path in inputs:
        for output in written:
            if _is_same_file(path, output):
                raise InputError("output_is_input", f"{output} is what was read. Write somewhere else.")


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # there is no other, or writing it will say what is wrong
        return False


def write_outputs(files: Mapping[Path, bytes], new_folder: Path | None = None) -> None:
    """Writes all of `files` or none of them. `new_folder` is made first where it does not exist.

    Each is written beside its place under another name; only when all are on disk do they take their names. What stands
    at a name and is no ordinary file (`/dev/null`, a pipe) is written to, never replaced.
    """
    with _made(new_folder):
        staged: dict[Path, Path] = {}
        direct: dict[Path, bytes] = {}
        try:
            for path, data in files.items():
                target = Path(os.path.realpath(path))
                if _is_special(target):
                    direct[path] = data
                else:
                    staged[target] = _stage(path, target, data)
            for path, data in direct.items():
                _write_special(path, data)
            for target, temporary in staged.items():
                _publish(temporary, target)
        finally:
            for temporary in staged.values():
                temporary.unlink(missing_ok=True)


@contextmanager
def _made(folder: Path | None) -> Iterator[None]:
    if folder is None or folder.is_dir():
        yield
        return
    try:
        folder.mkdir()
    except OSError as error:
        raise _output_error(folder, error) from None
    try:
        yield
    except BaseException:
        folder.rmdir()
        raise


def _is_special(target: Path) -> bool:
    """Whether something other than an ordinary file stands at `target`."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _output_error(target, error) from None
    if stat.S_ISDIR(mode):
        raise InputError("output_is_directory", f"{target} is a folder. Give the path of a file to write.")
    return not stat.S_ISREG(mode)


def _stage(path: Path, target: Path, data: bytes) -> Path:
    temporary = target.with_name(f".tr4ction-{os.urandom(8).hex()}.part")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _output_error(path, error) from None
    return temporary


def _write_special(path: Path, data: bytes) -> None:
    try:
        with path.open("wb", buffering=0) as file:
            file.write(data)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _output_error(path, error) from None


def _publish(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except OSError as error:
        raise _output_error(target, error) from None


def _output_error(path: Path, error: OSError) -> InputError:
    if error.errno in _NO_SPACE:
        return InputError("disk_full", f"{path} cannot be written: no space is left. Free some or write elsewhere.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return InputError("output_folder_missing", f"The folder of {path} does not exist. Make it first.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return InputError("output_not_writable", f"{path} may not be written. Change the permissions or the path.")
    return InputError("output_failed", f"{path} cannot be written: {error.strerror}. Check the path and the disk.")
