"""How much memory reading a workbook may take."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tr4ction_cli.errors import InputError

# A small file can unpack to a gigabyte of XML, and the objects made from it take several times as much. This is four
# times what the service grants a workbook, and little enough to spare the rest of a small machine.
MAX_BYTES = 2 * 1024**3


@contextmanager
def bounded_memory(path: Path) -> Iterator[None]:
    """Raises InputError where reading `path` takes more than MAX_BYTES, or than a stricter limit of this process."""
    limit = MAX_BYTES
    try:
        if sys.platform == "linux":  # others do not heed it
            with _address_space(MAX_BYTES) as limit:
                yield
        else:
            yield
    except MemoryError:
        raise InputError(
            "workbook_too_complex",
            f"{path}: reading this workbook takes more than {limit / 1024**3:.2g} GB of memory; "
            "split it or remove what is not needed.",
        ) from None


@contextmanager
def _address_space(most: int) -> Iterator[int]:
    """Holds this process to `most` bytes of addresses, or to fewer where that is so already. Yields how many."""
    import resource

    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [most, *(limit for limit in (before, hard) if limit != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        yield min(limits)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))
